"""Correcting an imported record: an administrator's new version, with the reason in the log; source, licence and attribution stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict, Invalid, NotFound
from exchange.core.transaction import require_transaction
from exchange.practices import access, answers, edits, lifecycle, moves
from exchange.practices.edits import BaseRevision
from exchange.practices.fields import FORM
from exchange.practices.models import Practice, Version
from exchange.practices.queries.published import people_of
from exchange.practices.service.drafts import DraftChanged, require_known


def correct(actor: Actor, practice_id: int, mine: Mapping[str, Any], seen: BaseRevision, note: str) -> list[str]:
    """Publish the imported text with these answers in place of its own: the questions whose answer somebody else changed meanwhile, kept as theirs.

    `seen` says from which version the answers were made. NotFound for no imported practice; Forbidden for others than administrators, and where it
    has authors; Conflict when it is not published or a newer text waits; DraftChanged when both changed the same answers (nothing is written);
    Invalid, by question and at `note`, for answers that break a rule, for no change and for no reason.
    """
    require_transaction()
    practice = db.session.get(Practice, practice_id, with_for_update=True, populate_existing=True)
    if practice is None or practice.source_id is None:
        raise NotFound(str(_("There is no such imported record.")))
    access.CORRECTING.authorise("correct", actor, people_of(practice_id))
    version = _read_published(practice)
    theirs = answers.read(version)
    merged = edits.merge(mine, theirs, seen, version.number)
    if merged.both:
        raise DraftChanged(version.number, theirs, merged.both)
    _require_good(merged.write, theirs, note)
    _publish(version, {**theirs, **merged.write}, actor, note)
    return merged.left


def _read_published(practice: Practice) -> Version:
    parts = (selectinload(Version.themes), selectinload(Version.places), selectinload(Version.targets))
    alive = (*sorted(lifecycle.WORKING), lifecycle.PUBLISHED)
    chosen = select(Version).options(*parts).where(Version.practice_id == practice.id, Version.status.in_(alive))
    found: Sequence[Version] = db.session.scalars(chosen.with_for_update().execution_options(populate_existing=True)).all()
    if practice.retracted_at is not None or all(one.status != lifecycle.PUBLISHED for one in found):
        raise Conflict(str(_("Only a published record can be corrected.")))
    if len(found) > 1:
        raise Conflict(str(_("A newer text of this record waits for a moderator. It must be decided first.")))
    return found[0]


def _require_good(write: Mapping[str, Any], theirs: Mapping[str, Any], note: str) -> None:
    """Raise Invalid with everything that is wrong. What the source left empty or wrong elsewhere stays its own."""
    after = {**theirs, **write}
    emptied = set(FORM.missing_answers(after)) - set(FORM.missing_answers(theirs))
    problems = {name: sentence for name, sentence in FORM.problems(after).items() if name in write}
    problems.update({name: str(FORM.by_name[name].missing) for name in emptied if name in write})
    if not write:
        problems[""] = str(_("Nothing was changed, so there is nothing to publish."))
    if not note.strip():
        problems["note"] = str(_("Write why the record is corrected."))
    if problems:
        raise Invalid(problems)
    require_known(write)


def _publish(before: Version, given: Mapping[str, Any], actor: Actor, note: str) -> None:
    now = clock.now()
    last = db.session.scalar(select(func.max(Version.number)).where(Version.practice_id == before.practice_id)) or 0
    after = Version(
        practice_id=before.practice_id,
        number=last + 1,
        created_at=now,
        updated_at=now,
        answers={},
        checks=list(before.checks),
        evidence=before.evidence,
        themes=[],
        places=[],
        targets=[],
    )
    answers.write(after, given)
    moves.make(before, "supersede", actor.id, at=now)
    db.session.add(after)
    moves.make(after, "correct", actor.id, note=note, at=now)
