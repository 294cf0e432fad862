"""Where a draft stands, section by section: the task list and its order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from exchange.practices import checks
from exchange.practices.fields import FORM
from exchange.questions import Section, Tier

PEOPLE = "authors"
GROUPS: tuple[tuple[LazyString, tuple[str, ...]], ...] = (
    (_l("Describe the practice"), ("overview", "where", "done", "people", "means", "results", "lessons")),
    (_l("Add people and sources"), (PEOPLE, "sources")),
    (_l("Check and send"), ("declarations",)),
)
ORDER = tuple(name for _heading, names in GROUPS for name in names)
BY_NAME = {section.name: section for section in FORM.sections} | {
    PEOPLE: Section(PEOPLE, _l("Co-authors and contact"), _l("Who wrote it, and whom readers can write to")),
}
NEEDED = tuple(name for name in ORDER if name == PEOPLE or any(one.tier is Tier.S for one in FORM.page_questions(name)))


@dataclass(frozen=True)
class Step:
    """A row of the task list. `status` is `completed`, `missing` (with `absent` and `wrong`), `not_started` or `optional`."""

    section: Section
    status: str
    absent: int
    wrong: int


def steps(given: Mapping[str, Any], blocked: Mapping[str, str]) -> dict[str, Step]:
    """Every page of the form by name, in order; `blocked` as `FORM.blocking(given)` says."""
    found = {}
    for name in ORDER:
        section = BY_NAME[name]
        if name == PEOPLE:
            found[name] = Step(section, *(("missing", 1, 0) if "contacts" in blocked else ("completed", 0, 0)))
        else:
            found[name] = Step(section, *checks.state(section, given, blocked))
    return found


def count_done(found: Mapping[str, Step]) -> int:
    """How many of the needed pages are complete."""
    return sum(found[name].status == "completed" for name in NEEDED)


def after(name: str) -> str | None:
    """The page that follows; None after the last."""
    place = ORDER.index(name) + 1
    return ORDER[place] if place < len(ORDER) else None


def place_of(name: str) -> tuple[int, int]:
    """The number of a page among all, and how many there are."""
    return ORDER.index(name) + 1, len(ORDER)


def page_of(field_name: str) -> str:
    """The page a question stands on."""
    return PEOPLE if field_name == "contacts" else FORM.section_of(field_name)
