"""Making transitions: the one place that sets a status, and writes the line of the log with it.

Rights are the caller's to check, and so is what happens with a transition besides: a room wraps these in a verb of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, insert, update

from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict
from exchange.core.transaction import require_transaction
from exchange.workflow.models import Event
from exchange.workflow.table import Needed, Subject, Transition, Workflow


class Stateful(Protocol):
    """A record with a state: what its lines are about is known once it has its number."""

    status: str
    updated_at: datetime

    @property
    def subject(self) -> Subject: ...


def make_transition(
    workflow: Workflow,
    name: str,
    record: Stateful,
    actor_id: int | None,
    *,
    note: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Bring `record` to the state the transition leads to and log it, in the caller's transaction. A record that is to be removed keeps its state.

    Raises Conflict when the record is no longer in a state the transition starts from: somebody came first. ValueError when its line lacks what it needs.
    """
    require_transaction()
    transition = workflow[name]
    _require(name, transition.needs, note, reason)
    before = record.status
    if before not in transition.before:
        raise Conflict(str(workflow.conflict))
    moment = at or clock.now()
    if transition.after is not None:
        record.status = transition.after
        record.updated_at = moment
        if transition.stamps:
            setattr(record, transition.stamps, moment)
        db.session.flush()
    number, part, revision = record.subject
    db.session.add(
        Event(
            subject=workflow.subject,
            number=number,
            part=part,
            revision=revision,
            actor_id=actor_id,
            what=name,
            before=before,
            after=transition.after,
            reason=reason,
            note=note,
            at=moment,
        )
    )


def begin_many(
    workflow: Workflow,
    name: str,
    model: Any,
    rows: Sequence[Mapping[str, Any]],
    actor_id: int | None,
    *,
    by: str,
    subject_of: Callable[[Mapping[str, Any], int], Subject],
    at: datetime,
) -> dict[Any, int]:
    """Insert a record of `model` for each of `rows` by a transition that starts from nothing, with a line each: their keys by the value of column `by`.

    `rows` hold the columns apart from the state and its moment, and no two the same in `by`; `subject_of` makes a line's subject of a row and its key.
    ValueError for a transition that begins no record.
    """
    require_transaction()
    transition = _beginning(workflow, name)
    if not rows:
        return {}
    state = _state(transition, at)
    # In whatever order they come: SQLite keeps that of the rows only where each is a statement of its own.
    chosen = insert(model).returning(getattr(model, by), model.id)
    keys: dict[Any, int] = {row[0]: row[1] for row in db.session.execute(chosen, [{**row, **state} for row in rows])}
    line = {"subject": workflow.subject, "actor_id": actor_id, "what": name, "before": None, "after": transition.after, "at": at}
    subjects = [subject_of(row, keys[row[by]]) for row in rows]
    db.session.execute(insert(Event), [{**line, **subject._asdict()} for subject in subjects])
    return keys


def begin_followers(workflow: Workflow, name: str, model: Any, rows: Sequence[Mapping[str, Any]], *, at: datetime) -> None:
    """Insert records that follow another one, whose line tells of them: as `begin_many`, without lines."""
    require_transaction()
    state = _state(_beginning(workflow, name), at)
    if rows:
        db.session.execute(insert(model), [{**row, **state} for row in rows])


def take_followers(workflow: Workflow, name: str, model: Any, which: ColumnElement[bool], *, at: datetime) -> None:
    """Bring those records of `which` along that are in a state the transition starts from. They follow another one, whose line tells of them."""
    require_transaction()
    transition = workflow[name]
    chosen = update(model).where(which, model.status.in_(transition.before))
    db.session.execute(chosen.values(**_state(transition, at)))


def add_remark(
    workflow: Workflow,
    name: str,
    subject: Subject,
    actor_id: int | None,
    *,
    note: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Log what happened to a subject apart from its states. KeyError for a remark that is not in the table, ValueError when its line lacks what it needs."""
    require_transaction()
    _require(name, workflow.remark(name).needs, note, reason)
    about = {"subject": workflow.subject, **subject._asdict()}
    db.session.add(Event(**about, actor_id=actor_id, what=name, note=note, reason=reason, at=at or clock.now()))


def _require(name: str, needs: tuple[Needed, ...], note: str, reason: str) -> None:
    given = {"note": note, "reason": reason}
    lacking = [one for one in needs if not given[one].strip()]
    if lacking:
        raise ValueError(f"{name} needs a {' and a '.join(lacking)}")


def _beginning(workflow: Workflow, name: str) -> Transition:
    if not workflow.allows(name, None):
        raise ValueError(f"{name} does not begin a {workflow.subject}")
    return workflow[name]


def _state(transition: Transition, at: datetime) -> dict[str, Any]:
    return {"status": transition.after, **({transition.stamps: at} if transition.stamps else {})}
