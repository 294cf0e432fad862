"""The rules of saved searches. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime, time, timedelta

from exchange.core.text import shorten

NEVER = "never"
AT_ONCE = "at_once"
DAILY = "daily"
WEEKLY = "weekly"
OFTEN = (AT_ONCE, DAILY, WEEKLY, NEVER)
REGULAR = (DAILY, WEEKLY)
MOST = 50
LONGEST_NAME = 120
LONGEST_QUERY = 2_000
# Mail of a day is made when it is morning in most of the world; the hour is UTC, since members name no time zone.
HOUR = time(6)
MONDAY = 0
# After telling somebody at once, the next practices wait this long and go together: an import publishes thousands.
PAUSE = timedelta(minutes=1)
# How far back a daily or weekly look goes: further than a week, so that one that came late leaves nothing out.
LOOK_BACK = timedelta(days=30)


def name_of(labels: Iterable[str]) -> str:
    """A name for a search, from the words of its filters; "" without any."""
    return shorten(" · ".join(labels), LONGEST_NAME)


def next_due(often: str, now: datetime) -> datetime | None:
    """When the next look of a daily or weekly search is due, always after `now` (UTC); None for the others."""
    if often not in REGULAR:
        return None
    due = datetime.combine(now.date(), HOUR, now.tzinfo)
    if due <= now:
        due += timedelta(days=1)
    return due if often == DAILY else due + timedelta(days=(MONDAY - due.weekday()) % 7)


def begins_anew(before: str, after: str) -> bool:
    """True when a search that told nothing is to tell from now on: what was published meanwhile is not told of."""
    return before == NEVER and after != NEVER


def new_to(found: Sequence[tuple[int, Sequence[int]]], known: Set[int]) -> list[tuple[int, list[int]]]:
    """What to tell a member, as (search, practices): each practice once, by the first search that found it, none that is `known`."""
    seen = set(known)
    fresh: list[tuple[int, list[int]]] = []
    for search, practices in found:
        here = [number for number in dict.fromkeys(practices) if number not in seen]
        seen.update(here)
        if here:
            fresh.append((search, here))
    return fresh


def published_after(moments: Mapping[int, datetime], since: datetime) -> frozenset[int]:
    """The practices that were published for the first time after `since`."""
    return frozenset(number for number, first in moments.items() if first > since)


def some(members: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The members in runs of `size`: a transaction for all would hold the database too long."""
    return (members[start : start + size] for start in range(0, len(members), size))
