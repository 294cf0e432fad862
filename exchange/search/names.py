"""Themes and places by the beginnings of their names: in any language of the pages, words that people type for them included."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from flask import current_app

from exchange.retrieval import analysis
from exchange.retrieval.analysis import Script
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.queries import Vocabularies

MOST_WORDS = 8
KEPT = "search_names"


class Named(NamedTuple):
    """A theme, country or region by its facet and code. A smaller `rank` fits better: the reader's language, a name, its beginning."""

    rank: tuple[bool, bool, bool]
    facet: str
    code: str


class Name(NamedTuple):
    """One name: its folded words, each between spaces; `also` for words that stand for the term but are not its name."""

    facet: str
    code: str
    language: str
    also: bool
    line: str


class Names:
    """Every name of one state of the vocabularies, in one text, so that looking through them costs one search of it."""

    def __init__(self, terms: Vocabularies) -> None:
        self.terms = terms
        self.names = list(_every(terms))
        self.text = "\n".join(name.line for name in self.names)
        self.ends = list(accumulate(len(name.line) + 1 for name in self.names))

    def holding(self, parts: Sequence[str]) -> Iterator[Name]:
        """The names that hold all of `parts`."""
        longest = max(parts, key=len)
        places = {bisect_right(self.ends, match.start()) for match in re.finditer(re.escape(longest), self.text)}
        for place in sorted(places):
            if all(part in self.names[place].line for part in parts):
                yield self.names[place]


def find(text: str, language: str) -> list[Named]:
    """What is named with all words of `text`, the last one as a beginning; each once, by its best name, in no order."""
    tokens = list(analysis.tokens(text))[:MOST_WORDS]
    if not tokens:
        return []
    wanted = [token.form if token.script is Script.HAN else f" {token.form} " for token in tokens]
    wanted[-1] = wanted[-1].rstrip(" ")
    best: dict[tuple[str, str], Named] = {}
    for name in _names().holding(wanted):
        rank = (name.language != language, name.also, not name.line.strip().startswith(wanted[0].strip()))
        key = (name.facet, name.code)
        best[key] = min(best.get(key, Named(rank, *key)), Named(rank, *key))
    return list(best.values())


def _names() -> Names:
    """The names, kept in the process for as long as the vocabularies stay as they are."""
    terms = vocabularies.current_vocabularies()
    kept: Names | None = current_app.extensions.get(KEPT)
    if kept is None or kept.terms is not terms:
        kept = current_app.extensions[KEPT] = Names(terms)
    return kept


def _every(terms: Vocabularies) -> Iterator[Name]:
    for branch in terms.tree:
        for theme in (branch.theme, *branch.children):
            for language, label in theme.labels.items():
                yield Name("theme", theme.id, language, False, _line(label))
            for language, words in theme.also.items():
                yield from (Name("theme", theme.id, language, True, _line(word)) for word in words)
    for place in terms.places.values():
        facet = "country" if place.kind == "country" else "region"
        for language, label in place.names.items():
            yield Name(facet, place.code, language, False, _line(label))


def _line(text: str) -> str:
    return f" {analysis.title_key(text)} "
