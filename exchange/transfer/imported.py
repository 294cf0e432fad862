"""Reads of imported records, for the administrators who correct them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.paging import PER_PAGE, Page
from exchange.practices import access, lifecycle
from exchange.practices.fields import FORM
from exchange.practices.models import Practice, Version
from exchange.practices.queries import people_of
from exchange.transfer import queries
from exchange.transfer.models import ImportLine, ImportRun
from exchange.workflow import queries as log
from exchange.workflow.models import Event

LONGEST_QUERY = 200
# Declarations are the author's own, and no administrator makes them in their place.
SECTIONS = {one.name: one for one in FORM.sections if one.name != "declarations" and FORM.page_questions(one.name)}
MOST_LINES = 20


@dataclass(frozen=True)
class Found:
    """An imported practice and its newest version that is published or waits, else its newest one; themes, places and targets are loaded."""

    practice: Practice
    version: Version


def search(words: str, page: int) -> Page[Found]:
    """Imported records whose newest text has all these words in its title, or that have this number or source_id; the newest first. All of them without words."""
    newest = select(func.max(Version.number)).where(Version.practice_id == Practice.id).correlate(Practice).scalar_subquery()
    chosen = [Practice.source_id.is_not(None), Version.number == newest, *_matches(words)]
    counted = select(func.count()).select_from(Version).join(Version.practice).where(*chosen)
    total = db.session.scalar(counted) or 0
    found = select(Version).join(Version.practice).options(contains_eager(Version.practice)).where(*chosen)
    rows = db.session.scalars(found.order_by(Practice.id.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return Page([Found(one.practice, one) for one in rows], total, page)


def _matches(words: str) -> list[ColumnElement[bool]]:
    if not words:
        return []
    in_title = [Version.title.icontains(word, autoescape=True) for word in words.split()]
    all_words = in_title[0]
    for one in in_title[1:]:
        all_words &= one
    exact = [Practice.source_id == words]
    if words.isascii() and words.isdigit() and len(words) < 10:
        exact.append(Practice.id == int(words))
    return [or_(all_words, *exact)]


def record(number: int) -> Found | None:
    """The imported record of this number; None for none."""
    parts = (selectinload(Version.themes), selectinload(Version.places), selectinload(Version.targets))
    chosen = select(Version).join(Version.practice).options(contains_eager(Version.practice), *parts)
    found = db.session.scalars(
        chosen.where(Practice.id == number, Practice.source_id.is_not(None)).order_by(Version.number.desc())
    ).all()
    published = next((one for one in found if one.status == lifecycle.PUBLISHED), None)
    version = published or next(iter(found), None)
    return Found(version.practice, version) if version is not None else None


def why_not(actor: Actor, found: Found) -> str:
    """Why the actor cannot correct this record now; "" when they can."""
    why = access.CORRECTING.why_not("correct", actor, people_of(found.practice.id))
    if why is not None:
        return str(why)
    if found.version.status != lifecycle.PUBLISHED or found.practice.retracted_at is not None:
        return str(_("Only a published record can be corrected."))
    waits = select(Version.id).where(Version.practice_id == found.practice.id, Version.status.in_(lifecycle.WORKING))
    if db.session.scalar(waits.limit(1)) is not None:
        return str(_("A newer text of this record waits for a moderator. It must be decided first."))
    return ""


def lines_of(number: int) -> Sequence[tuple[ImportLine, ImportRun]]:
    """What the newest imports did with a practice, the newest first."""
    chosen = select(ImportLine, ImportRun).join(ImportRun, ImportRun.id == ImportLine.run_id)
    rows = db.session.execute(chosen.where(ImportLine.practice_id == number).order_by(ImportLine.id.desc()).limit(MOST_LINES))
    return [(row[0], row[1]) for row in rows]


def corrections(number: int) -> Sequence[Event]:
    """The lines of the log that tell of corrections, oldest first."""
    return [one for one in log.events_of(lifecycle.VERSIONS, number) if one.what == "correct"]


def names(some: Sequence[Event]) -> Mapping[int, str]:
    """The names of the members in these lines of a log."""
    return queries.names(one.actor_id for one in some)
