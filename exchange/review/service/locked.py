"""Loading what a verb changes, locked, for those who may change it; and telling who came first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid, NotFound
from exchange.core.text import clean
from exchange.core.transaction import require_transaction
from exchange.practices import lifecycle
from exchange.practices.models import Practice, Version
from exchange.review import access, queries, rules, words
from exchange.review.access import Case, Person

# The states a verb starts from: those of the transitions, and of what is none.
STARTS_FROM: dict[str, Collection[str | None]] = {
    **{one.name: one.before for one in lifecycle.VERSIONS},
    "save": (lifecycle.IN_REVIEW,),
    "reply": lifecycle.WORKING,
}


@dataclass(frozen=True)
class Matter:
    """A version, locked, with its practice; the person who acts; and what the rules see."""

    practice: Practice
    version: Version
    person: Person
    case: Case
    name: str

    @property
    def authors(self) -> list[User]:
        """The authors who agreed, to be told."""
        return queries.agreed_people(self.practice.id, "author")

    @property
    def due(self) -> str:
        """The day the review is due, as ISO 8601."""
        sent = self.version.sent_at or clock.now()
        return (sent + timedelta(days=current_app.config["REVIEW_DAYS"])).date().isoformat()


def version_for(actor: Actor, version_id: int, verb: str) -> Matter:
    """The version `verb` is about, locked, when `actor` may do it.

    Raises NotFound when there is none or the actor may not know of it, Conflict when it is no longer in a state
    the verb starts from, Forbidden when the actor lacks the right.
    """
    require_transaction()
    practice_id = db.session.scalar(select(Version.practice_id).where(Version.id == version_id))
    practice = db.session.get(Practice, practice_id, with_for_update=True) if practice_id is not None else None
    if practice is None:
        raise NotFound(str(_("There is no such submission.")))
    version = _lock(Version.id == version_id)
    matter = _matter(actor, practice, version)
    if not _may_know(verb, matter):
        raise NotFound(str(_("There is no such submission.")))
    if practice.retracted_at is not None:
        raise Conflict(str(_("This practice was retracted. No version of it can be sent or published.")))
    if version.status not in STARTS_FROM[verb]:
        raise Conflict(who_came_first(version))
    why = access.RIGHTS.why_not(verb, matter.person, matter.case)
    if why is access.NOT_REVIEWER and version.status == lifecycle.IN_REVIEW:
        raise Conflict(who_came_first(version))
    if why is not None:
        raise Forbidden(str(why))
    return matter


def _lock(condition: object) -> Version:
    return db.session.scalars(
        select(Version)
        .options(selectinload(Version.themes), selectinload(Version.places), selectinload(Version.targets))
        .where(condition)  # type: ignore[arg-type]  # one condition of SQLAlchemy
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _matter(actor: Actor, practice: Practice, version: Version) -> Matter:
    person = queries.person(actor.id)
    if person is None or not person.active:
        raise NotFound(str(_("There is no such submission.")))
    name = queries.names_of([person.id])[person.id]
    return Matter(practice, version, person, queries.case_of(version), name)


def _may_know(verb: str, matter: Matter) -> bool:
    """Authors know all their versions; moderators those that were sent once."""
    if access.is_author(matter.person, matter.case) and verb in {"submit", "withdraw", "reopen", "reply"}:
        return True
    was_sent = matter.version.sent_at is not None or matter.version.status != lifecycle.DRAFT
    moderating = access.is_moderator(matter.person, matter.case) and was_sent
    return moderating and verb not in {"submit", "withdraw", "reopen"}


def who_came_first(version: Version) -> str:
    """A sentence that says who moved the version last, for somebody who saw it otherwise."""
    line = queries.latest_line(version.id)
    return words.conflict(line.what, queries.name_of(line.actor_id))


def practice_for(actor: Actor, practice_id: int, verb: str) -> Matter:
    """A practice that was published once, locked, when `actor` may do `verb` to it.

    Raises NotFound, Forbidden; Conflict when it was retracted.
    """
    require_transaction()
    practice = db.session.get(Practice, practice_id, with_for_update=True)
    standing = queries.readable_practice(practice_id) if practice is not None else None
    if practice is None or standing is None:
        raise NotFound(str(_("There is no such practice.")))
    matter = _matter(actor, practice, standing.version)
    why = access.RIGHTS.why_not(verb, matter.person, matter.case)
    if why is access.NOT_ALONE and practice.retraction_asked_by is None:
        raise Conflict(str(_("Nobody asks for the retraction of this practice any more. Look at where it stands now.")))
    if why is not None:
        raise Forbidden(str(why))
    if practice.retracted_at is not None:
        raise Conflict(str(_("This practice was retracted already.")))
    return matter


def require_text(field: str, given: str, empty: str) -> str:
    """`given`, cleaned. Raises Invalid at `field` with the sentence `empty` when nothing is left, or when it is too long."""
    text = clean(given)
    if not text:
        raise Invalid({field: empty})
    return short(field, text)


def short(field: str, given: str) -> str:
    """`given`, cleaned. Raises Invalid at `field` when it is longer than a message may be."""
    text = clean(given)
    if len(text) > rules.LONGEST_TEXT:
        raise Invalid({field: str(_("Shorten this text to %(limit)s characters", limit=rules.LONGEST_TEXT))})
    return text
