"""One practice as a reader, an author or a moderator opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.experts.models import Profile
from exchange.practices import lifecycle, texts
from exchange.practices.models import Person, Practice, Version
from exchange.practices.queries.published import Published, translations_of, whole

EVER_PUBLISHED = (lifecycle.PUBLISHED, lifecycle.SUPERSEDED)


@dataclass(frozen=True)
class Named:
    """A person on a practice page. `public`: has a profile to link to; `active`: still a member; `slug` for the profile's address."""

    number: int
    name: str
    slug: str
    public: bool
    active: bool


@dataclass(frozen=True)
class Tombstone:
    """What stays of a retracted practice."""

    title: str
    at: datetime
    reason: str


def tombstone(practice_id: int) -> Tombstone | None:
    """What stays of the practice if it was retracted, else None."""
    practice = db.session.get(Practice, practice_id)
    if practice is None or practice.retracted_at is None:
        return None
    return Tombstone(practice.retraction_title or "", practice.retracted_at, practice.retraction_reason or "")


def reading(practice_id: int) -> Published | None:
    """The practice with its published version, a hidden one too; None when nothing is published. Who may see it is the caller's to decide."""
    version = db.session.scalars(
        select(Version)
        .join(Version.practice)
        .options(*whole())
        .where(Version.practice_id == practice_id, Version.status == lifecycle.PUBLISHED)
    ).one_or_none()
    if version is None:
        return None
    return Published(version.practice, version, translations_of([practice_id]).get(practice_id, {}))


def named(people: list[Person]) -> list[Named]:
    """The people in their order, with what a page may say of them; needs their accounts loaded."""
    ids = [one.user_id for one in people]
    public = set(db.session.scalars(select(Profile.user_id).where(Profile.user_id.in_(ids), Profile.public))) if ids else set()
    return [
        Named(one.user_id, one.user.name, texts.slug(one.user.name), one.user_id in public and one.user.active, one.user.active)
        for one in people
    ]


def versions_of(practice_id: int) -> list[Version]:
    """Versions of the practice that are or were published, oldest first, with themes, places and targets."""
    parts = (selectinload(Version.themes), selectinload(Version.places), selectinload(Version.targets))
    chosen = select(Version).options(*parts).where(Version.practice_id == practice_id, Version.status.in_(EVER_PUBLISHED))
    return list(db.session.scalars(chosen.order_by(Version.number)))


def member_name(user_id: int | None) -> str:
    """The name of a member who is still one, else ""."""
    found = db.session.get(User, user_id) if user_id else None
    return found.name if found and found.active else ""
