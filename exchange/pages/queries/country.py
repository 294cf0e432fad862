"""Country pages."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from exchange.core.collation import sort_key
from exchange.core.errors import NotFound
from exchange.experts import directory
from exchange.experts import figures as known_figures
from exchange.experts import queries as experts
from exchange.pages.queries.home import country_page, figures
from exchange.practices import queries as practices
from exchange.search.people import people
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.positions import points
from exchange.vocabularies.queries import PlaceTerm, label

PRACTICES_SHOWN = 6
EXPERTS_SHOWN = 4


def countries(lang: str) -> dict[str, Any]:
    """Countries with a practice or an expert by region, the map's points, and the countries without any, by name."""
    written, known = practices.counts_by_country(), known_figures.counts_by_country()
    regions: dict[str, list[tuple[str, str, int, int]]] = {}
    others = []
    for place in vocabularies.countries(lang):
        name, address = label(place.names, lang), url_for("pages.country", code=place.code)
        if place.code in written or place.code in known:
            row = (name, address, written.get(place.code, 0), known.get(place.code, 0))
            regions.setdefault(_continent(place.code), []).append(row)
        else:
            others.append((name, address))
    rows = [{"id": code, "label": vocabularies.place_name(code, lang), "rows": regions[code]} for code in regions]
    rows.sort(key=lambda region: sort_key(str(region["label"]), lang))
    return {"points": points(written, lang, country_page), "regions": rows, "others": others}


def _continent(code: str) -> str:
    """The widest region a country lies in, below the world; the world for one that lies in none."""
    above = [region for region in vocabularies.regions_of(code) if region != vocabularies.WORLD]
    return above[-1] if above else vocabularies.WORLD


def country(code: str, lang: str) -> dict[str, Any]:
    """One country with its figures, practices and experts. Raises NotFound for a code that is no country."""
    place = vocabularies.place(code)
    if place is None or place.kind != "country":
        raise NotFound
    total = practices.count(country=code)
    return {
        "name": label(place.names, lang),
        "marks": _marks(place),
        "figures": figures(total, known_figures.count(country=code)),
        "cards": practices.cards(practices.read_first(PRACTICES_SHOWN, country=code), lang),
        "total": total,
        "search": url_for("search.practices", country=code),
        "rows": _themes_of(code, lang),
        "people": people(experts.public_profiles(directory.of_country(code, EXPERTS_SHOWN)), lang),
        "all_people": url_for("search.experts", country=code),
    }


def _marks(place: PlaceTerm) -> list[str]:
    words = {
        "ldc": _("Least developed country"),
        "lldc": _("Landlocked developing country"),
        "sids": _("Small island developing State"),
    }
    return [words[mark] for mark in place.marks]


def _themes_of(code: str, lang: str) -> list[tuple[str, str, int, int]]:
    """(theme, address of the filtered search, practices, experts) of the themes with either, in the order of the vocabulary."""
    written, known = practices.counts_by_theme(code), known_figures.counts_by_theme(code)
    themes = [theme for branch in vocabularies.theme_tree() for theme in (branch.theme, *branch.children)]
    return [
        (
            label(theme.labels, lang),
            url_for("search.practices", theme=theme.id, country=code),
            written.get(theme.id, 0),
            known.get(theme.id, 0),
        )
        for theme in themes
        if theme.id in written or theme.id in known
    ]
