"""What an author works on, and what a member was invited to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.paging import PER_PAGE
from exchange.practices import answers, lifecycle
from exchange.practices.models import Person, Version
from exchange.practices.queries.published import loader_options, people_of, who_agreed
from exchange.workflow.models import Event


@dataclass(frozen=True)
class Draft:
    """A version in writing with everything it carries; `people` holds invited ones too."""

    version: Version
    people: list[Person]

    @property
    def answers(self) -> dict[str, Any]:
        """Every answer by field name; `contacts` are the numbers of the members who agreed."""
        return with_contacts(self.version, self.people)


@dataclass(frozen=True)
class Invitation:
    """A part in a practice that a member was asked to take: `author` or `contact`."""

    practice_id: int
    part: str
    title: str
    summary: str
    language: str
    invited_by: str
    invited_at: datetime
    agreed_at: datetime | None


def with_contacts(version: Version, people: list[Person]) -> dict[str, Any]:
    """Every answer of a version by field name, `contacts` as the numbers of the members who agreed."""
    return {**answers.read(version), "contacts": [one.user_id for one in who_agreed(people, "contact")]}


def draft(version_id: int, user_id: int) -> Draft | None:
    """A version in draft or with changes asked, for one of its agreed authors; None for everybody else and every other state."""
    version = db.session.scalars(
        select(Version).join(Version.practice).options(*loader_options()).where(Version.id == version_id)
    ).one_or_none()
    if version is None or version.status not in lifecycle.WRITABLE or not wrote(version.practice_id, user_id):
        return None
    return Draft(version, people_of(version.practice_id))


def status_for_author(version_id: int, user_id: int) -> str | None:
    """The state of a version, for an agreed author of its practice; None for everybody else and for no version."""
    version = db.session.get(Version, version_id)
    return version.status if version is not None and wrote(version.practice_id, user_id) else None


def was_discarded(version_id: int, user_id: int) -> bool:
    """True for the member who discarded this draft."""
    chosen = select(Event.id).where(
        Event.subject == lifecycle.VERSIONS.subject, Event.part == version_id, Event.what == "discard", Event.actor_id == user_id
    )
    return db.session.scalar(chosen.limit(1)) is not None


def working_version(practice_id: int) -> int | None:
    """Number (key) of the version that is being written or reviewed, or None."""
    return db.session.scalar(select(Version.id).where(Version.practice_id == practice_id, Version.status.in_(lifecycle.WORKING)))


def wrote(practice_id: int, user_id: int | None) -> bool:
    """True for an agreed author of the practice."""
    found = db.session.get(Person, (practice_id, user_id, "author")) if user_id else None
    return found is not None and found.agreed_at is not None


def title_for_author(practice_id: int, user_id: int) -> str | None:
    """The title of a practice's newest version, for an agreed author; None for everybody else."""
    return newest_version(practice_id).title if wrote(practice_id, user_id) else None


def invitations_of(user_id: int) -> list[Invitation]:
    """What a member was invited to and has not answered, oldest first, at most a page of them."""
    open_ones = select(Person).where(Person.user_id == user_id, Person.agreed_at.is_(None))
    return [
        _invitation(one)
        for one in db.session.scalars(open_ones.order_by(Person.invited_at, Person.practice_id, Person.part).limit(PER_PAGE))
    ]


def invitation(practice_id: int, part: str, user_id: int) -> Invitation | None:
    """A member's part in a practice, agreed to or not; None when they were never asked or said no."""
    found = db.session.get(Person, (practice_id, user_id, part))
    return _invitation(found) if found else None


def _invitation(one: Person) -> Invitation:
    version = newest_version(one.practice_id)
    inviter = db.session.get(User, one.invited_by) if one.invited_by else None
    return Invitation(
        practice_id=one.practice_id,
        part=one.part,
        title=version.title,
        summary=version.summary,
        language=version.language,
        invited_by=inviter.name if inviter and inviter.active else "",
        invited_at=one.invited_at,
        agreed_at=one.agreed_at,
    )


def newest_version(practice_id: int) -> Version:
    """The version of a practice made last, whatever its state."""
    return db.session.scalars(
        select(Version).where(Version.practice_id == practice_id).order_by(Version.number.desc()).limit(1)
    ).one()
