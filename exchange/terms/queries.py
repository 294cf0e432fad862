"""Reads of the vocabularies for administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.languages import CODES
from exchange.terms.lifecycle import VOCABULARIES
from exchange.terms.service import COLUMNS
from exchange.vocabularies.models import Theme
from exchange.vocabularies.service import NUMBER
from exchange.workflow.models import Event

MOST_ACTS = 20


@dataclass(frozen=True)
class Row:
    """A theme with the codes of the languages it has no name or no scope note in, and whether it stands under another."""

    theme: Theme
    missing: tuple[str, ...]

    @property
    def is_edited(self) -> bool:
        """True when administrators changed something of it."""
        return bool(self.theme.edited)


def themes() -> Sequence[Row]:
    """Every theme, retired ones too, in the order of the vocabulary."""
    found = db.session.scalars(select(Theme).order_by(Theme.position, Theme.id)).all()
    return [Row(one, tuple(code for code in CODES if not (one.labels.get(code) and one.definitions.get(code)))) for one in found]


def theme(theme_id: str) -> Theme | None:
    """The theme; None for none."""
    return db.session.get(Theme, theme_id)


def texts(found: Theme) -> Mapping[str, Mapping[str, object]]:
    """The texts of a theme by column and language, empty ones included; search words one a line."""
    return {name: {code: _as_typed(getattr(found, name).get(code)) for code in CODES} for name in COLUMNS}


def _as_typed(value: object) -> object:
    return "\n".join(value) if isinstance(value, list) else value or ""


def acts(theme_id: str) -> Sequence[tuple[Event, str]]:
    """The newest acts upon a theme with who did each, the newest first."""
    chosen = select(Event, User.name).outerjoin(User, User.id == Event.actor_id)
    about = (Event.subject == VOCABULARIES.subject, Event.number == NUMBER, Event.reason == theme_id)
    return [(row[0], row[1] or "") for row in db.session.execute(chosen.where(*about).order_by(Event.id.desc()).limit(MOST_ACTS))]
