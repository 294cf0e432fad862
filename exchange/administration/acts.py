"""The log of administration as pages show it: lines of several rooms, each told by its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.accounts import members
from exchange.core.paging import Page
from exchange.workflow import queries as log
from exchange.workflow.models import Event
from exchange.workflow.places import ACTS, Acts, Told

ON_FIRST_PAGE = 6


@dataclass(frozen=True)
class Act:
    """One line: when, by whom ("" for the product itself or a command), what, and the reason given ("" for none)."""

    at: datetime
    actor: str
    told: Told
    reason: str


def kinds() -> list[Acts]:
    """The kinds of acts, in the order of the filter."""
    return ACTS.parts(None)


def latest() -> list[Act]:
    """The last acts of any kind, newest first."""
    known = kinds()
    return _read(known, log.acts(known, 1, ON_FIRST_PAGE).items)


def page(subject: str, number: int) -> Page[Act]:
    """A page of the log, newest first; of one kind, or of all with ""."""
    known = [one for one in kinds() if subject in {"", one.subject}]
    found = log.acts(known, number)
    return Page(_read(known, found.items), found.total, found.number, found.per_page)


def _read(known: Sequence[Acts], lines: Sequence[Event]) -> list[Act]:
    told: dict[int, Told] = {}
    for kind in known:
        of_kind = [one for one in lines if one.subject == kind.subject]
        if of_kind:
            told.update(kind.tell(of_kind))
    actors = members.names({one.actor_id for one in lines if one.actor_id is not None})
    return [Act(one.at, actors.get(one.actor_id or 0, ""), told[one.id], one.note) for one in lines]
