"""What is suggested while somebody types: themes and places by name, practices by title, experts by name.

The index only says which records; what is shown of them is read again from the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from exchange.core.characters import sift, without_turns
from exchange.core.languages import direction
from exchange.core.text import shorten, slug
from exchange.experts import queries as experts
from exchange.experts.searchable import EXPERTS
from exchange.practices import queries as practices
from exchange.practices import texts
from exchange.practices.searchable import PRACTICES
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.port import Request
from exchange.search import facets, names, service
from exchange.search.names import Named
from exchange.vocabularies import queries as vocabularies

MOST = 8
MOST_NAMED = 3
MOST_PEOPLE = 2
LONGEST = 200
LONGEST_LABEL = 90


@dataclass(frozen=True)
class Suggestion:
    """A line of the list: its words, what it is, and the page it leads to; `language` of the words where it is not the page's."""

    label: str
    what: str
    href: str
    language: str = ""

    def as_script_reads(self) -> dict[str, str]:
        """As the script of the search box takes it."""
        told = {"label": shorten(self.label, LONGEST_LABEL), "what": self.what, "href": self.href}
        return {**told, "lang": self.language, "dir": direction(self.language)} if self.language else told


def suggestions(kind: str, text: str, language: str) -> list[Suggestion]:
    """At most MOST of them for what was typed in the box of `kind`, for a reader of `language`."""
    typed = sift(without_turns(text[:LONGEST]))
    named = _named_terms(kind, typed, language)[:MOST_NAMED]
    if kind == EXPERTS:
        return _people(typed, language, MOST - len(named)) + named
    people = _people(typed, language, MOST_PEOPLE)
    return named + _practices(typed, language, MOST - len(named) - len(people)) + people


def _named_terms(kind: str, text: str, language: str) -> list[Suggestion]:
    """Themes and places under which there is something; all of them while nothing can be counted."""
    found = [one for one in names.find(text, language) if one.facet in registered_kinds()[kind].names]
    if not found:
        return []
    wanted = tuple(dict.fromkeys(one.facet for one in found))
    counted = service.search(Request(kind, counts=wanted, limit=0))
    if counted.reduced:
        return [_term(kind, one, language, None) for one in sorted(found)]
    counts = {one: counted.answer.counts[one.facet].get(one.code, 0) for one in found}
    held = sorted((one for one in found if counts[one]), key=lambda one: (one.rank, -counts[one], one.code))
    return [_term(kind, one, language, counts[one]) for one in held]


def _term(kind: str, one: Named, language: str, count: int | None) -> Suggestion:
    label = vocabularies.theme_label if one.facet == "theme" else vocabularies.place_name
    what = str(registered_kinds()[kind].facet(one.facet).label)
    if count is not None:
        what = str(_("%(name)s: %(value)s", name=what, value=facets.count_words(kind, count)))
    return Suggestion(label(one.code, language), what, _address(kind, one))


def _address(kind: str, one: Named) -> str:
    """The page of a theme or country; the filtered list for a region, and for experts."""
    if kind == PRACTICES and one.facet == "theme":
        return url_for("pages.theme", theme_id=one.code)
    if kind == PRACTICES and one.facet == "country":
        return url_for("pages.country", code=one.code)
    chosen: dict[str, Any] = {one.facet: one.code}
    return url_for(f"search.{kind}", **chosen)


def _practices(text: str, language: str, limit: int) -> list[Suggestion]:
    hits = service.suggest(PRACTICES, text, language, limit)
    titles = practices.titles([hit.record for hit in hits])
    found = []
    for hit in hits:
        if hit.record in titles:
            held = titles[hit.record]
            shown = hit.language if hit.language in held else next(iter(held))
            href = url_for("practices.show", number=hit.record, slug=texts.slug(held[shown]))
            found.append(Suggestion(held[shown], str(_("Practice")), href, "" if shown == language else shown))
    return found


def _people(text: str, language: str, limit: int) -> list[Suggestion]:
    hits = service.suggest(EXPERTS, text, language, limit)
    people = experts.public_names([hit.record for hit in hits])
    found = []
    for hit in hits:
        if hit.record in people:
            name = people[hit.record]
            found.append(Suggestion(name, str(_("Expert")), url_for("experts.show", number=hit.record, slug=slug(name))))
    return found
