"""Under which terms analysed texts hold a word of a query: for engines that keep texts as `analysis` takes them apart, and for marking."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from exchange.retrieval import analysis
from exchange.retrieval.analysis import Token
from exchange.retrieval.parsing import Word

REMEMBERED = 20_000


class Term(NamedTuple):
    """A term of an index: which field it stands in, `words` or `stems`, and its text."""

    field: str
    text: str


@lru_cache(maxsize=REMEMBERED)
def terms_of(word: Word) -> tuple[Term, ...]:
    """Every term the word may stand for, each once: its form, the stem in its language, or the stems in each language it may be of."""
    if word.exact:
        return (Term("words", word.shown),)
    token = Token(word.shown, analysis.script_of(word.written), 0, 0, 0, word.written)
    if word.language is None:
        return tuple(Term("stems", stem) for stem in analysis.query_stems(token))
    stem = analysis.document_stem(token, word.language)
    return (Term("stems", stem) if stem else Term("words", word.shown),)
