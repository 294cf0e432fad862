"""The queue of the reviewers: what waits, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import LazyString
from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import selectinload

from exchange.accounts import access as roles
from exchange.core import clock
from exchange.core.db import db
from exchange.core.languages import direction
from exchange.core.paging import PER_PAGE, Page
from exchange.practices import lifecycle
from exchange.practices.models import Person as Part
from exchange.practices.models import Practice, Version, VersionTheme
from exchange.practices.queries import Names
from exchange.review import access
from exchange.review.access import Person
from exchange.review.queries.cases import cases_of, person, themes_below
from exchange.review.queries.log import names_of

OPEN = (lifecycle.SUBMITTED, lifecycle.IN_REVIEW)


@dataclass(frozen=True)
class Row:
    """A submission in the queue. `not_taken_because` is None when the reader may take it now; `newer`: the practice has earlier versions."""

    version_id: int
    title: str
    language: str
    status: str
    revision: int
    places: list[str]
    theme: str
    sent_at: datetime
    due_at: datetime
    overdue: bool
    reviewer_id: int | None
    reviewer: str
    not_taken_because: LazyString | None
    newer: bool

    @property
    def dir(self) -> str:
        """Direction of the title."""
        return direction(self.language)

    @property
    def waits_to_be_taken(self) -> bool:
        """True until somebody takes it."""
        return self.status == lifecycle.SUBMITTED


def term() -> timedelta:
    """How long after sending a review is due."""
    return timedelta(days=current_app.config["REVIEW_DAYS"])


def _mine(reader: Person) -> ColumnElement[bool]:
    return Version.reviewer_id == reader.id


def _is_unassigned(_reader: Person) -> ColumnElement[bool]:
    return and_(Version.status == lifecycle.SUBMITTED, Version.reviewer_id.is_(None))


def _overdue(_reader: Person) -> ColumnElement[bool]:
    return Version.sent_at < clock.now() - term()


def _in_language(reader: Person) -> ColumnElement[bool]:
    if not reader.languages:
        return Version.id.is_not(None)
    return or_(*(or_(Version.language == code, Version.language.like(f"{code}-%")) for code in sorted(reader.languages)))


FILTERS: dict[str, Callable[[Person], ColumnElement[bool]]] = {
    "mine": _mine,
    "unassigned": _is_unassigned,
    "overdue": _overdue,
    "language": _in_language,
}


def queue(user_id: int, lang: str, chosen: Sequence[str] = (), number: int = 1) -> Page[Row]:
    """A page of what waits for review, oldest first, under all the `chosen` filters; names in the page language `lang`."""
    reader = person(user_id)
    conditions = [FILTERS[name](reader) for name in chosen if name in FILTERS] if reader else [false()]
    wanted = _waiting().where(*conditions)
    total = db.session.scalar(wanted.with_only_columns(func.count())) or 0
    versions = db.session.scalars(
        wanted.options(selectinload(Version.themes), selectinload(Version.places))
        .order_by(Version.sent_at, Version.id)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    ).all()
    return Page(rows_of(versions, reader, lang) if reader else [], total, number)


def late_count() -> tuple[int, datetime | None]:
    """How many submissions are overdue, and when the oldest of them was sent (None for none)."""
    overdue = _waiting().where(Version.sent_at < clock.now() - term())
    row = db.session.execute(overdue.with_only_columns(func.count(), func.min(Version.sent_at))).one()
    return row[0], row[1]


def sent_to(reader: Person) -> Select[Version]:
    """What waits for this moderator: their own reviews, and what they could take by theme and language."""
    part = select(Part.user_id).where(Part.practice_id == Version.practice_id, Part.user_id == reader.id)
    takeable = [
        Version.status == lifecycle.SUBMITTED,
        or_(Version.reviewer_id.is_(None), Version.reviewer_id == reader.id),
        or_(Version.barred_reviewer_id.is_(None), Version.barred_reviewer_id != reader.id),
        ~exists(part.correlate(Version)),
    ]
    if not roles.may(reader, "oversee reviews"):
        takeable.append(_in_language(reader))
        takeable += [_in_themes(reader)] if reader.themes else []
    mine = and_(Version.status == lifecycle.IN_REVIEW, _mine(reader))
    return _waiting().where(or_(mine, and_(*takeable)))


def filter_counts(user_id: int) -> dict[str, int]:
    """How many submissions wait under each filter of the queue, by its name; all of them under "". One statement."""
    reader = person(user_id)
    if reader is None:
        return dict.fromkeys(("", *FILTERS), 0)
    chosen = [func.count(), *(func.count().filter(condition(reader)) for condition in FILTERS.values())]
    row = db.session.execute(_waiting().with_only_columns(*chosen)).one()
    return dict(zip(("", *FILTERS), row, strict=True))


def _waiting() -> Select[Version]:
    standing = Practice.retracted_at.is_(None)
    return select(Version).join(Practice, Practice.id == Version.practice_id).where(Version.status.in_(OPEN), standing)


def _in_themes(reader: Person) -> ColumnElement[bool]:
    return Version.id.in_(select(VersionTheme.version_id).where(VersionTheme.theme_id.in_(themes_below(reader.themes))))


def rows_of(versions: Sequence[Version], reader: Person, lang: str) -> list[Row]:
    """Versions as lines of the queue, in their order. Needs their themes and places loaded."""
    cases = cases_of(versions)
    words = Names(lang)
    reviewers = names_of(version.reviewer_id for version in versions)
    now, allowed = clock.now(), term()
    found = []
    for version in versions:
        case = cases[version.id]
        sent_at = version.sent_at or version.updated_at
        found.append(
            Row(
                version_id=version.id,
                title=version.title,
                language=version.language,
                status=version.status,
                revision=version.revision,
                places=[words.place(row.place_code) for row in version.places],
                theme=next((words.theme(row.theme_id) for row in version.themes), ""),
                sent_at=sent_at,
                due_at=sent_at + allowed,
                overdue=sent_at + allowed < now,
                reviewer_id=version.reviewer_id,
                reviewer=reviewers.get(version.reviewer_id or 0, ""),
                not_taken_because=access.RIGHTS.why_not("take", reader, case),
                newer=version.number > 1,
            )
        )
    return found
