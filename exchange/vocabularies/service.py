"""Loading the vocabularies from the files this project ships, again and again with the same result."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from exchange.changes import service as changes
from exchange.core import clock
from exchange.core.db import Base, db
from exchange.core.languages import CODES
from exchange.core.transaction import require_transaction
from exchange.vocabularies import queries
from exchange.vocabularies.events import VOCABULARY_CHANGED, TermsChanged
from exchange.vocabularies.models import Goal, Place, Target, Theme, VocabularyState

DATA = Path(__file__).parent / "data"
FILES = ("themes.json", "regions.json", "countries.csv", "sdg_goals.json", "sdg_targets.json")
MARKS = ("ldc", "lldc", "sids")
# All vocabularies are one record of visible change.
KIND = "vocabularies"
NUMBER = 1


def load(folder: Path = DATA) -> dict[str, int]:
    """Bring every vocabulary to what the files of `folder` say, in the caller's transaction: number of terms by vocabulary.

    Terms are made or changed, never deleted: a theme that left its file is marked as retired, anything
    else that left stays as it was. What administrators edited stays as they wrote it. Rooms above hear of the changed terms in the same transaction.
    """
    require_transaction()
    edited = _edits()
    themes = [_with_edits(row, edited.get(row["id"], {})) for row in _themes(folder)]
    rows = {
        "themes": _merge(Theme, "id", themes, ("parent_id", "replaced_by")),
        "places": _merge(Place, "code", [*_regions(folder), *_countries(folder)], ("parent_code",)),
        "goals": _merge(Goal, "code", list(_goals(folder)), ()),
        "targets": _merge(Target, "code", list(_targets(folder)), ()),
    }
    retired = _retire({row["id"] for row in themes})
    db.session.flush()
    renewed = _remember(_digest(folder))
    # A goal's words are part of what its targets say.
    targets = {row["code"] for row in _targets(folder) if row["goal_code"] in rows["goals"][1]}
    changed = TermsChanged(
        frozenset(rows["themes"][1] | retired), frozenset(rows["places"][1]), frozenset(rows["targets"][1] | targets)
    )
    if changed.themes or changed.places or changed.targets:
        VOCABULARY_CHANGED.send(changed)
        renewed = True
    if renewed:
        changes.record(KIND, [NUMBER])
    return {name: count for name, (count, _changed) in rows.items()}


def edit_theme(theme: Theme, texts: Mapping[str, Mapping[str, Any]], retired: bool) -> bool:
    """Give a theme these texts by column (`labels`, `definitions`, `also`) and language, and take it out of use or back into it: False when nothing changes.

    What differs from before is remembered as edited. Rooms above hear of it in the same transaction.
    """
    require_transaction()
    kept = {name: dict(value) if isinstance(value, dict) else value for name, value in theme.edited.items()}
    for name, by_language in texts.items():
        before = getattr(theme, name)
        changed = {code: value for code, value in by_language.items() if value != (before.get(code) or type(value)())}
        if changed:
            kept[name] = {**kept.get(name, {}), **changed}
            setattr(theme, name, {code: value for code, value in {**before, **changed}.items() if value})
    if retired != theme.retired:
        kept["retired"] = theme.retired = retired
    if kept == theme.edited:
        return False
    theme.edited = kept
    db.session.flush()
    state = db.session.get_one(VocabularyState, 1)
    _remember(hashlib.sha256(f"{state.digest}{json.dumps(kept, sort_keys=True)}".encode()).hexdigest())
    VOCABULARY_CHANGED.send(TermsChanged(frozenset({theme.id}), frozenset(), frozenset()))
    changes.record(KIND, [NUMBER])
    return True


def _edits() -> dict[str, dict[str, Any]]:
    """What administrators edited, by theme."""
    return {row.id: row.edited for row in db.session.scalars(select(Theme)) if row.edited}


def _with_edits(row: dict[str, Any], edited: Mapping[str, Any]) -> dict[str, Any]:
    """A theme of the files with what administrators edited in place of what the files say."""
    found = dict(row)
    for name, value in edited.items():
        both = {**row[name], **value} if isinstance(value, dict) else value
        found[name] = {code: one for code, one in both.items() if one} if isinstance(both, dict) else both
    return found


def _merge(table: type[Base], key: str, rows: list[dict[str, Any]], pointers: tuple[str, ...]) -> tuple[int, set[str]]:
    """Make or change the terms; pointers to other terms are set last, when all of them exist. Counts, and names what changed."""
    kept: dict[str, Any] = {getattr(row, key): row for row in db.session.scalars(select(table))}
    changed = set()
    for values in rows:
        row = kept.get(values[key])
        if row is None:
            kept[values[key]] = row = table(**{name: value for name, value in values.items() if name not in pointers})
            db.session.add(row)
        elif _change(row, {name: value for name, value in values.items() if name not in pointers}):
            changed.add(values[key])
    db.session.flush()
    for values in rows:
        made = getattr(kept[values[key]], key) not in changed
        if _change(kept[values[key]], {name: values[name] for name in pointers}) and made:
            changed.add(values[key])
    return len(rows), changed


def _change(row: Any, values: dict[str, Any]) -> bool:
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _retire(present: set[str]) -> set[str]:
    gone = set()
    for theme in db.session.scalars(select(Theme).where(Theme.retired.is_(False))):
        if theme.id not in present:
            theme.retired = True
            gone.add(theme.id)
    return gone


def _remember(digest: str) -> bool:
    """Keep which files were loaded: True when they are others than before."""
    state = db.session.get(VocabularyState, 1)
    renewed = state is None or state.digest != digest
    if state is None:
        db.session.add(VocabularyState(id=1, digest=digest, loaded_at=clock.now()))
    elif renewed:
        state.digest, state.loaded_at = digest, clock.now()
    db.session.flush()
    queries.forget()
    return renewed


def _digest(folder: Path) -> str:
    """Of everything the files say and administrators edited, and of this module, which decides how it is read."""
    total = hashlib.sha256(Path(__file__).read_bytes())
    edited = _edits()
    if edited:
        total.update(json.dumps(edited, sort_keys=True).encode())
    for name in FILES:
        total.update((folder / name).read_bytes())
    return total.hexdigest()


def _read_json(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text("utf-8"))


def _themes(folder: Path) -> Iterable[dict[str, Any]]:
    for position, term in enumerate(_read_json(folder, "themes.json")["terms"]):
        yield {
            "id": term["id"],
            "parent_id": term["parent"],
            "position": position,
            "labels": term["labels"],
            "definitions": term["definitions"],
            "also": term["also"],
            "retired": term.get("retired", False),
            "replaced_by": term.get("replaced_by"),
        }


def _regions(folder: Path) -> Iterable[dict[str, Any]]:
    for row in _read_json(folder, "regions.json"):
        yield {
            "code": row["code"],
            "kind": "region" if row["parent"] else "world",
            "m49": row["code"],
            "parent_code": row["parent"],
            "names": row["names"],
        }


def _countries(folder: Path) -> Iterable[dict[str, Any]]:
    with (folder / "countries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {
                "code": row["iso2"],
                "kind": "country",
                "m49": row["m49"],
                "parent_code": row["intermediate_region_code"] or row["subregion_code"] or row["region_code"] or "001",
                "names": {code: row[column] for code in CODES if row.get(column := f"name_{code}")},
                **{mark: row[mark] == "1" for mark in MARKS},
            }


def _goals(folder: Path) -> Iterable[dict[str, Any]]:
    for position, goal in enumerate(_read_json(folder, "sdg_goals.json")):
        yield {"code": goal["code"], "position": position, "short": goal["short"], "titles": goal["title"]}


def _targets(folder: Path) -> Iterable[dict[str, Any]]:
    for position, target in enumerate(_read_json(folder, "sdg_targets.json")):
        yield {"code": target["code"], "goal_code": target["goal"], "position": position, "titles": target["title"]}
