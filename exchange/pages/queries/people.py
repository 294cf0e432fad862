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
from exchange.practices.queries import Names


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
    words = practices.names(
        lang,
        themes={theme for view in shown for theme in view.themes},
        places={view.country_code for view in shown if view.country_code},
    )
    written = practices.counts_by_author([view.user_id for view in shown])
    return [_card(view, words, written.get(view.user_id, 0)) for view in shown]


def _card(view: ProfileView, words: Names, written: int) -> PersonCard:
    openness = {"yes": _("Open to requests"), "limited": _("Open to a few requests")}
    return PersonCard(
        name=view.name,
        href=url_for("experts.show", number=view.user_id, slug=view.slug),
        position=view.position,
        organisation=view.organisation,
        country=words.places.get(view.country_code or "", ""),
        themes=[words.themes[theme] for theme in view.themes if theme in words.themes][:3],
        languages=[code for code, _level in view.languages],
        practices=written,
        openness=openness.get(view.openness(clock.now().date()) or ""),
    )
