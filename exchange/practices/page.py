"""How the answers of a practice stand on its page: in which order and under which headings. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from exchange.practices.fields import FORM, PARTS
from exchange.questions import Part, Question

# Questions about the sending itself; a source was never asked them.
OURS = {"language", "contacts", "offers"}

# What a reader of a short note misses: for the questions that are open of those named first, the sentence.
GAPS: tuple[tuple[tuple[str, ...], Mapping[tuple[str, ...], LazyString]], ...] = (
    (
        ("start", "state"),
        {
            ("start", "state"): _l("Since when it was done, and whether it still runs"),
            ("start",): _l("Since when it was done"),
            ("state",): _l("Whether it still runs"),
        },
    ),
    (("problem",), {("problem",): _l("What the problem was, and for whom")}),
    (("description",), {("description",): _l("What was done, step by step")}),
    (("results",), {("results",): _l("What changed, and how that is known")}),
    (
        ("cost", "funding"),
        {
            ("cost", "funding"): _l("What it cost, and who paid"),
            ("cost",): _l("What it cost"),
            ("funding",): _l("Who paid"),
        },
    ),
    (("lessons",), {("lessons",): _l("What helped, and what got in the way")}),
)


def parts(given: Mapping[str, Any]) -> list[tuple[Part, list[Question]]]:
    """The headings with an answer below them, in order, each with its answered questions."""
    found = ((part, [one for one in FORM.of_part(part) if one.has_answer(given.get(one.name))]) for part in PARTS)
    return [(part, answered) for part, answered in found if answered]


def not_given(given: Mapping[str, Any]) -> list[LazyString]:
    """The questions every practice written here must answer, and an imported one leaves open."""
    absent = [FORM.by_name[name] for name in FORM.missing_answers(given)]
    return [one.label for one in absent if FORM.section_of(one.name) != "declarations" and one.name not in OURS]


def gaps(given: Mapping[str, Any]) -> list[LazyString]:
    """What these answers leave open of the things readers ask first, each as a sentence part; empty when they tell it all."""
    found = ((tuple(name for name in names if not FORM.by_name[name].has_answer(given.get(name))), said) for names, said in GAPS)
    return [said[open_ones] for open_ones, said in found if open_ones]


def only_text(answered: list[tuple[Part, list[Question]]]) -> Question | None:
    """The question whose text is all there is to read; None when there is more, or nothing, or no text."""
    questions = [one for _part, some in answered for one in some]
    return questions[0] if len(questions) == 1 and questions[0].is_text else None


def names_days(given: Mapping[str, Any]) -> bool:
    """True where start or end say more than a year."""
    return any(len(given.get(name) or "") > len("YYYY") for name in ("start", "end"))


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
