"""Verbs of the home page: choosing a practice for it, and ending a choice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from exchange.changes import service as changes
from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import wait_for_turn
from exchange.core.errors import Invalid, NotFound
from exchange.core.text import one_line
from exchange.core.transaction import require_transaction
from exchange.featured import queries, rules
from exchange.featured.access import RIGHTS
from exchange.featured.lifecycle import CHOICES
from exchange.featured.models import Choice
from exchange.practices import queries as practices
from exchange.workflow import service as workflow
from exchange.workflow.table import Subject

# Choices in the record of visible change.
KIND = "choice"
# Any number that nothing else of the product locks by.
CHOOSING = 740_034


def choose(actor: Actor, practice_id: int, reason: str, first_day: date | None, last_day: date | None, language: str) -> int:
    """Have a practice stand on the home page from `first_day` to `last_day`, both included: the number of the choice.

    `reason` is what readers read there, in `language`. NotFound for a practice that readers do not see; Forbidden for its own people;
    Invalid (at `reason`, `first_day`, `last_day`), also when another choice stands on one of the days.
    """
    require_transaction()
    wait_for_turn(CHOOSING)
    require_visible(practice_id)
    RIGHTS.authorise("choose", actor, people_of(practice_id))
    words = one_line(reason)
    first, last = _check(words, first_day, last_day)
    now = clock.now()
    row = {
        "practice_id": practice_id,
        "chosen_by": actor.id,
        "reason": words,
        "language": language,
        "first_day": first,
        "last_day": last,
    }
    begun = workflow.begin_many(
        CHOICES,
        "choose",
        Choice,
        [{**row, "created_at": now, "updated_at": now}],
        actor.id,
        by="practice_id",
        subject_of=_subject,
        at=now,
    )
    changes.record(KIND, [begun[practice_id]])
    return begun[practice_id]


def _subject(_row: Mapping[str, Any], key: int) -> Subject:
    return Subject(key)


def end(actor: Actor, number: int) -> None:
    """End a choice today, whoever chose. NotFound; Forbidden; Conflict when it was ended."""
    require_transaction()
    wait_for_turn(CHOOSING)
    found = queries.choice(number)
    if found is None:
        raise NotFound(str(_("There is no such choice.")))
    RIGHTS.authorise("end", actor, ())
    workflow.make_transition(CHOICES, "end", found, actor.id)
    changes.record(KIND, [number])


def require_visible(practice_id: int) -> None:
    """NotFound for a practice that readers do not see."""
    if not practices.visible_versions([practice_id]):
        raise NotFound(str(_("There is no such practice that readers can see.")))


def people_of(practice_id: int) -> set[int]:
    """The members a practice names, invited ones too: none of them chooses it."""
    return {one.user_id for one in practices.people_of(practice_id)}


def _check(words: str, first_day: date | None, last_day: date | None) -> tuple[date, date]:
    """The days of the choice. Invalid with everything that is wrong at once."""
    problems: dict[str, str] = {}
    today = clock.now().date()
    if not words:
        problems["reason"] = str(_("Say why you choose it: readers see these words on the home page."))
    elif len(words) > rules.LONGEST_REASON:
        problems["reason"] = str(_("Shorten this text to %(limit)s characters", limit=rules.LONGEST_REASON))
    if first_day is None:
        problems["first_day"] = str(_("Enter the first day, such as 2026-03-11."))
    if last_day is None:
        problems["last_day"] = str(_("Enter the last day, such as 2026-03-31."))
    elif last_day < (first_day or today):
        problems["last_day"] = str(_("Choose a last day that is not before the first."))
    elif last_day < today:
        problems["last_day"] = str(_("Choose a last day that is not over yet."))
    elif first_day and last_day - first_day > rules.LONGEST:
        problems["last_day"] = str(_("Choose at most %(days)s days: the home page lives from change.", days=rules.LONGEST.days))
    other = queries.overlapping(first_day, last_day) if first_day and last_day and not problems else None
    if other is not None:
        days = {"first": format_date(other.first_day), "last": format_date(other.last_day)}
        said = _("Another practice stands there from %(first)s to %(last)s. Choose other days, or end that choice first.", **days)
        problems["first_day"] = str(said)
    if problems or first_day is None or last_day is None:
        raise Invalid(problems)
    return first_day, last_day
