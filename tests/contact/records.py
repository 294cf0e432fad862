"""Records that the tests of contact share."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from exchange.accounts.models import User
from exchange.contact import service
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Invalid
from exchange.core.transaction import transaction
from exchange.outbox.models import Job
from exchange.practices.models import Person, Practice, Version
from tests import factories

BODY = "How did you pay for the refill stations?"


def published_practice(author: User, *contacts: User, agreed: bool = True, **values: Any) -> int:
    """A practice everybody may read, with its author and the contacts who agreed to be asked: its number."""
    now = clock.now()
    parts = [("author", author), *(("contact", contact) for contact in contacts)]
    with transaction():
        practice = Practice(
            created_at=now,
            people=[
                Person(
                    user_id=one.id, part=part, position=n, invited_at=now, agreed_at=now if agreed or part == "author" else None
                )
                for n, (part, one) in enumerate(parts)
            ],
            **values,
        )
        db.session.add(practice)
        version = {"number": 1, "status": "published", "title": "Refill stations", "language": "en", "answers": {}, "checks": []}
        db.session.add(Version(practice=practice, created_at=now, updated_at=now, sent_at=now, published_at=now, **version))
        db.session.flush()
        return practice.id


def write(writer: User, receiver: User, body: str = BODY, subject: str = "Refill stations", practice: int | None = None) -> int:
    """A message from one to the other, committed: the number of the conversation."""
    with transaction():
        return service.write(writer, receiver.id, subject, body, practice)


def reply(writer: User, number: int, body: str = "By a levy on bottles.") -> None:
    """An answer, committed."""
    with transaction():
        service.reply(writer, number, body)


def pair() -> tuple[User, User]:
    """A member and an expert open to requests."""
    return factories.member("Wanjiru"), factories.expert("Amina")


def count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def notices() -> list[tuple[str, str]]:
    """(kind, receiver) of every notice owed, oldest first."""
    rows = db.session.scalars(select(Job).where(Job.topic == "mail").order_by(Job.id))
    return [(row.payload["kind"], db.session.get_one(User, row.payload["member"]).email) for row in rows]


def act(verb: Any, *given: Any) -> Any:
    with transaction():
        return verb(*given)


def refusal(verb: Any, *given: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as raised:
        act(verb, *given)
    return raised.value.problems


def close_account(user: User) -> None:
    with transaction():
        db.session.get_one(User, user.id).active = False
