"""The parameters of a search, as programs give them: those of the pages, and the few that only programs need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from exchange.api.problems import WrongParameters
from exchange.api.shapes import WrongParameter
from exchange.core.arguments import values_of
from exchange.core.languages import CODES, DEFAULT
from exchange.core.paging import LAST_PAGE, PER_PAGE
from exchange.core.text import one_line
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.port import Request
from exchange.search import parameters
from exchange.search.parameters import YEARS, Pair, Parameters

MOST_PER_PAGE = 100
NO_COUNTS = "none"
MOST_UNKNOWN = 10
# More than there are facets, so that one name too many is always seen.
MOST_NAMED = 50


@dataclass(frozen=True)
class Wanted:
    """A search by a program: what a page would be asked for, how many results, which facets to count, labels in which language."""

    search: Parameters
    per_page: int
    counts: tuple[str, ...]
    lang: str
    given: tuple[Pair, ...]
    problems: tuple[str, ...]

    def request(self) -> Request:
        """The search itself."""
        asked = self.search.request(self.lang)
        return replace(asked, offset=(self.search.page - 1) * self.per_page, limit=self.per_page, counts=self.counts)

    def next_query(self, total: int) -> str | None:
        """The query of the next page; None on the last one and after it."""
        if self.search.page * self.per_page >= total:
            return None
        return urlencode([pair for pair in self.given if pair[0] != "page"] + [("page", str(self.search.page + 1))])


def names_for(kind: str) -> tuple[str, ...]:
    """The names of the parameters that searches of `kind` take."""
    searched = registered_kinds()[kind]
    years = YEARS if searched.by_year else ()
    return ("q", *searched.names, *years, "sort", "page", "per_page", "lang", "counts")


def read(kind: str, arguments: MultiDict[str, str]) -> Wanted:
    """The parameters of a request. Raises WrongParameters for those that have few right values and got another one."""
    wrong = list(_wrong(kind, arguments))
    if wrong:
        raise WrongParameters(wrong)
    search = parameters.read(kind, arguments)
    return Wanted(
        search,
        per_page=int(arguments.get("per_page", PER_PAGE)),
        counts=_counts(kind, arguments),
        lang=arguments.get("lang", DEFAULT),
        given=tuple(arguments.items(multi=True)),
        problems=(*search.problems, *_unknown_names(kind, arguments)),
    )


def language(arguments: MultiDict[str, str]) -> str:
    """The reader's language. Raises WrongParameters for another than the six."""
    given = arguments.get("lang", DEFAULT)
    if given not in CODES:
        raise WrongParameters([_one_of("lang", CODES)])
    return given


def _wrong(kind: str, arguments: MultiDict[str, str]) -> Iterator[WrongParameter]:
    for name, most in (("page", LAST_PAGE), ("per_page", MOST_PER_PAGE)):
        if name in arguments and not _is_number(arguments[name], most):
            yield WrongParameter(name, str(_("Give a whole number from 1 to %(most)s.", most=most)))
    searched = registered_kinds()[kind]
    choices: dict[str, tuple[str, ...]] = {"lang": CODES, "sort": searched.sorts, "counts": (*searched.names, NO_COUNTS)}
    for name, allowed in choices.items():
        given = values_of(arguments, name, MOST_NAMED)[0] if name == "counts" else [arguments.get(name, allowed[0])]
        if any(value not in allowed for value in given):
            yield _one_of(name, allowed)


def _one_of(name: str, allowed: Iterable[str]) -> WrongParameter:
    return WrongParameter(name, str(_("Give one of these values: %(values)s.", values=", ".join(allowed))))


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most


def _counts(kind: str, arguments: MultiDict[str, str]) -> tuple[str, ...]:
    """The facets to count, in the order of the pages: all unless some are named."""
    named, _all = values_of(arguments, "counts", MOST_NAMED)
    return tuple(facet for facet in registered_kinds()[kind].names if not named or facet in named)


def _unknown_names(kind: str, arguments: MultiDict[str, str]) -> Iterator[str]:
    names = set(names_for(kind)) | {"view"}
    for name in [name for name in arguments if name not in names][:MOST_UNKNOWN]:
        yield str(_("We do not know the parameter “%(name)s”. It does nothing.", name=one_line(name)[:40]))
