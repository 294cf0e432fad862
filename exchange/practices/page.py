"""How the answers of a practice stand on its page: in which order and under which headings. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from exchange.practices import answers, fields
from exchange.practices.fields import Field, Tier


@dataclass(frozen=True)
class Part:
    """A heading of the page with the questions below it. The answer to `lead` stands without a heading of its own."""

    anchor: str
    heading: LazyString
    lead: str
    names: tuple[str, ...]


PARTS = (
    Part("problem", _l("The problem"), "problem", ("problem", "objectives")),
    Part("done", _l("What was done"), "description", ("description", "tools", "adapted_link", "adapted_changes")),
    Part("people", _l("People and organisations"), "", ("partners", "stakeholders", "participation")),
    Part("results", _l("Results"), "results", ("results", "evidence_links", "harm")),
    Part("means", _l("Costs and means"), "cost", ("cost", "funding", "funding_text", "capacity", "time_to_effect")),
    Part("lessons", _l("What helped and what got in the way"), "lessons", ("lessons", "failures")),
    Part("advice", _l("Advice for others"), "advice", ("advice", "preconditions", "offers")),
    Part("sources", _l("Sources"), "references", ("references",)),
    Part("interests", _l("Interests"), "interests", ("interests",)),
)
# Where the question of the form would read oddly above its answer.
READING_LABELS = {"offers": _l("What the authors can offer"), "harm": _l("Effects nobody wanted")}
# Questions about the sending itself; a source was never asked them.
OURS = {"language", "contacts", "offers"}


def parts(given: Mapping[str, Any]) -> list[tuple[Part, list[Field]]]:
    """The headings with an answer below them, in order, each with its answered questions."""
    found = []
    for part in PARTS:
        answered = [fields.BY_NAME[name] for name in part.names if given.get(name)]
        if answered:
            found.append((part, answered))
    return found


def not_given(given: Mapping[str, Any]) -> list[LazyString]:
    """The questions every practice written here must answer, and an imported one leaves open."""
    absent = [fields.BY_NAME[name] for name in answers.missing(given)]
    return [one.label for one in absent if one.tier is Tier.S and one.section != "declarations" and one.name not in OURS]


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
