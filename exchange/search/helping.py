"""Who can help: the experts to ask about a practice or a theme, best first, each with the reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from exchange.core.languages import current_language, page_language
from exchange.core.places import Block
from exchange.experts import directory
from exchange.experts import queries as experts
from exchange.experts.searchable import EXPERTS
from exchange.practices.places import Reading
from exchange.practices.queries import Published
from exchange.practices.searchable import PRACTICES
from exchange.retrieval.engines import engine
from exchange.retrieval.port import Capability, Evidence, Request
from exchange.search import evidence, reasons
from exchange.search.people import PersonCard, people
from exchange.search.reasons import About
from exchange.vocabularies import queries as vocabularies

SHOWN = 4
MOST_CLAIMING = 500
# Added to what evidence.py says: who takes requests comes before all who do not.
OPEN_FIRST = {("open", "yes"): 2.05, ("open", "limited"): 2.0}
COUNTRY = 0.2
LANGUAGE = 0.1


def block(reading: Reading) -> list[Block]:
    """Who can help with the practice that is read, with the way to all who name its themes; nothing when there is nobody."""
    found = with_practice(reading.found)
    given = {"people": found, "themes": reading.text.answers["themes"]}
    return [Block("search/helping.html", given)] if found else []


def with_practice(found: Published) -> list[PersonCard]:
    """Experts on the themes of a practice, in its countries and languages first; never its own authors and contacts."""
    version = found.version
    own = {one.user_id for one in found.practice.people}
    languages = [current_language(), page_language(version.language) or version.language]
    countries = [row.place_code for row in version.places]
    return _who(About([row.theme_id for row in version.themes], countries, languages), own)


def on_theme(theme_id: str) -> list[PersonCard]:
    """Experts on a theme or one below it, those who speak the reader's language first."""
    return _who(About([theme_id], (), [current_language()]), ())


def on_themes(themes: Sequence[str], countries: Sequence[str]) -> list[PersonCard]:
    """Experts on some of the themes or those below, those who know the countries and speak the reader's language first."""
    return _who(About(themes, countries, [current_language()]), ())


def _who(about: About, without: Collection[int]) -> list[PersonCard]:
    below = {one for theme in about.themes for one in vocabularies.themes_below(theme)}
    if not below:
        return []
    claiming = directory.on_themes(below, MOST_CLAIMING)
    if Capability.SUPPORT in engine().capabilities:
        numbers = _rank(about, claiming, without)
    else:
        numbers = [one for one in claiming if one not in without][:SHOWN]
    views = experts.public_profiles(numbers)
    return people(views, current_language(), reasons.of_experts(views, about, current_language()))


def _rank(about: About, claiming: Collection[int], without: Collection[int]) -> list[int]:
    themes = frozenset(used for one in about.themes if (used := vocabularies.theme_in_use(one)))
    found = evidence.by_author(engine(), Request(PRACTICES, chosen={"theme": themes}))
    given = dict.fromkeys(claiming, evidence.CLAIM)
    for number, support in found.items():
        given[number] = given.get(number, 0.0) + evidence.worth(support.weight)
    liked = dict(OPEN_FIRST)
    liked |= {("country", code): COUNTRY for code in about.countries} | {("language", code): LANGUAGE for code in about.languages}
    request = Request(
        EXPERTS,
        language=current_language(),
        limit=SHOWN,
        only=frozenset(given) - frozenset(without),
        evidence=Evidence(given, 0.0, liked, evidence.lately()),
    )
    return [hit.record for hit in engine().search(request).hits]
