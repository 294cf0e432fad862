"""Published practices and public profiles, written straight into the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts.choices import FIELDS
from exchange.experts.models import Profile, ProfileCountry, ProfileLanguage, ProfileTheme
from exchange.experts.service import record_change as owe_expert
from exchange.practices import answers, moves
from exchange.practices.models import Person, Practice, Translation, TranslationVersion, Version
from exchange.practices.service import record_change
from tests.factories import member, moderator

_days = count(1)
START = datetime(2020, 1, 1, tzinfo=UTC)


def practice(
    title: str = "Repair cafés in Porto",
    *,
    language: str = "en",
    source: str | None = None,
    evidence: str | None = None,
    confirmed_at: datetime | None = None,
    translations: dict[str, dict[str, str]] | None = None,
    machine: Sequence[str] = (),
    **values: Any,
) -> int:
    """The number of a published practice, committed, with its index work owed; reviewed when `evidence` is given. `values` are answers by field name."""
    reviewer = moderator() if evidence else None
    number = next(_days)
    at = START + timedelta(days=number)
    given = {"title": title, "summary": "", "language": language, **values}
    with transaction():
        made = Practice(created_at=at, confirmed_at=confirmed_at)
        if source:
            made.source, made.source_id = source, f"{source}:{number}"
            made.licence, made.attribution = "CC-BY-4.0", source
        db.session.add(made)
        db.session.flush()
        version = Version(
            practice_id=made.id, number=1, answers={}, checks=[], created_at=at, updated_at=at, published_at=at,
            evidence=evidence, reviewer_id=reviewer.id if reviewer else None, themes=[], places=[], targets=[],
        )  # fmt: skip
        answers.write(version, given)
        db.session.add(version)
        moves.make(version, "import_published", None, at=at)
        for code, text in (translations or {}).items():
            translation = Translation(practice_id=made.id, language=code)
            db.session.add(translation)
            db.session.flush()
            db.session.add(
                TranslationVersion(
                    translation_id=translation.id, number=1, status="published", title=text.get("title", ""),
                    summary=text.get("summary", ""), answers={}, made_from_id=version.id, by_machine=code in machine,
                    created_at=at, published_at=at,
                )
            )  # fmt: skip
        return made.id


def expert(name: str = "Amina Diallo", *, public: bool = True, themes: Sequence[str] = (), languages: Sequence[str] = (),
           countries: Sequence[str] = (), biography: dict[str, str] | None = None, **values: Any) -> int:  # fmt: skip
    """The number of a member with a profile, committed, with its index work owed."""
    user = member(name)
    now = clock.now()
    with transaction():
        db.session.add(
            Profile(
                user_id=user.id, public=public, biography=biography or {}, help_kinds=[], links=[], confirmed_at=now,
                updated_at=now, reaches=values.pop("reaches", dict.fromkeys(FIELDS, "everyone")),
                themes=[ProfileTheme(theme_id=code, position=place) for place, code in enumerate(themes)],
                languages=[ProfileLanguage(language=code, level="fluent", position=place) for place, code in enumerate(languages)],
                countries=[ProfileCountry(place_code=code, position=place) for place, code in enumerate(countries)],
                **values,
            )
        )  # fmt: skip
        owe_expert(user.id)
    return user.id


def wrote(author: int, *practices: int, agreed: bool = True) -> None:
    """Make a member an author of these practices, committed, with the index work owed."""
    at = clock.now()
    with transaction():
        for number in practices:
            part = Person(practice_id=number, user_id=author, part="author", position=0, invited_at=at)
            part.agreed_at = at if agreed else None
            db.session.add(part)
            record_change(number)


def hide(number: int) -> None:
    """Hide a practice from readers, committed, with the index work owed."""
    with transaction():
        found = db.session.get_one(Practice, number)
        found.hidden_at, found.hidden_reason = clock.now(), "Wrong figures"
        record_change(number)


def retract(number: int) -> None:
    """Retract a practice by two moderators, committed, with the index work owed."""
    first, second = moderator(), moderator()
    with transaction():
        found = db.session.get_one(Practice, number)
        found.retraction_asked_by, found.retracted_by, found.retracted_at = first.id, second.id, clock.now()
        found.retraction_reason, found.retraction_title = "Wrong figures", "A practice"
        record_change(number)
