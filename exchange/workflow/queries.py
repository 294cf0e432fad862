"""Reads of the log."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, false, func, or_, select

from exchange.core.db import db
from exchange.core.paging import PER_PAGE, Page
from exchange.workflow.models import Event
from exchange.workflow.places import Acts
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


def latest_number(subject: str, number: int) -> int:
    """The number of the last line about a subject, 0 for none: it changes with everything that is logged of it."""
    chosen = select(func.max(Event.id)).where(Event.subject == subject, Event.number == number)
    return db.session.scalar(chosen) or 0


def acts(kinds: Sequence[Acts], number: int = 1, per_page: int = PER_PAGE) -> Page[Event]:
    """A page of the lines that are acts of these kinds, newest first."""
    which = or_(false(), *(and_(Event.subject == one.subject, Event.what.in_(one.names)) for one in kinds))
    total = db.session.scalar(select(func.count()).where(which)) or 0
    chosen = select(Event).where(which).order_by(Event.id.desc()).limit(per_page).offset((number - 1) * per_page)
    return Page(db.session.scalars(chosen).all(), total, number, per_page)
