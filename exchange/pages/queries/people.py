"""Experts as cards, as everybody may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from exchange.core import clock
from exchange.experts import queries as experts
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
    openness: str | None


def people(ids: Sequence[int], lang: str) -> list[PersonCard]:
    """Cards of these experts in the order of `ids`, with names in the page language `lang`."""
    shown = experts.public_profiles(ids)
    written = practices.counts_by_author([view.user_id for view in shown])
    return [_card(view, lang, written.get(view.user_id, 0)) for view in shown]


def _card(view: ProfileView, lang: str, written: int) -> PersonCard:
    openness = {"yes": _("Open to requests"), "limited": _("Open to a few requests")}
    return PersonCard(
        name=view.name,
        href=url_for("experts.show", number=view.user_id, slug=view.slug),
        position=view.position,
        organisation=view.organisation,
        country=vocabularies.place_name(view.country_code, lang) if view.country_code else "",
        themes=[vocabularies.theme_label(theme, lang) for theme in view.themes[:THEMES_SHOWN]],
        languages=[code for code, _level in view.languages],
        practices=written,
        openness=openness.get(view.openness(clock.now().date()) or ""),
    )
