"""Country pages."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from exchange.core.db import db
from exchange.core.errors import NotFound
from exchange.experts import directory
from exchange.pages.queries.home import figures
from exchange.pages.queries.people import people
from exchange.pages.queries.places import points
from exchange.practices import queries as practices
from exchange.practices.queries.names import label
from exchange.vocabularies.models import Place, Theme

PRACTICES_SHOWN = 6
EXPERTS_SHOWN = 4


def countries(lang: str) -> dict[str, Any]:
    """Countries with a practice or an expert by region, the map's points, and the countries without any, by name."""
    places = {place.code: place for place in db.session.scalars(select(Place))}
    names = {code: label(place.names, lang) for code, place in places.items()}
    written, known = practices.counts_by_country(), directory.counts_by_country()
    listed = sorted((code for code, place in places.items() if place.kind == "country"), key=lambda code: names[code].casefold())
    busy = [code for code in listed if written.get(code) or known.get(code)]
    by_region: dict[str, list[tuple[str, str, int, int]]] = {}
    for code in busy:
        row = (names[code], url_for("pages.country", code=code), written.get(code, 0), known.get(code, 0))
        by_region.setdefault(_region(places, code), []).append(row)
    regions = [{"id": code, "label": names.get(code, _("Other")), "rows": rows} for code, rows in by_region.items()]
    return {
        "points": points(written, names),
        "regions": sorted(regions, key=lambda region: str(region["label"]).casefold()),
        "others": [(names[code], url_for("pages.country", code=code)) for code in listed if code not in set(busy)],
    }


def _region(places: dict[str, Place], code: str) -> str:
    """The code of the continent above a place: the last region before the world."""
    above = places[code].parent_code or ""
    while above:
        higher = places[above].parent_code or ""
        if not higher or places[higher].kind != "region":
            break
        above = higher
    return above


def country(code: str, lang: str) -> dict[str, Any]:
    """One country with its figures, practices and experts. Raises NotFound for a code that is no country."""
    place = db.session.get(Place, code.upper())
    if place is None or place.kind != "country" or code != place.code:
        raise NotFound
    total = practices.counts_by_country().get(code, 0)
    return {
        "name": label(place.names, lang),
        "marks": _marks(place),
        "figures": figures(total, directory.counts_by_country().get(code, 0)),
        "cards": practices.cards(practices.newest(PRACTICES_SHOWN, country=code), lang),
        "total": total,
        "search": url_for("search.practices", country=code),
        "rows": _themes_of(code, lang),
        "people": people(directory.of_country(code, EXPERTS_SHOWN), lang),
        "all_people": url_for("search.experts", country=code),
    }


def _marks(place: Place) -> list[str]:
    words = {
        "ldc": _("Least developed country"),
        "lldc": _("Landlocked developing country"),
        "sids": _("Small island developing State"),
    }
    return [text for mark, text in words.items() if getattr(place, mark)]


def _themes_of(code: str, lang: str) -> list[tuple[str, str, int, int]]:
    """(theme, address of the filtered search, practices, experts) of the themes with either, in the order of the vocabulary."""
    written, known = practices.counts_by_theme(code), directory.counts_by_theme(code)
    themes = db.session.scalars(select(Theme).where(Theme.id.in_({*written, *known})).order_by(Theme.position))
    return [
        (
            label(theme.labels, lang),
            url_for("search.practices", theme=theme.id, country=code),
            written.get(theme.id, 0),
            known.get(theme.id, 0),
        )
        for theme in themes
    ]
