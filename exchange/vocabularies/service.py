"""Loading the vocabularies from the files this project ships, again and again with the same result."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from exchange.core.db import Base, db
from exchange.core.languages import CODES
from exchange.core.transaction import require_transaction
from exchange.vocabularies.models import Goal, Place, Target, Theme

DATA = Path(__file__).parent / "data"


def load() -> dict[str, int]:
    """Bring every vocabulary to what the files say, in the caller's transaction: number of terms by vocabulary.

    Terms are made or changed; one that left its file stays: what carries it keeps its meaning.
    """
    require_transaction()
    return {
        "themes": _merge(Theme, "id", _themes()),
        "places": _merge(Place, "code", _places()),
        "goals": _merge(Goal, "code", _goals()),
        "targets": _merge(Target, "code", _targets()),
    }


def _merge(table: type[Base], key: str, rows: Iterable[dict[str, Any]]) -> int:
    kept: dict[str, Any] = {getattr(row, key): row for row in db.session.scalars(select(table))}
    count = 0
    for values in rows:
        row = kept.get(values[key])
        if row is None:
            db.session.add(table(**values))
            db.session.flush()
        else:
            _change(row, values)
        count += 1
    return count


def _change(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _read_json(name: str) -> Any:
    return json.loads((DATA / name).read_text("utf-8"))


def _themes() -> Iterable[dict[str, Any]]:
    for position, term in enumerate(_read_json("themes.json")["terms"]):
        yield {
            "id": term["id"],
            "parent_id": term["parent"],
            "position": position,
            "labels": term["labels"],
            "definitions": term["definitions"],
            "also": term["also"],
            "retired": False,
            "replaced_by": None,
        }


def _places() -> Iterable[dict[str, Any]]:
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {
                "code": row["iso2"],
                "kind": "country",
                "m49": row["m49"],
                "parent_code": None,
                "names": {code: row[f"name_{code}"] for code in CODES},
                **{mark: row[mark] == "1" for mark in ("ldc", "lldc", "sids")},
            }


def _goals() -> Iterable[dict[str, Any]]:
    for position, goal in enumerate(_read_json("sdg_goals.json")):
        yield {"code": goal["code"], "position": position, "short": goal["short"], "titles": goal["title"]}


def _targets() -> Iterable[dict[str, Any]]:
    for position, target in enumerate(_read_json("sdg_targets.json")):
        yield {"code": target["code"], "goal_code": target["goal"], "position": position, "titles": target["title"]}
