"""One version under review, and one practice as moderators see it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.practices import lifecycle
from exchange.practices.models import Person, Practice, Revision, Version
from exchange.practices.queries import people_of, with_contacts
from exchange.review.models import Seen

LOADED = (
    joinedload(Version.practice, innerjoin=True),
    selectinload(Version.themes),
    selectinload(Version.places),
    selectinload(Version.targets),
)


@dataclass(frozen=True)
class Base:
    """An earlier text to compare with: a revision by its number, or the published text when `revision` is 0. `contacts` are numbers of members."""

    answers: dict[str, Any]
    revision: int = 0


@dataclass(frozen=True)
class Under:
    """A version that was sent: its text as sent last, and what its reader saw before (None: nothing)."""

    version: Version
    answers: dict[str, Any]
    before: Base | None
    message: str


@dataclass(frozen=True)
class Standing:
    """A practice that was published once, with the version readers see or saw last."""

    practice: Practice
    version: Version


def under_review(version_id: int, user_id: int) -> Under | None:
    """A version as a moderator reads it; None when there is none or it was never sent.

    The text is that of the last sending: what an author writes after it is not sent yet.
    """
    version = db.session.scalars(select(Version).options(*LOADED).where(Version.id == version_id)).one_or_none()
    if version is None or (version.sent_at is None and version.status == lifecycle.DRAFT):
        return None
    kept = reviewer_notes(version.id, user_id)
    now = sent_answers(version.id, version.revision)
    if now is None:
        now = {} if version.status == lifecycle.DRAFT else with_contacts(version, people_of(version.practice_id))
    return Under(version, now, _before(version, kept), kept.message if kept else "")


def _before(version: Version, kept: Seen | None) -> Base | None:
    looked = kept.revision if kept else 0
    if 0 < looked < version.revision:
        return Base(sent_answers(version.id, looked) or {}, looked)
    published = db.session.scalars(
        select(Version)
        .options(*LOADED)
        .where(Version.practice_id == version.practice_id, Version.number < version.number, Version.published_at.is_not(None))
        .order_by(Version.number.desc())
        .limit(1)
    ).first()
    return Base(with_contacts(published, people_of(version.practice_id))) if published else None


def sent_answers(version_id: int, revision: int) -> dict[str, Any] | None:
    """What a version said when it was sent for the `revision`th time, None when that was not kept."""
    return db.session.scalar(select(Revision.answers).where(Revision.version_id == version_id, Revision.number == revision))


def reviewer_notes(version_id: int, user_id: int) -> Seen | None:
    """What a reviewer keeps of a version."""
    return db.session.get(Seen, (version_id, user_id))


def is_working(version_id: int) -> bool:
    """True while a version is being written or reviewed."""
    chosen = select(Version.id).where(Version.id == version_id, Version.status.in_(lifecycle.WORKING))
    return db.session.scalar(chosen) is not None


def has_working(practice_id: int) -> bool:
    """True when a version of the practice is being written or reviewed."""
    chosen = select(Version.id).where(Version.practice_id == practice_id, Version.status.in_(lifecycle.WORKING)).limit(1)
    return db.session.scalar(chosen) is not None


def readable_practice(practice_id: int) -> Standing | None:
    """A practice that readers can or could read; None when there is none or it was never published."""
    version = db.session.scalars(
        select(Version)
        .options(*LOADED)
        .where(Version.practice_id == practice_id, Version.published_at.is_not(None))
        .order_by(Version.number.desc())
        .limit(1)
    ).first()
    return Standing(version.practice, version) if version else None


def titles_published(numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Title and language of the newest version that readers can or could read, by number of practice; hidden and retracted ones too."""
    chosen = select(Version.practice_id, Version.title, Version.language)
    chosen = chosen.where(Version.practice_id.in_(numbers), Version.published_at.is_not(None))
    return {
        row[0]: (row[1] or "", row[2] or "") for row in db.session.execute(chosen.order_by(Version.practice_id, Version.number))
    }


def agreed_people(practice_id: int, part: str) -> list[User]:
    """The members who agreed to `part` in a practice, in its order, whose accounts are open."""
    chosen = select(User).join(Person, Person.user_id == User.id)
    chosen = chosen.where(Person.practice_id == practice_id, Person.part == part, Person.agreed_at.is_not(None), User.active)
    return list(db.session.scalars(chosen.order_by(Person.position, User.id)))


def own_version(version_id: int, user_id: int | None) -> Version | None:
    """A version loaded whole, for an agreed author of its practice; None for everybody else."""
    part = select(Person.practice_id).where(Person.user_id == user_id, Person.part == "author", Person.agreed_at.is_not(None))
    chosen = select(Version).options(*LOADED).where(Version.id == version_id, Version.practice_id.in_(part))
    return db.session.scalars(chosen).one_or_none()


def due_at(version: Version) -> datetime | None:
    """The moment the review of a version is due, None when it was never sent."""
    return version.sent_at + timedelta(days=current_app.config["REVIEW_DAYS"]) if version.sent_at else None
