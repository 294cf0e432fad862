"""Experts as cards, each with the line that says why it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString

from exchange.core import clock
from exchange.experts.choices import OPENNESS
from exchange.experts.visibility import ProfileView
from exchange.practices import queries as practices
from exchange.vocabularies import queries as vocabularies

THEMES_SHOWN = 3


@dataclass(frozen=True)
class PersonCard:
    """What a list shows of an expert; `languages` are codes, `openness` is None when there is nothing to say."""

    name: str
    href: str
    position: str
    organisation: str
    country: str
    themes: list[str]
    languages: list[str]
    practices: int
    openness: LazyString | None
    reason: str


def people(views: Sequence[ProfileView], lang: str, reasons: Mapping[int, str] | None = None) -> list[PersonCard]:
    """Cards of these experts in their order, with names in the page language `lang`; `reasons` by number."""
    written = practices.counts_by_author([view.user_id for view in views])
    return [_card(view, lang, written.get(view.user_id, 0), (reasons or {}).get(view.user_id, "")) for view in views]


def _card(view: ProfileView, lang: str, written: int, reason: str) -> PersonCard:
    openness = view.openness(clock.now().date())
    return PersonCard(
        name=view.name,
        href=url_for("experts.show", number=view.user_id, slug=view.slug),
        position=view.position,
        organisation=view.organisation,
        country=vocabularies.place_name(view.country_code, lang) if view.country_code else "",
        themes=[vocabularies.theme_label(theme, lang) for theme in view.themes[:THEMES_SHOWN]],
        languages=[code for code, _level in view.languages],
        practices=written,
        openness=OPENNESS[openness] if openness in {"yes", "limited"} else None,
        reason=reason,
    )
