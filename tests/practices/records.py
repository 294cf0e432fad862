"""Practices for tests, made with the product's own verbs and tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from exchange.accounts.models import User
from exchange.changes import service as changes
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts.models import Profile
from exchange.practices import answers, moves, service
from exchange.practices.edits import BaseRevision
from exchange.practices.events import KIND
from exchange.practices.models import Person, Practice, Translation, TranslationVersion, Version
from tests import factories

WHOLE: dict[str, Any] = {
    "title": "Repair vouchers for household appliances in Porto",
    "summary": "Small appliances were thrown away. Vouchers doubled repairs in a year.",
    "language": "en",
    "themes": ["waste", "food-consumption-waste"],
    "kind": "policy",
    "scale": "city",
    "keywords": ["repair", "vouchers"],
    "countries": ["PT"],
    "place": "Porto",
    "start": "2021",
    "end": "2023-06-30",
    "state": "finished",
    "problem": "Households threw away **appliances**.",
    "description": "1. A list of repairers.\n2. A voucher.",
    "tools": [{"url": "https://example.org/tool", "label": "The tool"}],
    "targets": ["12.5"],
    "organisation": "City of Porto",
    "partners": [{"name": "Repairers’ guild", "role": "implementer"}],
    "stakeholders": ["consumers", "small_business"],
    "funding": ["local_budget"],
    "results": "Repairs doubled. Source: city survey.",
    "evidence_links": [{"url": "https://example.org/report", "label": "Survey", "kind": "evaluation"}],
    "advice": "Start with one district.",
    "offers": ["questions"],
    "references": [{"url": "", "label": "Porto 2022, Annual report"}],
    "agreed": True,
    "interests": "None",
    "licence": "CC-BY-4.0",
    "terms": True,
}


def draft(author: User | int, given: dict[str, Any] | None = None) -> int:
    """A draft of `author` with these answers: number of the version."""
    actor = db.session.get(User, author if isinstance(author, int) else author.id)
    assert actor is not None
    with transaction():
        number = service.start(actor)
        version = db.session.get(Version, number)
        assert version is not None
        service.save(actor, number, given or {}, BaseRevision(version.edit))
    return number


def whole_draft(author: User | int, **changed: Any) -> int:
    """A draft with every S answer but a contact."""
    return draft(author, {**WHOLE, **changed})


def publish(version_id: int, *, reviewer: int | None = None, evidence: str = "reported", at: datetime | None = None) -> int:
    """Move a draft through review to published; number of the practice."""
    moment = at or clock.now()
    with transaction():
        version = db.session.get(Version, version_id)
        assert version is not None
        actor = reviewer or _author(version.practice_id)
        moves.make(version, "submit", actor, at=moment)
        version.reviewer_id = actor
        moves.make(version, "take", actor, at=moment)
        version.evidence = evidence
        for earlier in db.session.query(Version).filter_by(practice_id=version.practice_id, status="published"):
            moves.make(earlier, "supersede", None, at=moment)
        moves.make(version, "publish", actor, at=moment)
        return version.practice_id


def _author(practice_id: int) -> int:
    return db.session.query(Person).filter_by(practice_id=practice_id, part="author").first().user_id  # type: ignore[union-attr]  # every practice here has one


def published(author: User | int, **changed: Any) -> int:
    """A published practice of `author`: its number."""
    return publish(whole_draft(author, **changed))


def imported(**changed: Any) -> int:
    """A published practice from another collection, with a title, a description and a country only: its number."""
    record = changed.pop("record", {})
    with transaction():
        practice = Practice(
            created_at=clock.now(),
            source_id=changed.pop("source_id", "ecesp:1"),
            source="European platform, good practices",
            source_url="https://example.org/source",
            licence="CC BY 4.0 (legal notice not consulted)",
            attribution="European platform",
            record_type=changed.pop("record_type", "good_practice"),
            source_record=record,
        )
        db.session.add(practice)
        db.session.flush()
        version = Version(
            practice_id=practice.id,
            number=1,
            created_at=clock.now(),
            updated_at=clock.now(),
            answers={},
            checks=[],
            themes=[],
            places=[],
            targets=[],
        )
        answers.write(
            version,
            {
                "title": "Circular chairs",
                "language": "en",
                "description": "Chairs are lent.",
                "themes": ["waste"],
                "countries": ["DK"],
                **changed,
            },
        )
        db.session.add(version)
        moves.make(version, "import_published", None)
        return practice.id


def translation(practice_id: int, language: str, **values: Any) -> int:
    """A published translation of a published practice: number of its version."""
    with transaction():
        version = db.session.query(Version).filter_by(practice_id=practice_id, status="published").one()
        whole = Translation(practice_id=practice_id, language=language)
        db.session.add(whole)
        db.session.flush()
        one = TranslationVersion(
            translation_id=whole.id, number=1, status="published", made_from_id=values.pop("made_from", version.id),
            created_at=clock.now(), published_at=clock.now(), answers=values.pop("answers", {}), **values,
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()
        return one.id


def profile(user: User | int, *, public: bool = True) -> int:
    """A profile of a member, public unless said otherwise: the member's number."""
    number = user if isinstance(user, int) else user.id
    with transaction():
        now = clock.now()
        db.session.add(
            Profile(
                user_id=number, public=public, biography={}, help_kinds=[], links=[], reaches={}, confirmed_at=now, updated_at=now
            )
        )
    return number


def change(practice_id: int, **values: object) -> None:
    """Set columns of a practice."""
    with transaction():
        practice = db.session.get(Practice, practice_id)
        assert practice is not None
        for name, value in values.items():
            setattr(practice, name, value)
        changes.record(KIND, [practice_id])


def hide(practice_id: int) -> None:
    """Hide a practice from readers."""
    change(practice_id, hidden_at=clock.now(), hidden_reason="A reason")


def retract(practice_id: int) -> None:
    """Retract a practice by two moderators."""
    one, two = factories.moderator().id, factories.moderator().id
    change(
        practice_id, retraction_asked_by=one, retracted_by=two, retracted_at=clock.now(),
        retraction_reason="Figures were wrong", retraction_title="Repair vouchers",
    )  # fmt: skip
