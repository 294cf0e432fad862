"""Reads of what is on the home page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select

from exchange.accounts.models import User
from exchange.accounts.names import Name, name_of
from exchange.core import clock
from exchange.core.db import db
from exchange.core.languages import DEFAULT
from exchange.featured import lifecycle, rules
from exchange.featured.models import Choice
from exchange.practices import queries as practices
from exchange.practices.queries import Card

EXAMPLES = Path(__file__).parent / "data" / "examples.json"
MOST_LISTED = 100


@dataclass(frozen=True)
class Shown:
    """The practice in the first place of the home page. `by`, `reason`, `language` and `last_day` are None where nobody chose it."""

    card: Card
    by: Name | None = None
    reason: str | None = None
    language: str | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Listed:
    """A choice in the list of them. `when` is one of rules.PRESENT, NEXT, PAST; `card` is None where readers do not see the practice."""

    choice: Choice
    card: Card | None
    by: Name
    when: str


def first_place(lang: str) -> Shown | None:
    """What stands on the home page today: the choice of a moderator, else the newest practice that tells enough; None when there is neither.

    A practice that readers do not see is never shown, whatever was chosen.
    """
    today = clock.now().date()
    chosen = select(Choice).where(Choice.status == lifecycle.CHOSEN, Choice.first_day <= today, Choice.last_day >= today)
    found = db.session.scalars(chosen.order_by(Choice.first_day.desc(), Choice.id.desc()).limit(1)).first()
    cards = practices.cards([found.practice_id], lang) if found else []
    if found and cards:
        by = db.session.get(User, found.chosen_by)
        return Shown(cards[0], name_of(by) if by and by.active else None, found.reason, found.language, found.last_day)
    newest = practices.newest_told()
    others = practices.cards([newest], lang) if newest is not None else []
    return Shown(others[0]) if others else None


def standing(numbers: Sequence[int]) -> dict[int, None]:
    """Those of the choices that nobody has ended, each with None: a choice has no versions."""
    chosen = select(Choice.id).where(Choice.id.in_(numbers), Choice.status == lifecycle.CHOSEN)
    return dict.fromkeys(db.session.scalars(chosen))


def choices(lang: str) -> dict[str, list[Listed]]:
    """The choices by rules.PRESENT, NEXT and PAST, those with the latest days first; of the past ones the last hundred or so."""
    rows = db.session.execute(
        select(Choice, User)
        .join(User, User.id == Choice.chosen_by)
        .order_by(Choice.first_day.desc(), Choice.id.desc())
        .limit(MOST_LISTED)
    ).all()
    cards = {card.number: card for card in practices.cards(sorted({choice.practice_id for choice, _by in rows}), lang)}
    today = clock.now().date()
    found: dict[str, list[Listed]] = {rules.PRESENT: [], rules.NEXT: [], rules.PAST: []}
    for choice, by in rows:
        when = rules.when(choice.first_day, choice.last_day, choice.status == lifecycle.ENDED, today)
        found[when].append(Listed(choice, cards.get(choice.practice_id), name_of(by), when))
    return found


def choice(number: int) -> Choice | None:
    """The choice of this number; None for an unknown one."""
    return db.session.get(Choice, number)


def overlapping(first_day: date, last_day: date) -> Choice | None:
    """A choice that stands on one of these days; None when none does."""
    chosen = select(Choice).where(Choice.status == lifecycle.CHOSEN, Choice.first_day <= last_day, Choice.last_day >= first_day)
    return db.session.scalars(chosen.order_by(Choice.first_day, Choice.id).limit(1)).first()


def examples(lang: str) -> Sequence[str]:
    """Three searches to begin with, in the page language `lang`, else in English."""
    return _examples().get(lang) or _examples()[DEFAULT]


@cache
def _examples() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = json.loads(EXAMPLES.read_text("utf-8"))
    return found
