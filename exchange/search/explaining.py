"""Why a result holds what it holds: the terms a question named, each with a way to narrow to it, and a way to have none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from exchange.core.languages import current_language
from exchange.retrieval import concepts
from exchange.retrieval.concepts.lexicon import Span
from exchange.retrieval.concepts.names import PLACES
from exchange.retrieval.engines import engine
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.parsing import Meaning
from exchange.retrieval.port import Capability, Hit, Via
from exchange.search import facets, parameters, service
from exchange.search.parameters import Parameters
from exchange.vocabularies import queries as vocabularies

Address = Callable[[Parameters], str]
Named = tuple[Span, Meaning]


@dataclass(frozen=True)
class Line:
    """What a question's words also find: `what` is theme, place or term; `href` narrows to it, and is none where no filter does."""

    typed: str
    what: str
    term: str
    href: str | None


@dataclass(frozen=True)
class OwnWords:
    """The question without the terms it names: where that search is, and how many records it finds."""

    href: str
    count: int


def explain(wanted: Parameters, hits: Sequence[Hit], address: Address) -> dict[str, Any]:
    """What a result page says about the terms its question names."""
    named = concepts.name_terms(wanted.asked, wanted.kind) if Capability.CONCEPTS in engine().capabilities else []
    meanings = wanted.asked.meanings
    return {
        "meanings": [_line(wanted, one, address) for one in named if not _is_chosen(wanted, one[1])],
        "own_words": _own_words(wanted, named, address) if named and hits else None,
        "found_by": {hit.record: _found_by(wanted.kind, hit.via, meanings) for hit in hits if hit.via},
    }


def _own_words(wanted: Parameters, named: Sequence[Named], address: Address) -> OwnWords | None:
    quoted = wanted.with_words(_quote(wanted.q, named))
    asked = parameters.read(wanted.kind, MultiDict(quoted.pairs()))
    count = service.count(asked.request(current_language()))
    return OwnWords(address(quoted), count) if count else None


def _is_chosen(wanted: Parameters, meaning: Meaning) -> bool:
    return meaning.code in wanted.chosen.get(meaning.facet, ())


def _line(wanted: Parameters, named: Named, address: Address) -> Line:
    span, meaning = named
    href = None
    if meaning.facet in registered_kinds()[wanted.kind].names:
        chosen = {**wanted.chosen, meaning.facet: (*wanted.chosen.get(meaning.facet, ()), meaning.code)}
        href = address(replace(wanted.with_words(wanted.q[: span.start] + wanted.q[span.end :]), chosen=chosen))
    return Line(meaning.typed, _what(meaning), _term(wanted.kind, meaning), href)


def _what(meaning: Meaning) -> str:
    return "place" if meaning.facet in PLACES else "theme" if meaning.facet == "theme" else "term"


def _term(kind: str, meaning: Meaning) -> str:
    """The term in the language of the page, with the name of its list where it is neither theme nor place."""
    if meaning.facet == "target":
        return f"{meaning.code} {vocabularies.target_title(meaning.code, current_language())}"
    label = facets.label(kind, meaning.facet, meaning.code, {}) or meaning.code
    if _what(meaning) == "term":
        return str(_("%(name)s: %(value)s", name=registered_kinds()[kind].facet(meaning.facet).label, value=label))
    return label


def _found_by(kind: str, via: Sequence[Via], meanings: Sequence[Meaning]) -> str:
    """What the record carries says more than what its text says in other words."""
    meaning = meanings[next((one.meaning for one in via if one.carried), via[0].meaning)]
    if not any(one.carried for one in via):
        return str(_("Its text has words close in meaning to “%(words)s”", words=meaning.typed))
    term = _term(kind, meaning)
    if _what(meaning) == "theme":
        return str(_("Found through the theme “%(term)s”", term=term))
    return str(_("Found through “%(term)s”", term=term))


def _quote(text: str, named: Sequence[Named]) -> str:
    """The question with the words that name terms in quotes: words in quotes name nothing."""
    places: list[tuple[int, int]] = []
    for start, end in sorted({(span.start, span.end) for span, _meaning in named}):
        if places and start < places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((start, end))
    for start, end in reversed(places):
        text = f'{text[:start]} "{text[start:end]}" {text[end:]}'
    return text
