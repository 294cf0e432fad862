"""The facets of experts, in the order of the page. To add one, add an object to FACETS."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from exchange.core import clock
from exchange.core.languages import page_language
from exchange.experts.choices import OPENNESS
from exchange.experts.visibility import ProfileView
from exchange.retrieval.kinds import shared
from exchange.retrieval.kinds.facet import Facet
from exchange.retrieval.kinds.terms import with_parents
from exchange.retrieval.kinds.values import Choices

OPEN = {code: OPENNESS[code] for code in ("yes", "limited")}


def countries(view: ProfileView) -> set[str]:
    """The countries an expert works or lives in."""
    return {worked.place_code for worked in view.countries} | ({view.country_code} if view.country_code else set())


def _languages(view: ProfileView) -> set[str]:
    return {page_language(code) or code for code, _level in view.languages}


def _openness(view: ProfileView) -> set[str]:
    """Nobody looks for those who take no requests."""
    openness = view.openness(clock.now().date())
    return {openness} if openness in OPEN else set()


FACETS: list[Facet[ProfileView]] = [
    Facet(**shared.THEME, place=1, codes=lambda view: with_parents(view.themes)),
    Facet(**shared.COUNTRY, place=3, codes=countries),
    Facet(**shared.LANGUAGE, place=2, codes=_languages),
    Facet(
        name="open",
        place=4,
        label=_l("Open to requests"),
        meaning="Whether an expert takes requests.",
        values=Choices(OPEN, asked_for=False),
        codes=_openness,
    ),
]
