"""The home page."""

from __future__ import annotations

from typing import Any

from flask import url_for

from exchange.experts import figures as known
from exchange.experts import queries as experts
from exchange.featured import queries as featured
from exchange.practices import queries as practices
from exchange.search.people import people
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.positions import region_points
from exchange.vocabularies.queries import label

THEMES_SHOWN = 15
EXPERTS_SHOWN = 3


def home(lang: str) -> dict[str, Any]:
    """What was chosen, how many practices by region, level of evidence and theme, and who takes requests."""
    points = region_points(practices.counts_by_region(), lang, region_search)
    most = max((count for _code, _name, count, *_place in points), default=0)
    busiest = [(name, address) for _code, name, count, _lon, _lat, address in points if count == most]
    return {
        "total": practices.count(),
        "countries": len(practices.counts_by_country()),
        "points": points,
        # Nothing is said of two that have the same number.
        "most_of": busiest[0] if len(busiest) == 1 else None,
        "examples": [(words, url_for("search.practices", q=words)) for words in featured.examples(lang)],
        "chosen": featured.first_place(lang),
        "stairs": [(level, count, level_search(level)) for level, count in reversed(practices.counts_by_evidence().items())],
        "themes": _busiest(lang),
        "all_themes": sum(1 + len(branch.children) for branch in vocabularies.theme_tree()),
        "people": people(experts.public_profiles(known.open_first(EXPERTS_SHOWN)), lang),
        "open_experts": known.count_open(),
        "all_open": url_for("search.experts", open=list(known.OPEN)),
    }


def region_search(code: str) -> str:
    """The address of the practices of a region."""
    return url_for("search.practices", region=code)


def level_search(level: str) -> str:
    """The address of the practices of a level of evidence."""
    return url_for("search.practices", evidence=level)


def _busiest(lang: str) -> list[tuple[str, str, int]]:
    """(label, address, count) of the narrower themes with most practices; ties in the order of the vocabulary."""
    counts = practices.counts_by_theme()
    terms = [child for branch in vocabularies.theme_tree() for child in branch.children]
    ranked = sorted(terms, key=lambda term: -counts.get(term.id, 0))[:THEMES_SHOWN]
    return [(label(term.labels, lang), url_for("pages.theme", theme_id=term.id), counts.get(term.id, 0)) for term in ranked]
