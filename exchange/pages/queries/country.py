"""Country pages."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.core.collation import sort_key
from exchange.core.errors import NotFound
from exchange.experts import directory
from exchange.experts import figures as known
from exchange.experts import queries as experts
from exchange.pages.queries.home import region_search
from exchange.practices import queries as practices
from exchange.search.people import people
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.positions import region_points
from exchange.vocabularies.queries import PlaceTerm, label

PRACTICES_SHOWN = 6
EXPERTS_SHOWN = 4


def countries(lang: str) -> dict[str, Any]:
    """Countries with a practice or an expert by region, the points of the regions on the map, and the countries without any, by name."""
    written, living = practices.counts_by_country(), known.counts_by_country()
    regions: dict[str, list[tuple[str, str, int, int]]] = {}
    others = []
    for place in vocabularies.countries(lang):
        name, address = label(place.names, lang), url_for("pages.country", code=place.code)
        if place.code in written or place.code in living:
            row = (name, address, written.get(place.code, 0), living.get(place.code, 0))
            regions.setdefault(_continent(place.code), []).append(row)
        else:
            others.append((name, address))
    rows = [{"id": code, "label": vocabularies.place_name(code, lang), "rows": regions[code]} for code in regions]
    rows.sort(key=lambda region: sort_key(str(region["label"]), lang))
    return {"points": region_points(practices.counts_by_region(), lang, region_search), "regions": rows, "others": others}


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
        "facts": _facts(total, known.count(country=code)),
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


def _facts(total: int, experts_there: int) -> list[str]:
    """What there is of a country, in numbers; what there is none of is left out."""
    return [
        ngettext("%(num)s practice", "%(num)s practices", total),
        ngettext("%(num)s expert", "%(num)s experts", experts_there) if experts_there else "",
    ]


def _themes_of(code: str, lang: str) -> list[tuple[str, str, int]]:
    """(theme, address of the filtered search, practices) of the narrower themes with any, most frequent first."""
    counts = practices.counts_by_theme(code)
    themes = [child for branch in vocabularies.theme_tree() for child in branch.children if child.id in counts]
    return [
        (label(theme.labels, lang), url_for("search.practices", theme=theme.id, country=code), counts[theme.id])
        for theme in sorted(themes, key=lambda theme: -counts[theme.id])
    ]
