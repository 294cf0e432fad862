"""Practices in every state of the review, made with the product's own tables and moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts.models import Profile
from exchange.practices import answers, fields, moves
from exchange.practices.models import Person, Practice, Revision, Version
from exchange.review import lists, service
from exchange.review.service import Work
from tests import factories

ANSWERS: dict[str, Any] = {
    "title": "Refill stations in city markets",
    "summary": "Market traders run shared refill points. Single-use bottles fell by a third.",
    "language": "en",
    "themes": ["waste"],
    "kind": "business_model",
    "scale": "city",
    "countries": ["KE"],
    "start": "2021",
    "state": "running",
    "problem": "Bottles filled the drains.",
    "description": "Traders share a tank. They refill bottles.",
    "organisation": "Nairobi Markets Board",
    "results": "Sales of single-use bottles fell by 33% (26 stalls).",
    "advice": "Start with ten stalls.",
    "offers": ["questions"],
    "agreed": True,
    "interests": "None",
    "licence": "CC-BY-4.0",
    "terms": True,
}


def draft(author: User, *, co_authors: Sequence[User] = (), contact: User | None = None, **given: Any) -> int:
    """A draft with every S answer and an agreed contact: the number of its version."""
    now = clock.now()
    with transaction():
        people = [
            Person(user_id=one.id, part="author", position=place, invited_at=now, agreed_at=now)
            for place, one in enumerate([author, *co_authors])
        ]
        people.append(Person(user_id=(contact or author).id, part="contact", position=0, invited_at=now, agreed_at=now))
        practice = Practice(created_at=now, people=people)
        db.session.add(practice)
        db.session.flush()
        version = new_version(practice.id, 1, {**ANSWERS, **given})
        moves.make(version, "start", author.id)
        return version.id


def new_version(practice_id: int, number: int, given: dict[str, Any]) -> Version:
    """A version with these answers and no state yet, added to the session."""
    now = clock.now()
    version = Version(
        practice_id=practice_id,
        number=number,
        created_at=now,
        updated_at=now,
        answers={},
        checks=[],
        themes=[],
        places=[],
        targets=[],
    )
    answers.write(version, given)
    db.session.add(version)
    return version


def imported(**given: Any) -> int:
    """A version that came by import and waits for review: no author, no answers but these."""
    with transaction():
        practice = Practice(
            created_at=clock.now(),
            source_id="source:1",
            source="A source",
            licence="CC-BY-4.0",
            attribution="Somebody",
            people=[],
        )
        db.session.add(practice)
        db.session.flush()
        version = new_version(practice.id, 1, {"title": "An imported practice", "language": "fr", **given})
        moves.make(version, "import_submitted", None)
        return version.id


def sent(author: User, **given: Any) -> int:
    """A version that was sent for review."""
    number = draft(author, **given)
    with transaction():
        service.submit(author, number)
    return number


def in_review(author: User, reviewer: User, **given: Any) -> int:
    """A version that `reviewer` has taken."""
    number = sent(author, **given)
    with transaction():
        service.take(reviewer, number)
    return number


def whole(revision: int = 1, **values: Any) -> Work:
    """A reviewer's work with everything ticked."""
    return Work(**{"revision": revision, "checks": list(lists.CHECKS), "evidence": "measured", **values})


def published(author: User, reviewer: User, **given: Any) -> int:
    """A version that `reviewer` has published."""
    number = in_review(author, reviewer, **given)
    with transaction():
        service.publish(reviewer, number, whole())
    return number


def changes_asked(author: User, reviewer: User, comments: dict[str, str] | None = None, **given: Any) -> int:
    """A version sent back with a message and comments."""
    number = in_review(author, reviewer, **given)
    with transaction():
        service.request_changes(reviewer, number, Work(revision=1, message="Name the source.", comments=comments or {}))
    return number


def declined(author: User, reviewer: User, **given: Any) -> int:
    """A version that `reviewer` has declined."""
    number = in_review(author, reviewer, **given)
    with transaction():
        service.decline(reviewer, number, Work(revision=1, message="It is a plan."), "not_a_practice")
    return number


def another_version(of: int, author: User, **given: Any) -> int:
    """A draft beside a published version of the same practice."""
    actor = author.id
    with transaction():
        earlier = load(of)
        version = new_version(earlier.practice_id, earlier.number + 1, {**answers.read(earlier), **given})
        moves.make(version, "start", actor)
        return version.id


def change(number: int, **given: Any) -> None:
    """Write answers into a version, as its author does."""
    with transaction():
        answers.write(load(number), given)


def declare(number: int) -> None:
    """Make the declarations of a draft again, as its author must after it was reopened."""
    change(number, **dict.fromkeys(fields.DECLARATIONS, True))


def load(number: int) -> Version:
    """A version with everything the answers need."""
    parts = (selectinload(Version.themes), selectinload(Version.places), selectinload(Version.targets))
    found = select(Version).options(*parts).where(Version.id == number)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def practice_of(number: int) -> int:
    """The number of a version's practice."""
    return load(number).practice_id


def revisions(number: int) -> list[int]:
    """The revisions kept of a version."""
    return list(db.session.scalars(select(Revision.number).where(Revision.version_id == number).order_by(Revision.number)))


def of_organisation(user: User, name: str) -> User:
    """`user`, with a profile that names this organisation."""
    with transaction():
        profile = Profile(
            user_id=user.id,
            biography={},
            help_kinds=[],
            links=[],
            reaches={},
            organisation=name,
            updated_at=clock.now(),
            themes=[],
            languages=[],
            countries=[],
        )
        db.session.add(profile)
    return user


def author(name: str = "Amina Otieno", **values: Any) -> User:
    """A member who writes."""
    return factories.member(name, **values)


def reviewer(name: str = "Mei Lindqvist", **values: Any) -> User:
    """A moderator who reviews."""
    return factories.moderator(name, **values)
