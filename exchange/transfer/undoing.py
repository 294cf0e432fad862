"""Undoing an import: what it made and nobody has touched since is withdrawn from readers, some practices a transaction.

The practices keep their numbers and logs; importing the file again brings them back. What an import changed in practices that were here
before stays: what they said earlier stands in their earlier versions.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from exchange.accounts.queries import administrators
from exchange.changes import service as changes
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict, Invalid, NotFound
from exchange.core.transaction import require_transaction, transaction
from exchange.outbox import service as outbox
from exchange.practices import lifecycle as practices
from exchange.practices import moves
from exchange.practices.events import KIND
from exchange.practices.models import Person, Practice, Version
from exchange.transfer import lifecycle, queries
from exchange.transfer.access import RIGHTS
from exchange.transfer.models import ImportLine, ImportRun
from exchange.workflow import service as workflow
from exchange.workflow.models import Event

TOPIC = "imports"
BATCH = 50
# Others have the database for so long between two batches.
REST_SECONDS = 0.12


def undo(actor: Actor, number: int, note: str) -> bool:
    """Have an import undone, or where it made too many practices for one administrator ask another: True when it is being undone.

    NotFound, Forbidden; Invalid (at `note`) without a reason; Conflict while it runs, when somebody came first, and when nobody else could agree.
    """
    run = _run(number)
    RIGHTS.authorise("undo", actor, run)
    _require_note(note)
    if not lifecycle.needs_two(queries.made_count(number)):
        run.undo_note = note
        workflow.make_transition(lifecycle.RUNS, "undo", run, actor.id, note=note)
        _owe(run)
        return True
    if all(one.id == actor.id for one in administrators()):
        raise Conflict(str(_("This takes two administrators, and there is one. The operator can undo it by command.")))
    run.undo_asked_by, run.undo_note = actor.id, note
    workflow.make_transition(lifecycle.RUNS, "ask_undo", run, actor.id, note=note)
    return False


def agree(actor: Actor, number: int) -> None:
    """Have an import undone that another administrator asked to undo. NotFound; Forbidden for the one who asked; Conflict when nobody asks any more."""
    run = _run(number)
    RIGHTS.authorise("agree_undo", actor, run)
    workflow.make_transition(lifecycle.RUNS, "agree_undo", run, actor.id)
    _owe(run)


def refuse(actor: Actor, number: int, note: str) -> None:
    """Keep an import that somebody asked to undo. NotFound, Forbidden; Invalid (at `note`); Conflict when nobody asks any more."""
    run = _run(number)
    RIGHTS.authorise("refuse_undo", actor, run)
    _require_note(note)
    workflow.make_transition(lifecycle.RUNS, "refuse_undo", run, actor.id, note=note)
    run.undo_asked_by = None


def undo_by_operator(number: int, note: str) -> None:
    """Begin to undo an import for whoever may use the commands; `go_on` does it. NotFound, Invalid, Conflict as for `undo`."""
    run = _run(number)
    _require_note(note)
    if run.status == lifecycle.UNDOING:
        return
    run.undo_note = note
    workflow.make_transition(lifecycle.RUNS, "agree_undo" if run.status == lifecycle.UNDO_ASKED else "undo", run, None, note=note)


def go_on(number: int, seconds: float) -> bool:
    """Undo some batches of an import for about so long: True when there are more."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with transaction():
            run = db.session.get(ImportRun, number, with_for_update=True, populate_existing=True)
            if run is None or run.status != lifecycle.UNDOING:
                return False
            lines = _next_lines(number)
            if not lines:
                workflow.make_transition(lifecycle.RUNS, "finish_undo", run, None)
                return False
            _undo_lines(run, lines)
        time.sleep(REST_SECONDS)
    return True


def _next_lines(number: int) -> Sequence[ImportLine]:
    chosen = select(ImportLine).where(
        ImportLine.run_id == number, ImportLine.outcome.in_(lifecycle.MADE), ImportLine.undone == ""
    )
    return db.session.scalars(chosen.order_by(ImportLine.number).limit(BATCH)).all()


def _undo_lines(run: ImportRun, lines: Sequence[ImportLine]) -> None:
    ids = sorted(one.practice_id for one in lines if one.practice_id is not None)
    # In one order everywhere, and held, so that nobody takes a practice on between the look and the change.
    held = set(db.session.scalars(select(Practice.id).where(Practice.id.in_(ids)).order_by(Practice.id).with_for_update()))
    left = _reasons_to_leave(run, ids)
    here = _versions(ids)
    actor = run.undo_asked_by or _who_began(run)
    taken = []
    for line in lines:
        number = line.practice_id
        if number is None or number not in held or number not in here:
            line.undone = "away"
        elif number in left:
            line.undone = left[number]
        else:
            moves.make(here[number], "undo_import", actor, note=run.undo_note)
            line.undone = "taken"
            taken.append(number)
    changes.record(KIND, taken)


def _who_began(run: ImportRun) -> int | None:
    """Who began to undo it; None for the operator."""
    chosen = select(Event.actor_id).where(Event.subject == lifecycle.RUNS.subject, Event.number == run.id, Event.what == "undo")
    return db.session.scalar(chosen.order_by(Event.id.desc()).limit(1))


def _reasons_to_leave(run: ImportRun, ids: Sequence[int]) -> Mapping[int, str]:
    """Why practices stay: whatever a person did with one since, members named on it, or a later import that changed it."""
    later = select(ImportLine.practice_id).where(
        ImportLine.practice_id.in_(ids), ImportLine.run_id > run.id, ImportLine.outcome.in_(("updated", "returned"))
    )
    named = select(Person.practice_id).where(Person.practice_id.in_(ids))
    touched = select(Event.number).where(
        Event.subject == practices.VERSIONS.subject,
        Event.number.in_(ids),
        Event.actor_id.is_not(None),
        Event.what != "undo_import",
    )
    found = dict.fromkeys(db.session.scalars(later), "imported")
    found.update(dict.fromkeys(db.session.scalars(named), "named"))
    found.update(dict.fromkeys(db.session.scalars(touched), "edited"))
    return {number: why for number, why in found.items() if number is not None}


def _versions(ids: Sequence[int]) -> Mapping[int, Version]:
    """The version of each practice that readers see or a moderator would look at; when both are there, both were not made by one import."""
    alive = (*sorted(practices.WORKING), practices.PUBLISHED)
    rows = db.session.scalars(select(Version).where(Version.practice_id.in_(ids), Version.status.in_(alive)).with_for_update())
    return {row.practice_id: row for row in rows}


def _run(number: int) -> ImportRun:
    require_transaction()
    found = db.session.get(ImportRun, number, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(str(_("There is no such import.")))
    return found


def _require_note(note: str) -> None:
    if not note.strip():
        raise Invalid({"note": str(_("Write why the import is undone or kept."))})


def _owe(run: ImportRun) -> None:
    outbox.enqueue(TOPIC, {"run": run.id, "undo": True}, key=f"undo:{run.id}")
