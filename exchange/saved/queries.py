"""Reads of saved searches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from sqlalchemy import ColumnElement, func, select, union
from werkzeug.datastructures import MultiDict

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.paging import PER_PAGE
from exchange.practices import queries as practices
from exchange.practices.models import Person, Practice, Version
from exchange.saved import access, rules
from exchange.saved.models import SavedSearch, Told
from exchange.search import parameters
from exchange.search.parameters import Parameters

Pairs = set[tuple[int, int]]
RUN = 10_000
LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Kept:
    """What a look needs of a saved search."""

    number: int
    member: int
    kind: str
    query: str
    language: str
    since: datetime


def of_member(user_id: int) -> list[SavedSearch]:
    """The saved searches of a member, newest first."""
    chosen = select(SavedSearch).where(SavedSearch.user_id == user_id)
    return list(db.session.scalars(chosen.order_by(SavedSearch.created_at.desc(), SavedSearch.id.desc())))


def own_search(user_id: int, number: int) -> SavedSearch | None:
    """The saved search with this number, for its owner; None for everybody else."""
    found = db.session.get(SavedSearch, number)
    return found if found is not None and access.RIGHTS.may("see", user_id, found) else None


def same_search(user_id: int, kind: str, query: str) -> SavedSearch | None:
    """The member's saved search with these words and filters, if they keep it already."""
    chosen = select(SavedSearch).where(SavedSearch.user_id == user_id, SavedSearch.kind == kind, SavedSearch.query == query)
    return db.session.scalars(chosen).one_or_none()


def count(user_id: int, *, telling: bool = False) -> int:
    """How many searches a member keeps; with `telling` those that send mail."""
    chosen = select(func.count()).where(SavedSearch.user_id == user_id)
    if telling:
        chosen = chosen.where(SavedSearch.often != rules.NEVER)
    return db.session.scalar(chosen) or 0


def parameters_of(kind: str, query: str) -> Parameters:
    """The parameters that a saved query stands for."""
    return parameters.read(kind, MultiDict(parse_qsl(query)))


def at_once() -> list[Kept]:
    """Every search whose owner is told at once."""
    return _load(SavedSearch.often == rules.AT_ONCE)


def due_searches(now: datetime) -> list[Kept]:
    """Every daily or weekly search that is due."""
    return _load(SavedSearch.due_at <= now)


def _load(which: ColumnElement[bool]) -> list[Kept]:
    columns = (SavedSearch.id, SavedSearch.user_id, SavedSearch.kind, SavedSearch.query, SavedSearch.language, SavedSearch.since)
    return [Kept(*row) for row in db.session.execute(select(*columns).where(which).order_by(SavedSearch.user_id, SavedSearch.id))]


def last_told_at_once() -> tuple[bool, datetime | None]:
    """Whether anybody is told at once, and when somebody was last."""
    number, last = db.session.execute(
        select(func.count(), func.max(SavedSearch.told_at)).where(SavedSearch.often == rules.AT_ONCE)
    ).one()
    return number > 0, last


def moments_due() -> list[datetime]:
    """The moments at which daily and weekly looks are due, each once."""
    chosen = select(SavedSearch.due_at).where(SavedSearch.due_at.is_not(None)).distinct().order_by(SavedSearch.due_at)
    return [moment for moment in db.session.scalars(chosen) if moment is not None]


def known_pairs(members: Collection[int], numbers: Collection[int]) -> Pairs:
    """(member, practice) of what these members were told before, and of what they are authors of."""
    found: Pairs = set()
    for some in _runs(numbers):
        told = select(Told.user_id, Told.practice_id).where(Told.user_id.in_(members), Told.practice_id.in_(some))
        wrote = select(Person.user_id, Person.practice_id).where(
            Person.user_id.in_(members), Person.practice_id.in_(some), Person.part == "author", Person.agreed_at.is_not(None)
        )
        found.update((row[0], row[1]) for row in db.session.execute(union(told, wrote)))
    return found


def _runs(ids: Collection[int]) -> Iterator[Sequence[int]]:
    """The numbers in runs that a statement can carry."""
    listed = sorted(ids)
    return (listed[start : start + RUN] for start in range(0, len(listed), RUN))


def receivers(members: Collection[int]) -> set[int]:
    """The numbers of those of the members who can be written to."""
    chosen = select(User.id).where(User.id.in_(members), User.active, User.confirmed_at.is_not(None))
    return set(db.session.scalars(chosen))


def told_by(notice: str, member: int) -> list[tuple[SavedSearch, list[int]]]:
    """What a notice tells a member, as it stands now: each search that still sends mail, with what everybody may read, the newest first."""
    chosen = (
        practices.visible_numbers()
        .join(Told, Told.practice_id == Practice.id)
        .join(SavedSearch, SavedSearch.id == Told.search_id)
        .add_columns(SavedSearch)
        .where(Told.user_id == member, Told.notice == notice, SavedSearch.often != rules.NEVER)
        .order_by(SavedSearch.id, Version.published_at.desc(), Practice.id.desc())
    )
    found: dict[int, tuple[SavedSearch, list[int]]] = {}
    for number, search in db.session.execute(chosen):
        found.setdefault(search.id, (search, []))[1].append(number)
    return list(found.values())


def told_lately(user_id: int) -> list[tuple[SavedSearch, int]]:
    """The member's searches with how many practices they were told of by each in the last two weeks, the latest told first."""
    chosen = (
        select(SavedSearch, func.count())
        .join(Told, Told.search_id == SavedSearch.id)
        .where(SavedSearch.user_id == user_id, Told.user_id == user_id, Told.told_at >= clock.now() - LATELY)
        .group_by(SavedSearch.id)
        .order_by(func.max(Told.told_at).desc(), SavedSearch.id)
        .limit(PER_PAGE)
    )
    return [(row[0], row[1]) for row in db.session.execute(chosen)]
