"""Facets in words: the options of each filter with label, count and whether it is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from exchange.core import formats
from exchange.core.languages import current
from exchange.experts.choices import OPENNESS
from exchange.practices import choices
from exchange.search.backend import EXPERTS, PRACTICES, Answer
from exchange.search.parameters import YEARS, Pair, Parameters
from exchange.vocabularies import queries as vocabularies

LABELS = {
    "theme": _l("Theme"),
    "kind": _l("Kind of practice"),
    "scale": _l("Scale"),
    "country": _l("Country"),
    "region": _l("Region"),
    "group": _l("Country group"),
    "evidence": _l("Evidence"),
    "sdg": _l("Sustainable Development Goal"),
    "language": _l("Language"),
    "source": _l("Source"),
    "open": _l("Open to requests"),
    "year": _l("Year"),
    "year_from": _l("From year"),
    "year_to": _l("To year"),
}
GROUPS = {
    "ldc": _l("Least developed countries"),
    "lldc": _l("Landlocked developing countries"),
    "sids": _l("Small island developing States"),
}
OPEN_OPTIONS = 8
MOST_TOLD = 10
OPEN = {code: OPENNESS[code] for code in ("yes", "limited")}
LISTED = {"kind": choices.KINDS, "scale": choices.SCALES, "group": GROUPS, "evidence": choices.EVIDENCE_LEVELS, "open": OPEN}


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
    """A filter as the page shows it: options that stand open and options behind "Show all", or numbers to fill in."""

    name: str
    label: str
    shown: list[Option] = field(default_factory=list)
    rest: list[Option] = field(default_factory=list)
    fields: list[dict[str, str]] = field(default_factory=list)
    chosen: bool = False


def label(facet: str, code: str, sources: Mapping[str, str]) -> str | None:
    """The words for a code, in the language of the page; None when we do not know it."""
    return _finder(facet, sources)(code)


def _finder(facet: str, sources: Mapping[str, str]) -> Callable[[str], str | None]:
    """What gives the words for each code of a facet, in the language of the page."""
    if facet in LISTED:
        return _listed(facet, current()).get
    if facet == "language":
        return _language
    return sources.get if facet == "source" else vocabularies.names(facet, current()).get


@cache
def _listed(facet: str, _language: str) -> dict[str, str]:
    """The words of a fixed list, in the language of the page."""
    return {code: str(words) for code, words in LISTED[facet].items()}


def _language(code: str) -> str | None:
    name = formats.name_of_language(code, current())
    return name if name != code else None


def unknown(parameters: Parameters, sources: Mapping[str, str] | None) -> list[str]:
    """A sentence for each code chosen that we do not know, and one for all after MOST_TOLD. With `sources` None no source can be told."""
    codes = [
        (facet, code)
        for facet, some in parameters.chosen.items()
        for code in some
        if not (facet == "source" and sources is None) and label(facet, code, sources or {}) is None
    ]
    found = []
    for facet, code in codes[:MOST_TOLD]:
        words = {"facet": str(LABELS[facet]), "code": code[:40]}
        found.append(str(_("We do not know the value “%(code)s” in the filter “%(facet)s”. It matches nothing.", **words)))
    if untold := len(codes) - len(found):
        found.append(str(ngettext("Nor do we know %(num)s other value.", "Nor do we know %(num)s other values.", untold)))
    return found


def filter_label(pair: Pair, sources: Mapping[str, str]) -> str:
    """The words on the link that removes a filter."""
    name, value = pair
    if name in YEARS:
        return str(_("%(name)s: %(value)s", name=LABELS[name], value=value))
    return label(name, value, sources) or value


def counted(kind: str, count: int) -> str:
    """The number of records in words."""
    if kind == EXPERTS:
        return str(ngettext("%(num)s expert", "%(num)s experts", count))
    return str(ngettext("%(num)s practice", "%(num)s practices", count))


def groups(parameters: Parameters, answer: Answer) -> list[Group]:
    """The filters of a result page in order."""
    found = [_group(facet, options(parameters, answer, facet)) for facet in answer.counts]
    if parameters.kind == PRACTICES:
        fields = [{"name": name, "label": str(LABELS[name]), "value": parameters.years.get(name, "")} for name in YEARS]
        found.append(Group("year", str(LABELS["year"]), fields=fields, chosen=any(part["value"] for part in fields)))
    return found


def _group(facet: str, options: list[Option]) -> Group:
    """Options without a result are left out unless chosen; those chosen and the first few others stand open."""
    group = Group(facet, str(LABELS[facet]), chosen=any(option.chosen for option in options))
    for option in options:
        if option.chosen or (option.count and len(group.shown) < OPEN_OPTIONS):
            group.shown.append(option)
        elif option.count:
            group.rest.append(option)
    return group


def options(parameters: Parameters, answer: Answer, facet: str) -> list[Option]:
    """The values of a facet that was counted, in the order of the pages; narrower themes stand under theirs."""
    counts, chosen = answer.counts[facet], parameters.chosen.get(facet, ())
    return _themes(counts, chosen) if facet == "theme" else _options(facet, counts, chosen, answer.labels)


def _options(facet: str, counts: Mapping[str, int], chosen: tuple[str, ...], sources: Mapping[str, str]) -> list[Option]:
    """Fixed lists in their own order, all others by count and then by name."""
    find = _finder(facet, sources)
    made = [
        Option(code, find(code) or code, counts.get(code, 0), code in chosen)
        for code in dict.fromkeys([*LISTED.get(facet, ()), *counts, *chosen])
    ]
    if facet in LISTED:
        return made
    if facet == "sdg":
        return sorted(made, key=lambda one: (len(one.value), one.value))
    return sorted(made, key=lambda one: (-one.count, vocabularies.sort_key(one.label)))


def _themes(counts: Mapping[str, int], chosen: tuple[str, ...]) -> list[Option]:
    """Themes in the order of the vocabulary, the narrower ones under theirs."""
    language = current()
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
    made += [Option(code, label("theme", code, {}) or code, counts.get(code, 0), True) for code in chosen if code not in known]
    return made
