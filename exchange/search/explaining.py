"""Why a result holds what it holds: the terms a question named, said in words, each with a way to narrow to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from exchange.core.languages import current
from exchange.search import asking, concepts, facets
from exchange.search.asking import Meaning
from exchange.search.backend import EXPERTS, FACETS, Hit
from exchange.search.concepts.lexicon import Span
from exchange.search.parameters import Parameters
from exchange.vocabularies import queries as vocabularies

PLACES = frozenset({"country", "region"})
Address = Callable[[Parameters], str]


@dataclass(frozen=True)
class Line:
    """A sentence in the parts around the term: the address narrows to the term, and is none where no filter does."""

    before: str
    term: str
    after: str
    href: str | None


def lines(wanted: Parameters, address: Address) -> list[Line]:
    """For each term that the question named, what it also finds."""
    return [_line(wanted, span, meaning, address) for span, meaning in concepts.named(wanted.asked, wanted.kind)]


def own_words(wanted: Parameters) -> Parameters | None:
    """The same question with the words that name terms in quotes, so that they are only words; None when there are none."""
    spans = [span for span, _meaning in concepts.named(wanted.asked, wanted.kind)]
    text, last = wanted.q, len(wanted.q)
    for start, end in _joined(spans):
        text, last = f'{text[:start]} "{text[start:end]}" {text[end:]}', start
    return _asked_anew(wanted, text) if last < len(wanted.q) else None


def found_by(hits: Iterable[Hit], meanings: tuple[Meaning, ...], kind: str) -> dict[int, str]:
    """By record, the term that brought it, where its text does not hold the words."""
    return {hit.record: _by(meanings[hit.via[0]]) for hit in hits if hit.via}


def term(facet: str, code: str) -> str:
    """A term in the language of the page."""
    if facet == "target":
        title = vocabularies.target_title(code, current())
        return str(_("target %(code)s: %(title)s", code=code, title=title))
    return facets.label(facet, code, {}) or code
