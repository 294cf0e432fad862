"""Why an expert or a practice is shown, in one line: at most three facts that a reader can check, the strongest first.

Facts come from the database as it is when the page is made, and from what this reader may see of a profile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.core.formats import name_of_language, reader_locale
from exchange.core.languages import page_language
from exchange.experts.visibility import ProfileView
from exchange.practices import queries as practices
from exchange.practices.queries import Card
from exchange.retrieval.kinds.terms import with_parents
from exchange.search.parameters import Parameters
from exchange.vocabularies import queries as vocabularies

MOST_PARTS = 3
MOST_NAMES = 2


@dataclass(frozen=True)
class About:
    """What is asked: themes, countries and languages by code, each in the order that counts.

    `matching` is the number of practices by author that hold the words of a question; None without a question.
    """

    themes: Sequence[str] = ()
    countries: Sequence[str] = ()
    languages: Sequence[str] = ()
    matching: Mapping[int, int] | None = None

    @property
    def nothing(self) -> bool:
        """True when nobody asked for anything, so that there is nothing to explain."""
        return not (self.themes or self.countries or self.languages or self.matching is not None)


def subject_of(wanted: Parameters, matching: Mapping[int, int], lang: str) -> About:
    """What a search of the directory is about: the filters, and what its words name. A reader speaks the language of the page."""
    named = {facet: [one.code for one in wanted.asked.meanings if one.facet == facet] for facet in ("theme", "country")}
    themes = list(dict.fromkeys([*wanted.chosen.get("theme", ()), *named["theme"]]))
    countries = list(dict.fromkeys([*wanted.chosen.get("country", ()), *named["country"]]))
    languages = wanted.chosen.get("language", ())
    words = matching if wanted.asked.ranked else None
    if themes or countries or languages or words is not None:
        languages = (*languages, lang)
    return About(themes, countries, languages, words)


def of_experts(views: Sequence[ProfileView], about: About, lang: str) -> dict[int, str]:
    """The line of each of these experts, by number; "" where no fact fits. A few queries, whatever their number."""
    if about.nothing or not views:
        return {}
    numbers = [view.user_id for view in views]
    below = {one: theme for theme in about.themes for one in vocabularies.themes_below(theme)} | {
        one: one for one in about.themes
    }
    on_themes = practices.written_on(numbers, below) if below else {}
    in_all = practices.counts_by_author(numbers) if about.matching else {}
    found = {}
    for view in views:
        written = [{below[theme] for theme in themes} for themes in on_themes.get(view.user_id, {}).values()]
        # The index may be a moment behind: it never speaks for more than there is.
        matching = min((about.matching or {}).get(view.user_id, 0), in_all.get(view.user_id, 0))
        found[view.user_id] = _line(_expert_parts(view, about, written, matching, lang))
    return found


def _expert_parts(view: ProfileView, about: About, written: list[set[str]], matching: int, lang: str) -> list[str]:
    named = [theme for theme in about.themes if theme in with_parents(view.themes)]
    if written:
        parts = [_practices_on(written, lang)]
    elif matching:
        parts = [str(ngettext("%(num)s practice matches your words", "%(num)s practices match your words", matching))]
    elif named:
        parts = [_("works on %(themes)s", themes=_themes(named, lang))]
    elif about.matching is not None:
        parts = [_("your words are in the profile")]
    else:
        parts = []
    return parts + _places(view, about.countries, lang) + _languages(view, about.languages, lang)


def _practices_on(written: list[set[str]], lang: str) -> str:
    often = Counter(theme for themes in written for theme in sorted(_narrowest(themes)))
    names = _themes([theme for theme, _count in often.most_common()], lang)
    return str(ngettext("%(num)s practice on %(themes)s", "%(num)s practices on %(themes)s", len(written), themes=names))


def _places(view: ProfileView, countries: Sequence[str], lang: str) -> list[str]:
    worked = {one.place_code for one in view.countries}
    there = [code for code in countries if code in worked]
    if there:
        return [_("worked in %(countries)s", countries=_countries(there, lang))]
    if view.country_code and view.country_code in countries:
        return [_("lives in %(country)s", country=_countries([view.country_code], lang))]
    return []


def _languages(view: ProfileView, languages: Sequence[str], lang: str) -> list[str]:
    spoken = {page_language(code) or code for code, _level in view.languages}
    asked = [code for code in dict.fromkeys(languages) if code in spoken]
    names = [name_of_language(code, lang) for code in asked[:MOST_NAMES]]
    return [_("speaks %(languages)s", languages=_list(names))] if names else []


def of_practice(card: Card, themes: Iterable[str], countries: Sequence[str], lang: str) -> str:
    """Why this practice stands beside one with these themes and countries."""
    shared = with_parents(themes) & with_parents(theme for theme, _label in card.themes)
    parts = []
    if shared:
        parts.append(_("also on %(themes)s", themes=_themes(sorted(_narrowest(shared)), lang)))
    there = [code for code, _name in card.countries if code in countries and code != vocabularies.WORLD]
    if there:
        parts.append(_("also in %(countries)s", countries=_countries(there, lang)))
    return _line(parts or [_("Similar text")])


def _narrowest(themes: set[str]) -> set[str]:
    """Without those that stand above another of them: the narrower one says more."""
    return themes - {term.parent_id for one in themes if (term := vocabularies.theme(one)) and term.parent_id}


def _themes(codes: Sequence[str], lang: str) -> str:
    """Each in quotation marks, since many a name holds a comma or an “and”."""
    return _list(_("“%(name)s”", name=vocabularies.theme_label(code, lang)) for code in codes[:MOST_NAMES])


def _countries(codes: Sequence[str], lang: str) -> str:
    return _list(vocabularies.place_name(code, lang) for code in codes[:MOST_NAMES])


def _list(names: Iterable[str]) -> str:
    return format_list(list(names), locale=reader_locale())


def _line(parts: Sequence[str]) -> str:
    """The strongest parts as one line that begins with a capital letter, as far as the script has them."""
    if not parts:
        return ""
    line = reduce(lambda before, after: _("%(before)s; %(after)s", before=before, after=after), parts[:MOST_PARTS])
    return line[0].upper() + line[1:]
