"""Reading and writing the answers of a version as one mapping, wherever each is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exchange.practices import fields, substance
from exchange.practices.fields import FORM
from exchange.practices.models import Version, VersionPlace, VersionTarget, VersionTheme
from exchange.questions import year_of


def read(version: Version) -> dict[str, Any]:
    """Every answer of a version by field name, empty ones included, `contacts` apart. Needs themes, places and targets loaded."""
    found: dict[str, Any] = {one.name: version.answers.get(one.name, one.empty) for one in FORM.kept_questions}
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
        elif not FORM.by_name[name].kept_apart:
            kept[name] = value
    version.answers = _answers_in(kept)
    version.start_year = year_of(kept.get("start", ""))
    version.end_year = year_of(kept.get("end", ""))
    version.words = substance.words_of({**version.answers, "summary": version.summary})


def without_declarations(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with every declaration unmade: what was confirmed for one sending is not confirmed for the next."""
    return {**given, **dict.fromkeys(fields.DECLARATIONS, False)}


def columns(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new version's columns for these answers; themes, countries and targets stand in tables of their own."""
    rest = {name: value for name, value in given.items() if name not in {*fields.COLUMNS, *fields.LISTS}}
    return {
        **{name: given.get(name, "") for name in fields.COLUMNS},
        "answers": _answers_in(rest),
        "start_year": year_of(given.get("start", "")),
        "end_year": year_of(given.get("end", "")),
        "words": substance.words_of(given),
    }


def _answers_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those that answer their question; a question that is asked no more keeps its answer."""
    known = FORM.by_name
    return {name: value for name, value in values.items() if name not in known or known[name].has_answer(value)}


def _replace(rows: list[Any], column: str, codes: list[str], row: type[Any]) -> None:
    # Rows that stay are kept and only moved: deleting and inserting the same key in one flush collides.
    before = {getattr(one, column): one for one in rows}
    after = []
    for position, code in enumerate(dict.fromkeys(codes)):
        one = before.get(code) or row(**{column: code})
        one.position = position
        after.append(one)
    rows[:] = after
