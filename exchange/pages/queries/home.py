"""The home page."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import ngettext

from exchange.experts import figures as experts
from exchange.practices import queries as practices
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.positions import points
from exchange.vocabularies.queries import label

THEMES_SHOWN = 8
NEWEST_SHOWN = 2


def home(lang: str) -> dict[str, Any]:
    """Figures, the themes with most practices, the points of the map, the practices published last."""
    by_country = practices.counts_by_country()
    return {
        "figures": figures(practices.count(), experts.count(), len(by_country)),
        "themes": _busiest(lang),
        "points": points(by_country, lang, country_page),
        "newest": practices.cards(practices.read_first(NEWEST_SHOWN), lang),
    }


def country_page(code: str) -> str:
    """The address of a country's page, where a circle of the map leads."""
    return url_for("pages.country", code=code)


def figures(published: int, experts: int, countries: int | None = None) -> list[dict[str, Any]]:
    """Key figures with their words in the plural they need."""
    rows = [
        {"value": published, "label": ngettext("published practice", "published practices", published)},
        {"value": experts, "label": ngettext("expert", "experts", experts)},
    ]
    if countries is not None:
        rows.append({"value": countries, "label": ngettext("country", "countries", countries)})
    return rows


def _busiest(lang: str) -> list[tuple[str, str, int]]:
    """(label, address, count) of the narrower themes with most practices; ties in the order of the vocabulary."""
    counts = practices.counts_by_theme()
    terms = [child for branch in vocabularies.theme_tree() for child in branch.children]
    ranked = sorted(terms, key=lambda term: -counts.get(term.id, 0))[:THEMES_SHOWN]
    return [(label(term.labels, lang), url_for("pages.theme", theme_id=term.id), counts.get(term.id, 0)) for term in ranked]
