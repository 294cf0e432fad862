"""What moderators do to a published practice, apart from its versions: hide, show again, retract, check an import."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.errors import Conflict, Invalid
from exchange.practices import choices, lifecycle, moves
from exchange.practices.service import record_change
from exchange.review import lists, notices, queries
from exchange.review.service.locked import Matter, practice_for, require_text, short


def hide(actor: Actor, practice_id: int, reason: str) -> None:
    """Hide a practice from readers until it is shown again. NotFound, Forbidden, Conflict when it is hidden; Invalid (at `reason`)."""
    matter = practice_for(actor, practice_id, "hide")
    note = require_text("reason", reason, str(_("Say why you hide it")))
    if matter.practice.hidden_at is not None:
        raise Conflict(str(_("Somebody has hidden this practice in the meantime.")))
    matter.practice.hidden_at, matter.practice.hidden_reason = clock.now(), note
    _finish(matter, "hide", "hidden", note)


def show_again(actor: Actor, practice_id: int, reason: str) -> None:
    """Show a hidden practice again. NotFound, Forbidden, Conflict when it is not hidden; Invalid (at `reason`)."""
    matter = practice_for(actor, practice_id, "show_again")
    note = require_text("reason", reason, str(_("Say why you show it again")))
    if matter.practice.hidden_at is None:
        raise Conflict(str(_("Somebody has shown this practice again in the meantime.")))
    matter.practice.hidden_at, matter.practice.hidden_reason = None, None
    _finish(matter, "show_again", "shown", note)


def ask_retraction(actor: Actor, practice_id: int, reason: str) -> None:
    """Ask for a retraction, which another moderator must confirm. NotFound, Forbidden, Conflict when it is asked already; Invalid (at `reason`)."""
    matter = practice_for(actor, practice_id, "ask_retraction")
    note = require_text("reason", reason, str(_("Say why it should be retracted")))
    practice = matter.practice
    if practice.retraction_asked_by is not None:
        raise Conflict(str(_("Somebody has asked for this retraction in the meantime.")))
    practice.retraction_asked_by, practice.retraction_asked_reason = actor.id, note
    moves.log(practice.id, "ask_retraction", actor.id, note=note)
    others = [one.id for one in queries.others_apart(matter.case) if one.id != actor.id]
    title = matter.version.title
    notices.tell(queries.users(others), "retraction_asked", title=title, practice=practice.id, who=matter.name, note=note)


def refuse_retraction(actor: Actor, practice_id: int, reason: str) -> None:
    """Keep a practice whose retraction was asked; who asked is told. NotFound, Forbidden, Conflict when none is asked; Invalid (at `reason`)."""
    matter = practice_for(actor, practice_id, "refuse_retraction")
    note = require_text("reason", reason, str(_("Say why it stays")))
    practice = matter.practice
    if practice.retraction_asked_by is None:
        raise Conflict(str(_("Nobody asks for the retraction of this practice any more. Look at where it stands now.")))
    asked = queries.users([practice.retraction_asked_by])
    practice.retraction_asked_by, practice.retraction_asked_reason = None, None
    moves.log(practice.id, "refuse_retraction", actor.id, note=note)
    told = [one for one in asked if one.id != actor.id]
    title = matter.version.title
    notices.tell(told, "retraction_refused", title=title, practice=practice.id, who=matter.name, note=note)


def retract(actor: Actor, practice_id: int) -> None:
    """Retract a practice for good, as the second moderator: title, reason and date stay.

    NotFound; Forbidden for the one who asked; Conflict when nobody asks or it was retracted.
    """
    matter = practice_for(actor, practice_id, "retract")
    practice = matter.practice
    practice.retracted_at, practice.retracted_by = clock.now(), actor.id
    practice.retraction_reason, practice.retraction_title = practice.retraction_asked_reason, matter.version.title
    _finish(matter, "retract", "retracted", practice.retraction_asked_reason or "")


def check_import(actor: Actor, practice_id: int, checks: Iterable[str], evidence: str, note: str, *, seen: str) -> None:
    """Say what was checked of an imported practice, and give it the evidence level that readers see from now on.

    A point of the checklist may stay open, since nobody here can ask the source: then `note` says why. `seen` is the level the
    page showed, "" for none.

    NotFound; Forbidden; Conflict when it is not imported, or when somebody gave another level since; Invalid (at `evidence`, `note`).
    """
    matter = practice_for(actor, practice_id, "check_import")
    version = matter.version
    if matter.practice.source_id is None or version.status != lifecycle.PUBLISHED:
        raise Conflict(str(_("Only a published practice that was imported is checked here.")))
    if (version.evidence or "") != seen:
        raise Conflict(str(_("Somebody has checked this practice in the meantime. Look at where it stands now.")))
    ticked, said = lists.ticked_codes(checks), short("note", note)
    lacking = {}
    if evidence not in choices.EVIDENCE_LEVELS:
        lacking["evidence"] = str(_("Choose the evidence level"))
    if lists.unticked_entries(ticked) and not said:
        lacking["note"] = str(_("Say why points of the checklist stay open"))
    if lacking:
        raise Invalid(lacking)
    version.checks, version.evidence, version.reviewer_id = ticked, evidence, actor.id
    moves.log(practice_id, "check_import", actor.id, note=said, reason=evidence)
    record_change(practice_id)


def _finish(matter: Matter, move: str, kind: str, note: str) -> None:
    moves.log(matter.practice.id, move, matter.person.id, note=note)
    record_change(matter.practice.id)
    notices.tell(
        matter.authors, kind, title=matter.version.title, practice=matter.practice.id, version=matter.version.id, note=note
    )
