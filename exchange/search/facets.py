"""Facets in words: the options of each filter with label, count and whether it is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from exchange.core.collation import sort_key
from exchange.core.languages import current_language
from exchange.retrieval.kinds.facet import Facet
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.kinds.values import Find, Values
from exchange.retrieval.port import Answer
from exchange.search.parameters import YEARS, Pair, Parameters
from exchange.vocabularies import queries as vocabularies

YEAR = _l("Year")
PLACES = _l("Country and region")
YEAR_LABELS = {"year_from": _l("From year"), "year_to": _l("To year")}
# A list of no more stands open as a whole, a longer one with its first few.
WHOLE_OPTIONS = 8
OPEN_OPTIONS = 5
LAST = 1_000
MOST_TOLD = 10


@dataclass(slots=True)
class Option:
    """A value of a facet as the page shows it."""

    value: str
    label: str
    count: int
    selected: bool
    children: list[Option] = field(default_factory=list)

    @property
    def chosen(self) -> bool:
        """True when it or one below it is selected."""
        return self.selected or any(child.selected for child in self.children)


@dataclass(frozen=True, slots=True)
class Group:
    """A filter as the page shows it: options that stand open and options behind "Show all", or numbers to fill in.

    Those behind have the narrower ones of a heading as its children. `opened` ones
    stand open though nothing is chosen in them; `also` is a filter that stands inside this one.
    """

    name: str
    label: str
    shown: list[Option] = field(default_factory=list)
    rest: list[Option] = field(default_factory=list)
    fields: list[dict[str, str]] = field(default_factory=list)
    chosen: bool = False
    opened: bool = False
    also: Group | None = None


def label(kind: str, facet: str, code: str, labels: Mapping[str, str]) -> str | None:
    """The words for a code, in the language of the page; None when we do not know it."""
    return registered_kinds()[kind].facet(facet).values.words(labels)(code)


def unknown_codes_in_words(parameters: Parameters, sources: Mapping[str, str] | None) -> list[str]:
    """A sentence for each code chosen that we do not know, and one for all after MOST_TOLD. With `sources` None no source can be told."""
    codes = []
    for facet in registered_kinds()[parameters.kind].facets:
        chosen = parameters.chosen.get(facet.name, ())
        if chosen and not (facet.values.in_answer and sources is None):
            words = facet.values.words(sources or {})
            codes += [(facet, code) for code in chosen if words(code) is None]
    found = []
    for facet, code in codes[:MOST_TOLD]:
        told = {"facet": str(facet.label), "code": code[:40]}
        found.append(str(_("We do not know the value “%(code)s” in the filter “%(facet)s”. It matches nothing.", **told)))
    if untold := len(codes) - len(found):
        found.append(str(ngettext("Nor do we know %(num)s other value.", "Nor do we know %(num)s other values.", untold)))
    return found


def filter_label(kind: str, pair: Pair, sources: Mapping[str, str]) -> str:
    """The words on the link that removes a filter."""
    name, value = pair
    if name in YEARS:
        return str(_("%(name)s: %(value)s", name=YEAR_LABELS[name], value=value))
    return label(kind, name, value, sources) or value


def count_words(kind: str, count: int) -> str:
    """The number of records in words."""
    return registered_kinds()[kind].counted(count)


def groups(parameters: Parameters, answer: Answer) -> list[Group]:
    """The filters of a result page in order."""
    counted = [facet for facet in registered_kinds()[parameters.kind].facets if facet.name in answer.counts]
    counted.sort(key=lambda facet: LAST if facet.place is None else facet.place)
    found = _join_places([_group(facet, options(parameters, answer, facet.name)) for facet in counted])
    if registered_kinds()[parameters.kind].by_year:
        fields = [{"name": name, "label": str(YEAR_LABELS[name]), "value": parameters.years.get(name, "")} for name in YEARS]
        found.append(Group("year", str(YEAR), fields=fields, chosen=any(part["value"] for part in fields)))
    return found


def _join_places(found: list[Group]) -> list[Group]:
    """Regions stand inside the filter of countries, where both are."""
    named = {group.name: group for group in found}
    if not {"country", "region"} <= named.keys():
        return found
    country, region = named["country"], named["region"]
    both = replace(country, label=str(PLACES), chosen=country.chosen or region.chosen, also=region)
    return [both if one is country else one for one in found if one is not region]


def _group(facet: Facet[Any], options: list[Option]) -> Group:
    """Options without a result are left out unless chosen; those chosen and the first few others stand open."""
    if facet.values.branching:
        return _group_branches(facet, options)
    counted = [option for option in options if option.count or option.chosen]
    limit = len(counted) if len(counted) <= WHOLE_OPTIONS else OPEN_OPTIONS
    is_chosen = any(option.chosen for option in options)
    group = Group(facet.name, str(facet.label), chosen=is_chosen, opened=facet.place is not None)
    for place, option in enumerate(counted):
        (group.shown if option.chosen or place < limit else group.rest).append(option)
    return group


def _group_branches(facet: Facet[Any], tops: list[Option]) -> Group:
    """The narrower ones with most records stand open, with all that are chosen; the others under their headings."""
    below = [(option, top) for top in tops for option in top.children if option.count or option.selected]
    lang = current_language()
    below.sort(key=lambda one: (-one[0].count, sort_key(one[0].label, lang)))
    shown = [top for top in tops if top.selected]
    shown += [option for place, (option, _top) in enumerate(below) if option.selected or place < OPEN_OPTIONS]
    open_values = {option.value for option in shown}
    rest = []
    for top in tops:
        others = [option for option in top.children if option.count and option.value not in open_values]
        if top.value in open_values:
            rest += others
        elif top.count:
            rest.append(replace(top, children=others))
    return Group(
        facet.name, str(facet.label), shown, rest, chosen=any(top.chosen for top in tops), opened=facet.place is not None
    )


def options(parameters: Parameters, answer: Answer, name: str) -> list[Option]:
    """The values of a facet that was counted, in the order of the pages; narrower themes stand under theirs."""
    facet = registered_kinds()[parameters.kind].facet(name)
    counts, chosen = answer.counts[name], parameters.chosen.get(name, ())
    find = facet.values.words(answer.labels)
    return _themes(counts, chosen, find) if facet.values.branching else _options(facet.values, counts, chosen, find)


def _options(values: Values, counts: Mapping[str, int], chosen: tuple[str, ...], find: Find) -> list[Option]:
    codes = dict.fromkeys([*values.fixed, *counts, *chosen])
    made = [Option(code, find(code) or code, counts.get(code, 0), code in chosen) for code in codes]
    return sorted(made, key=lambda one: values.sort_key(one.value, one.label, one.count))


def _themes(counts: Mapping[str, int], chosen: tuple[str, ...], find: Find) -> list[Option]:
    """Themes in the order of the vocabulary, the narrower ones under theirs."""
    language = current_language()
    known: set[str] = set()
    made = []
    for branch in vocabularies.theme_tree():
        terms = [branch.theme, *branch.children]
        known |= {term.id for term in terms}
        top, *below = [
            Option(term.id, vocabularies.label(term.labels, language), counts.get(term.id, 0), term.id in chosen)
            for term in terms
        ]
        top.children = below
        made.append(top)
    # Chosen codes outside the tree: retired themes, and words that are no theme at all.
    made += [Option(code, find(code) or code, counts.get(code, 0), True) for code in chosen if code not in known]
    return made
