"""Reads of the log."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from exchange.core.db import db
from exchange.workflow.models import Event
from exchange.workflow.table import Workflow


def events_of(workflow: Workflow, number: int) -> Sequence[Event]:
    """The log of a subject and all its parts, oldest first."""
    chosen = select(Event).where(Event.subject == workflow.subject, Event.number == number)
    return db.session.scalars(chosen.order_by(Event.id)).all()


def events_of_part(workflow: Workflow, part: int) -> Sequence[Event]:
    """The log of one part of a subject, oldest first."""
    chosen = select(Event).where(Event.subject == workflow.subject, Event.part == part)
    return db.session.scalars(chosen.order_by(Event.id)).all()


def latest_of_part(workflow: Workflow, part: int) -> Event:
    """What happened last to a part that has a state: none is without a line. NoResultFound for no such part."""
    chosen = select(Event).where(Event.subject == workflow.subject, Event.part == part)
    return db.session.scalars(chosen.order_by(Event.id.desc()).limit(1)).one()
