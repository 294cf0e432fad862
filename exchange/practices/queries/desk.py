"""What a member's practices ask of them, and what they have written, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from exchange.core import clock
from exchange.core.db import db
from exchange.core.paging import PER_PAGE, Page
from exchange.practices import answers, lifecycle, texts
from exchange.practices.checks import UNCONFIRMED_AFTER
from exchange.practices.models import Person, Practice, Version
from exchange.practices.queries.published import who_agreed

# How long before its authors must say that a practice still holds they are asked.
ASKED_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Work:
    """A version in an author's list. `may_revise`: published, and no newer version is being written."""

    version_id: int
    practice_id: int
    title: str
    language: str
    status: str
    updated_at: datetime
    confirmed_at: datetime | None
    published_at: datetime | None
    hidden: bool
    retracted: bool
    may_revise: bool

    @property
    def slug(self) -> str:
        """The part of the practice's address that is for people."""
        return texts.slug(self.title)


@dataclass(frozen=True)
class Unsent:
    """A draft and what it says so far; `answers` by field name, contacts by number."""

    version: Version
    answers: dict[str, Any]


@dataclass(frozen=True)
class Unconfirmed:
    """A published practice whose authors must say by `due` that it still holds."""

    practice_id: int
    title: str
    language: str
    due: datetime


def mine(user_id: int, number: int = 1) -> Page[Work]:
    """A page of what a member has written, changed last first: of each practice the published version, the newest, the one under way."""
    latest = select(func.max(Version.id)).where(Version.practice_id.in_(_written_by(user_id))).group_by(Version.practice_id)
    chosen = select(Version).where(
        Version.practice_id.in_(_written_by(user_id)),
        or_(Version.status.in_({lifecycle.PUBLISHED, *lifecycle.WORKING}), Version.id.in_(latest)),
    )
    versions = db.session.scalars(
        chosen.options(joinedload(Version.practice, innerjoin=True))
        .order_by(Version.updated_at.desc(), Version.id.desc())
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    ).all()
    total = db.session.scalar(chosen.with_only_columns(func.count())) or 0
    under_way = select(Version.practice_id).where(
        Version.practice_id.in_([one.practice_id for one in versions]), Version.status.in_(lifecycle.WORKING)
    )
    busy = set(db.session.scalars(under_way))
    return Page([_work(one, one.practice, one.practice_id in busy) for one in versions], total, number)


def practice_count(user_id: int) -> int:
    """How many practices a member is an agreed author of, in any state."""
    return db.session.scalar(select(func.count()).select_from(_written_by(user_id).subquery())) or 0


def drafts(user_id: int) -> list[Unsent]:
    """The drafts of a member, changed last first, at most a page of them."""
    versions = db.session.scalars(
        _drafts(user_id)
        .options(
            joinedload(Version.practice, innerjoin=True).selectinload(Practice.people).joinedload(Person.user),
            selectinload(Version.themes),
            selectinload(Version.places),
            selectinload(Version.targets),
        )
        .order_by(Version.updated_at.desc(), Version.id.desc())
        .limit(PER_PAGE)
    ).all()
    return [
        Unsent(one, {**answers.read(one), "contacts": [part.user_id for part in who_agreed(one.practice.people, "contact")]})
        for one in versions
    ]


def to_confirm(user_id: int) -> list[Unconfirmed]:
    """The practices of a member that need their yearly word, the one due first first, at most a page of them."""
    rows: Sequence[Any] = db.session.execute(
        select(Version.practice_id, Version.title, Version.language, Version.published_at, Practice.confirmed_at)
        .join(Practice, Practice.id == Version.practice_id)
        .where(*_to_confirm(user_id))
        .order_by(func.coalesce(Practice.confirmed_at, Version.published_at), Version.id)
        .limit(PER_PAGE)
    ).all()
    return [Unconfirmed(row[0], row[1], row[2], max(one for one in row[3:] if one) + UNCONFIRMED_AFTER) for row in rows]


def waiting_count(user_id: int) -> int:
    """How many drafts, invitations and practices to confirm wait for a member; one statement."""
    invited = select(func.count()).select_from(Person).where(Person.user_id == user_id, Person.agreed_at.is_(None))
    unsent = _drafts(user_id).with_only_columns(func.count())
    unconfirmed = select(func.count()).select_from(Version).join(Practice, Practice.id == Version.practice_id)
    counts = (invited, unsent, unconfirmed.where(*_to_confirm(user_id)))
    return sum(db.session.execute(select(*(one.scalar_subquery() for one in counts))).one())


def _written_by(user_id: int) -> Select[int]:
    return select(Person.practice_id).where(Person.user_id == user_id, Person.part == "author", Person.agreed_at.is_not(None))


def _drafts(user_id: int) -> Select[Version]:
    return select(Version).where(Version.practice_id.in_(_written_by(user_id)), Version.status == lifecycle.DRAFT)


def _to_confirm(user_id: int) -> tuple[ColumnElement[bool], ...]:
    before = clock.now() - UNCONFIRMED_AFTER + ASKED_BEFORE
    return (
        Version.practice_id.in_(_written_by(user_id)),
        Version.status == lifecycle.PUBLISHED,
        Version.published_at < before,
        or_(Practice.confirmed_at.is_(None), Practice.confirmed_at < before),
        Practice.hidden_at.is_(None),
        Practice.retracted_at.is_(None),
    )


def _work(version: Version, practice: Practice, busy: bool) -> Work:
    return Work(
        version_id=version.id,
        practice_id=practice.id,
        title=version.title,
        language=version.language,
        status=version.status,
        updated_at=version.updated_at,
        confirmed_at=practice.confirmed_at,
        published_at=version.published_at,
        hidden=practice.hidden_at is not None,
        retracted=practice.retracted_at is not None,
        may_revise=version.status == lifecycle.PUBLISHED and not busy and practice.retracted_at is None,
    )
