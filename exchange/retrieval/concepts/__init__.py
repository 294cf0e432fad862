"""What a reader typed, matched against the vocabularies: the terms it names, whatever the language.

Why and how: docs/decisions/0009-concepts.md.
"""

from __future__ import annotations

from dataclasses import replace

from flask import current_app

from exchange.retrieval import analysis, parsing
from exchange.retrieval.concepts import labels, names
from exchange.retrieval.concepts.lexicon import Lexicon, Span
from exchange.retrieval.concepts.names import Name
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.parsing import Meaning, Query, Word
from exchange.vocabularies import queries as vocabularies

MOST_MEANINGS = 8


def understand(asked: Query, kind: str) -> Query:
    """The question with the terms it names, of those that records of this kind carry: MOST_MEANINGS at most, in its order."""
    found = name_terms(asked, kind)
    return replace(asked, meanings=tuple(meaning for _span, meaning in found)) if found else asked


def name_terms(asked: Query, kind: str) -> list[tuple[Span, Meaning]]:
    """Each term that the question names, with the place where it does; the longest names first when there are too many."""
    if not asked.words:
        return []
    known, held, carried = lexicon(), set(asked.words), registered_kinds()[kind].codes
    found: dict[tuple[str, str], tuple[Span, Name, tuple[Word, ...]]] = {}
    for span in sorted(known.spans(asked.text), key=lambda span: span.start - span.end):
        tokens = analysis.tokens(asked.text[span.start : span.end])
        covers = tuple(word for token in tokens for word in parsing.words_of(token) if word in held)
        for name in span.names() if covers else ():
            if name.facet in carried and len(found) < MOST_MEANINGS:
                found.setdefault((name.facet, name.code), (span, name, covers))
    named = [(span, _meaning(known, asked.text, span, name, covers)) for span, name, covers in found.values()]
    return sorted(named, key=lambda pair: pair[0].start)


def _meaning(known: Lexicon, text: str, span: Span, name: Name, covers: tuple[Word, ...]) -> Meaning:
    typed = text[span.start : span.end]
    same, near = labels.of(known, name, typed)
    return Meaning(name.facet, name.code, typed, covers, same, near)


def lexicon() -> Lexicon:
    """The names of the vocabularies as the database holds them now, made once for each state of them."""
    state = vocabularies.current_vocabularies()
    kept: tuple[vocabularies.Vocabularies, Lexicon] | None = current_app.extensions.get("concepts_kept")
    if kept is None or kept[0] is not state:
        kept = (state, Lexicon(names.every(state, registered_kinds().values()), names.of_nothing(), names.equivalents()))
        current_app.extensions["concepts_kept"] = kept
    return kept[1]
