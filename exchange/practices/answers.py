"""Reading and writing the answers of a version as one mapping, wherever each is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from exchange.practices import fields
from exchange.practices.fields import BY_NAME, Kind, Tier
from exchange.practices.models import Version, VersionPlace, VersionTarget, VersionTheme

_DATE = re.compile(r"^(\d{4})(?:-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$")
EMPTY: dict[Kind, Any] = {Kind.DECLARATION: False}
LISTED = {Kind.CHOICES, Kind.THEMES, Kind.PLACES, Kind.TARGETS, Kind.WORDS, Kind.LINKS, Kind.REFERENCES,
          Kind.PARTNERS, Kind.EVIDENCE}  # fmt: skip


def empty(kind: Kind) -> Any:
    """The value of a question nobody answered: "", [] or False."""
    return [] if kind in LISTED else EMPTY.get(kind, "")


def year_of(value: str) -> int | None:
    """The year of "YYYY" or "YYYY-MM-DD", from 1000 to 2999; None for anything else."""
    match = _DATE.match(value)
    return int(match[1]) if match and 1000 <= int(match[1]) <= 2999 else None


def read(version: Version) -> dict[str, Any]:
    """Every answer of a version by field name, empty ones included, `contacts` apart. Needs themes, places and targets loaded."""
    found: dict[str, Any] = {}
    for field in fields.FIELDS:
        if field.kind is not Kind.PEOPLE:
            found[field.name] = version.answers.get(field.name, empty(field.kind))
    found.update({name: getattr(version, name) for name in fields.COLUMNS})
    found["themes"] = [row.theme_id for row in version.themes]
    found["countries"] = [row.place_code for row in version.places]
    found["targets"] = [row.target_code for row in version.targets]
    return found


def write(version: Version, given: Mapping[str, Any]) -> None:
    """Put the given answers into a version and leave the others alone. Codes must exist; texts are kept whole."""
    kept = dict(version.answers or {})
    for name, value in given.items():
        if name in fields.COLUMNS:
            setattr(version, name, value)
        elif name == "themes":
            _replace(version.themes, "theme_id", value, VersionTheme)
        elif name == "countries":
            _replace(version.places, "place_code", value, VersionPlace)
        elif name == "targets":
            _replace(version.targets, "target_code", value, VersionTarget)
        elif BY_NAME[name].kind is not Kind.PEOPLE:
            kept[name] = value
    version.answers = {name: value for name, value in kept.items() if value not in ("", [], False)}
    version.start_year = year_of(kept.get("start", ""))
    version.end_year = year_of(kept.get("end", ""))


def undeclared(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with every declaration unmade: what was confirmed for one sending is not confirmed for the next."""
    return {**given, **dict.fromkeys(fields.DECLARATIONS, False)}


def columns(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new version's columns for these answers; themes, countries and targets stand in tables of their own."""
    rest = {name: value for name, value in given.items() if name not in {*fields.COLUMNS, *fields.LISTS}}
    return {
        **{name: given.get(name, "") for name in fields.COLUMNS},
        "answers": {name: value for name, value in rest.items() if value not in ("", [], False)},
        "start_year": year_of(given.get("start", "")),
        "end_year": year_of(given.get("end", "")),
    }


def _replace(rows: list[Any], column: str, codes: list[str], row: type[Any]) -> None:
    # Rows that stay are kept and only moved: deleting and inserting the same key in one flush collides.
    before = {getattr(one, column): one for one in rows}
    after = []
    for position, code in enumerate(dict.fromkeys(codes)):
        one = before.get(code) or row(**{column: code})
        one.position = position
        after.append(one)
    rows[:] = after


def missing(given: Mapping[str, Any]) -> list[str]:
    """Names of the S fields without an answer, in the order of the form; `contacts` counts when given as a list of people."""
    return [
        field.name
        for field in fields.FIELDS
        if field.tier is Tier.S and given.get(field.name, empty(field.kind)) in ("", [], False, None)
    ]
