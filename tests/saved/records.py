"""Practices published now, and searches that members keep."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox.models import Job
from exchange.practices import answers, moves
from exchange.practices.models import Person, Practice, Version
from exchange.practices.searchable import PRACTICES
from exchange.saved import looking, rules, service
from exchange.saved.models import Told
from exchange.search import parameters, sync
from tests import factories


def publish(title: str = "Repair cafés in Porto", *, author: User | None = None, **given: Any) -> int:
    """The number of a practice published now, committed."""
    now = clock.now()
    with transaction():
        people = [Person(user_id=author.id, part="author", position=0, invited_at=now, agreed_at=now)] if author else []
        practice = Practice(created_at=now, people=people)
        db.session.add(practice)
        db.session.flush()
        _version(practice.id, 1, {"title": title, "summary": "", "language": "en", **given})
        return practice.id


def publish_again(practice_id: int, title: str, **given: Any) -> None:
    """Publish a new version of a practice."""
    with transaction():
        earlier = db.session.scalars(
            select(Version).where(Version.practice_id == practice_id, Version.status == "published")
        ).one()
        moves.make(earlier, "supersede", None)
        _version(practice_id, earlier.number + 1, {"title": title, "summary": "", "language": "en", **given})


def _version(practice_id: int, number: int, given: dict[str, Any]) -> None:
    now = clock.now()
    version = Version(
        practice_id=practice_id, number=number, answers={}, checks=[], created_at=now, updated_at=now, themes=[], places=[], targets=[]
    )  # fmt: skip
    answers.write(version, given)
    db.session.add(version)
    moves.make(version, "import_published", None)


def keep(user: User, query: str = "q=repair", often: str = rules.AT_ONCE, name: str = "Repair") -> int:
    """The number of a search this member keeps, committed."""
    wanted = parameters.read(PRACTICES, MultiDict(parse_qsl(query)))
    with transaction():
        return service.save(db.session.merge(user), wanted, name, often, user.language)


def told(user: User) -> set[int]:
    """The practices this member was told of."""
    return set(db.session.scalars(select(Told.practice_id).where(Told.user_id == user.id)))


def hide(practice_id: int) -> None:
    """Hide a practice from readers."""
    with transaction():
        practice = db.session.get_one(Practice, practice_id)
        practice.hidden_at, practice.hidden_reason = clock.now(), "A complaint is looked into."


def member(**values: Any) -> User:
    """A member who keeps searches."""
    return factories.member(**values)


def owed(topic: str) -> list[Job]:
    db.session.rollback()
    return list(db.session.scalars(select(Job).where(Job.topic == topic)))


def work_until_owed(*numbers: int) -> None:
    """Index the practices and look, up to the mail owed."""
    sync.rebuild()
    with transaction():
        db.session.query(Job).where(Job.topic == "index").delete()
    looking.look_at_once(set(numbers))
    assert len(owed("mail")) >= 1
    with transaction():
        db.session.query(Job).where(Job.topic == service.TOPIC, Job.key == "published").delete()
