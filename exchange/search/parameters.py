"""The parameters of the result pages: read from the address, checked, and written back into addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from exchange.core.arguments import LONGEST_VALUE, values_of
from exchange.core.paging import PER_PAGE, page_number
from exchange.core.text import one_line
from exchange.retrieval import concepts, parsing
from exchange.retrieval.engines import engine
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.parsing import NOTHING, Query
from exchange.retrieval.port import Capability, Request

# All countries and areas there are, and then some.
MOST_VALUES = 300
YEARS = ("year_from", "year_to")
MAP = "map"
Pair = tuple[str, str]


@dataclass(frozen=True)
class Parameters:
    """What a reader asked for: words, codes by facet in the order given, years as typed, order, `map` or "" for the list, and page.

    `problems` says in words what could not be taken as it stands; nothing is left out in silence.
    """

    kind: str
    q: str = ""
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    years: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    view: str = ""
    page: int = 1
    problems: tuple[str, ...] = ()
    asked: Query = NOTHING

    @property
    def filters(self) -> list[Pair]:
        """(name, value) of each filter set, in the order of the facets."""
        pairs = [(facet, code) for facet in registered_kinds()[self.kind].names for code in self.chosen.get(facet, ())]
        return pairs + [(name, self.years[name]) for name in YEARS if self.years.get(name)]

    @property
    def ranked(self) -> bool:
        """True when the engine ranks and there is something to rank by: words, or a choice that this kind of record is ranked by."""
        if Capability.RANKING not in engine().capabilities:
            return False
        return self.asked.ranked or any(self.chosen.get(facet) for facet in registered_kinds()[self.kind].ranking)

    @property
    def order(self) -> str:
        """The order in force: as asked, else by match when there is something to rank by, else the newest first."""
        fallback = "match" if self.ranked else "newest"
        return self.sort if self.sort and (self.sort != "match" or self.ranked) else fallback

    def pairs(self, *, sort: bool = True) -> list[Pair]:
        """Everything but the page, as an address carries it."""
        words = [("q", self.q)] if self.q else []
        order = [("sort", self.sort)] if sort and self.sort else []
        return words + self.filters + order + ([("view", self.view)] if self.view else [])

    @property
    def lasting(self) -> list[Pair]:
        """Words and filters alone, in one order whatever the address had: what a saved search and a feed keep."""
        words = [("q", self.q)] if self.q else []
        codes = [(facet, code) for facet in registered_kinds()[self.kind].names for code in sorted(self.chosen.get(facet, ()))]
        return words + codes + [(name, self.years[name]) for name in YEARS if _year(self.years.get(name, "")) is not None]

    def without(self, pair: Pair) -> Parameters:
        """The same without one filter, on the first page."""
        name, value = pair
        if name in YEARS:
            return replace(self, years={**self.years, name: ""}, page=1)
        kept = tuple(code for code in self.chosen.get(name, ()) if code != value)
        return replace(self, chosen={**self.chosen, name: kept}, page=1)

    def without_facet(self, name: str) -> Parameters:
        """The same without any value of a facet or year, on the first page."""
        if name in YEARS:
            return self.without((name, ""))
        return replace(self, chosen={**self.chosen, name: ()}, page=1)

    def without_words(self) -> Parameters:
        """The same filters, no words."""
        return replace(self, q="", asked=NOTHING, page=1)

    def with_words(self, words: str) -> Parameters:
        """The same filters, other words, on the first page: an address to offer, not yet a question."""
        return replace(self, q=" ".join(words.split()), asked=NOTHING, page=1)

    def request(self, language: str) -> Request:
        """The search these parameters mean, for a reader of `language`, with every facet counted."""
        return Request(
            kind=self.kind,
            asked=self.asked,
            chosen={facet: frozenset(codes) for facet, codes in self.chosen.items() if codes},
            years=(_year(self.years.get("year_from", "")), _year(self.years.get("year_to", ""))),
            language=language,
            sort=self.order,
            offset=(self.page - 1) * PER_PAGE,
            limit=PER_PAGE,
            counts=registered_kinds()[self.kind].names,
        )


def read(kind: str, arguments: MultiDict[str, str]) -> Parameters:
    """The parameters of an address. NotFound for a page number that is none."""
    problems: list[str] = []
    page = page_number(arguments)
    q = one_line(arguments.get("q", "")[: parsing.MOST_CHARACTERS + 1])
    asked = concepts.understand(parsing.parse(q), kind)
    if asked.cut:
        message = _("Your search is long. Only its first %(number)s words count.", number=parsing.MOST_WORDS)
        problems.append(str(message))
    chosen, all_taken = _read_chosen(kind, arguments)
    if not all_taken:
        problems.append(str(_("You chose a great many filters. Only the first %(number)s count.", number=MOST_VALUES)))
    years: dict[str, str] = {}
    searched = registered_kinds()[kind]
    if searched.by_year:
        years = {name: one_line(arguments.get(name, ""))[:LONGEST_VALUE] for name in YEARS}
        problems.extend(_year_problems(years))
    sort = arguments.get("sort", "")
    if sort and sort not in searched.sorts:
        problems.append(str(_("We do not know the order “%(code)s”. The results are in the usual order.", code=_short(sort))))
        sort = ""
    view = MAP if searched.on_map and arguments.get("view") == MAP else ""
    return Parameters(kind, q, chosen, years, sort, view, page, tuple(problems), asked)


def encode(pairs: Sequence[Pair]) -> str:
    """Parameters as an address writes them, in ASCII."""
    return urlencode(pairs)


def newest_first(kind: str, query: str, *, whole: bool = False) -> str:
    """The address of the results of an encoded query, the newest first; with `whole` as mail needs it."""
    return f"{url_for(f'search.{kind}', _external=whole)}?{encode([*parse_qsl(query), ('sort', 'newest')])}"


def _read_chosen(kind: str, arguments: MultiDict[str, str]) -> tuple[dict[str, tuple[str, ...]], bool]:
    """The codes chosen in each facet, each once, MOST_VALUES in all; and True when that is all of them."""
    chosen, left = {}, MOST_VALUES
    all_taken = True
    for facet in registered_kinds()[kind].names:
        codes, all_of_it = values_of(arguments, facet, left)
        chosen[facet] = tuple(codes)
        left -= len(codes)
        all_taken &= all_of_it
    return chosen, all_taken


def _short(value: str) -> str:
    return one_line(value)[:40]


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def _year_problems(years: dict[str, str]) -> Iterator[str]:
    for name in YEARS:
        if years[name] and _year(years[name]) is None:
            yield str(_("Enter a year as four digits, such as 2019. “%(text)s” does not count.", text=_short(years[name])))
    first, last = _year(years["year_from"]), _year(years["year_to"])
    if first is not None and last is not None and first > last:
        yield str(_("The first year is after the last one, so nothing can match."))
