"""One practice as a reader, an author or a moderator opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.paging import PER_PAGE, Page
from exchange.experts.models import Profile
from exchange.practices import lifecycle, texts
from exchange.practices.models import Person, Practice, Version
from exchange.practices.queries.published import Published, loader_options, translations_of

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
        .options(*loader_options())
        .where(Version.practice_id == practice_id, Version.status == lifecycle.PUBLISHED)
    ).one_or_none()
    if version is None:
        return None
    return Published(version.practice, version, translations_of([practice_id]).get(practice_id, {}))


def name_people(people: list[Person]) -> list[Named]:
    """The people in their order, with what a page may say of them; needs their accounts loaded."""
    ids = [one.user_id for one in people]
    public = set(db.session.scalars(select(Profile.user_id).where(Profile.user_id.in_(ids), Profile.public))) if ids else set()
    return [
        Named(one.user_id, one.user.name, texts.slug(one.user.name), one.user_id in public and one.user.active, one.user.active)
        for one in people
    ]


def history(practice_id: int, page: int, per_page: int = PER_PAGE) -> Page[tuple[Version, Version | None]]:
    """A page of the versions that are or were published, newest first, each with the one before it. With themes, places and targets."""
    ever = _ever_published(practice_id)
    total = db.session.scalar(select(func.count()).select_from(ever.subquery())) or 0
    found = db.session.scalars(ever.order_by(Version.number.desc()).offset((page - 1) * per_page).limit(per_page + 1)).all()
    return Page(list(zip(found, [*found[1:], None], strict=False))[:per_page], total, page, per_page)


def version_of(practice_id: int, number: int) -> Version | None:
    """A version that is or was published, by its number, with themes, places and targets; None when there is none."""
    return db.session.scalars(_ever_published(practice_id).where(Version.number == number)).one_or_none()


def _ever_published(practice_id: int) -> Select[Version]:
    parts = (selectinload(Version.themes), selectinload(Version.places), selectinload(Version.targets))
    return select(Version).options(*parts).where(Version.practice_id == practice_id, Version.status.in_(EVER_PUBLISHED))


def member_name(user_id: int | None) -> str:
    """The name of a member who is still one, else ""."""
    found = db.session.get(User, user_id) if user_id else None
    return found.name if found and found.active else ""
