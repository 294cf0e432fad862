"""Drafts: starting, saving, starting a new version, discarding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import selectinload

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid, TooMany
from exchange.core.transaction import require_transaction
from exchange.practices import access, answers, checks, edits, lifecycle, moves
from exchange.practices.edits import BaseRevision, Merge
from exchange.practices.fields import FORM
from exchange.practices.models import Person, Practice, Version
from exchange.practices.queries.published import people_of
from exchange.practices.service.kept import published_version
from exchange.practices.service.locked import draft_of, practice_of

MOST_DRAFTS = 50
REPEAT = timedelta(seconds=5)
LARGEST_ANSWER = 100_000


class DraftChanged(Conflict):
    """Somebody else changed the same answers. `theirs` are all answers of the draft as it is at `edit`, `names` those to choose."""

    def __init__(self, edit: int, theirs: Mapping[str, Any], names: list[str]) -> None:
        super().__init__(str(_("This draft was changed elsewhere. Save to see both texts and choose.")))
        self.edit, self.theirs, self.names = edit, dict(theirs), names


@dataclass(frozen=True)
class Saved:
    """What a save did. `left`: fields somebody else changed meanwhile, whose text was kept."""

    edit: int
    at: datetime
    left: list[str]


def start(actor: Actor) -> int:
    """Start a practice with an empty draft; the actor is its author. Number of the version.

    A button pressed twice starts one: an empty draft that they started within REPEAT is the one. Forbidden without a confirmed address, TooMany with 50 drafts open.
    """
    require_transaction()
    member = db.session.get(User, actor.id, with_for_update=True)
    why = access.STARTING.why_not("start", member, None)
    if member is None or why is not None:
        raise Forbidden(str(why))
    now = clock.now()
    repeated = _empty_draft(member.id, now - REPEAT)
    if repeated is not None:
        return repeated
    if _open_drafts(member.id) >= MOST_DRAFTS:
        raise TooMany(str(_("You have %(count)s drafts. Send or discard one before you start another.", count=MOST_DRAFTS)))
    author = Person(user_id=member.id, part="author", position=0, invited_by=None, invited_at=now, agreed_at=now)
    practice = Practice(created_at=now, people=[author])
    db.session.add(practice)
    db.session.flush()
    return _begin(practice.id, 1, member.id, checks.AT_START)


def new_version(actor: Actor, practice_id: int) -> int:
    """Start a draft with the published answers, declarations apart: those are made anew for each sending. Number of the version.

    Conflict when none is published or one is being written.
    """
    practice = practice_of(actor, practice_id)
    now_published = published_version(practice_id)
    if now_published is None or practice.retracted_at is not None:
        raise Conflict(str(_("Only a published practice can have a new version.")))
    known = db.session.execute(select(Version.number, Version.status).where(Version.practice_id == practice_id)).all()
    if any(status in lifecycle.WORKING for _number, status in known):
        raise Conflict(str(_("A new version of this practice is being written already. Your work shows it.")))
    parts = (selectinload(Version.themes), selectinload(Version.places), selectinload(Version.targets))
    before = db.session.scalars(select(Version).options(*parts).where(Version.id == now_published)).one()
    return _begin(
        practice_id, max(number for number, _status in known) + 1, actor.id, answers.without_declarations(answers.read(before))
    )


def _begin(practice_id: int, number: int, actor_id: int, given: Mapping[str, Any]) -> int:
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
    moves.make(version, "start", actor_id, at=now)
    return version.id


def _open_drafts(user_id: int) -> int:
    return db.session.scalar(select(func.count()).where(*_draft_of_author(user_id))) or 0


def _empty_draft(user_id: int, since: datetime) -> int | None:
    """The first version of a practice that nobody has saved yet, started after `since`; None without one."""
    untouched = (Version.number == 1, Version.edit == 0, Version.created_at > since)
    return db.session.scalar(
        select(Version.id).where(*_draft_of_author(user_id), *untouched).order_by(Version.id.desc()).limit(1)
    )


def _draft_of_author(user_id: int) -> tuple[ColumnElement[bool], ...]:
    wrote = select(Person.practice_id).where(Person.user_id == user_id, Person.part == "author", Person.agreed_at.is_not(None))
    return Version.practice_id.in_(wrote), Version.status == lifecycle.DRAFT


def save(actor: Actor, version_id: int, mine: Mapping[str, Any], seen: BaseRevision) -> Saved:
    """Keep the answers given, whatever rules of the form they break; `seen` says from which state of the draft they were made.

    Raises NotFound when the actor is no author, Conflict when the draft was sent meanwhile, DraftChanged when somebody else changed the same answers
    (nothing is written), Invalid for codes that do not exist.
    """
    version = draft_of(actor, version_id)
    theirs = answers.read(version)
    merged: Merge = edits.merge(mine, theirs, seen, version.edit)
    if merged.both:
        raise DraftChanged(version.edit, theirs, merged.both)
    require_known(merged.write)
    now = clock.now()
    if merged.write:
        answers.write(version, merged.write)
        version.edit += 1
        version.updated_at = now
    return Saved(version.edit, now, merged.left)


def require_known(given: Mapping[str, Any]) -> None:
    """Raise Invalid for a code of no list of ours, and for an answer too large to be kept."""
    wrong = {}
    for name, value in given.items():
        if len(str(value)) > LARGEST_ANSWER:
            wrong[name] = _("Shorten this answer: it is too long to be kept")
        elif not FORM.by_name[name].knows(value):
            wrong[name] = _("Choose from the list")
    if wrong:
        raise Invalid(wrong)


def discard(actor: Actor, version_id: int) -> None:
    """Remove a draft that was never sent, for its only author; with the first version goes the practice.

    Conflict when it was sent once or has another author.
    """
    version = draft_of(actor, version_id)
    if version.sent_at is not None:
        raise Conflict(str(_("This draft was sent once, so it stays. You can leave it as it is.")))
    why = access.RIGHTS.why_not("discard", actor, people_of(version.practice_id))
    if why is not None:
        raise Conflict(str(why))
    moves.make(version, "discard", actor.id)
    practice_id, number, key = version.practice_id, version.number, version.id
    db.session.flush()
    db.session.expunge(version)
    if number == 1:
        db.session.execute(delete(Practice).where(Practice.id == practice_id))
    else:
        db.session.execute(delete(Version).where(Version.id == key))
