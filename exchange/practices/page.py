"""How the answers of a practice stand on its page: in which order and under which headings. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import LazyString

from exchange.practices.fields import FORM, PARTS
from exchange.questions import Part, Question

# Questions about the sending itself; a source was never asked them.
OURS = {"language", "contacts", "offers"}


def parts(given: Mapping[str, Any]) -> list[tuple[Part, list[Question]]]:
    """The headings with an answer below them, in order, each with its answered questions."""
    found = ((part, [one for one in FORM.of_part(part) if one.has_answer(given.get(one.name))]) for part in PARTS)
    return [(part, answered) for part, answered in found if answered]


def not_given(given: Mapping[str, Any]) -> list[LazyString]:
    """The questions every practice written here must answer, and an imported one leaves open."""
    absent = [FORM.by_name[name] for name in FORM.missing_answers(given)]
    return [one.label for one in absent if FORM.section_of(one.name) != "declarations" and one.name not in OURS]


def years(given: Mapping[str, Any]) -> tuple[date | str, date | str]:
    """Start and end: a date where a whole one is given, else the text as it is, "" for none."""
    return _moment(given.get("start")), _moment(given.get("end"))


def _moment(value: str | None) -> date | str:
    if not value or len(value) != len("YYYY-MM-DD"):
        return value or ""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value
