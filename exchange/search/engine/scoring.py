"""A question against a snapshot: which documents match, and how well.

BM25 over stems with Lucene's idf; every stem a word may stand for adds to its score. Folded words serve phrases
and beginnings. The numbers are those of Whoosh's own searcher; a property test holds the two equal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from exchange.search.asking import Asked, Phrase, Term
from exchange.search.engine.fields import title_hash
from exchange.search.engine.memory import Memory
from exchange.search.engine.segments import PLACE_BITS, Bools, Floats, Ints, Postings
from exchange.search.engine.snapshot import Snapshot

K1 = 1.6
B = 0.75
SAME_TITLE = 1_000.0
MOST_EXPANSIONS = 200
MOST_LOOKED_AT = 20_000


@dataclass(frozen=True)
class Caches:
    """What is kept between searches: postings and places of a segment's terms, and endings found for a beginning."""

    postings: Memory[Postings]
    places: Memory[Ints]
    endings: Memory[tuple[str, ...]]


def caches(bytes_held: int) -> Caches:
    """Empty caches that hold at most `bytes_held` together."""
    return Caches(
        Memory(bytes_held // 2, lambda one: one.bytes),
        Memory(bytes_held * 3 // 8, lambda one: int(one.nbytes)),
        Memory(bytes_held // 8, lambda one: sum(len(word) + 60 for word in one)),
    )


def idf(documents: int, frequency: int) -> float:
    """How much a term tells: Lucene's form, never negative."""
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


class Scorer:
    """One question against one snapshot."""

    def __init__(self, snapshot: Snapshot, kept: Caches) -> None:
        self.snapshot = snapshot
        self.kept = kept

    def match(self, asked: Asked) -> tuple[Bools, Floats]:
        """Which documents match (deleted ones never), and the score of each."""
        snapshot = self.snapshot
        scores = np.zeros(snapshot.documents)
        for word in asked.words:
            for term in word.terms:
                self._add(scores, term)
        for prefix in asked.prefixes:
            for ending in self.endings(prefix):
                self._add(scores, Term("words", ending))
        found = scores > 0 if asked.words or asked.prefixes else np.ones(snapshot.documents, dtype=np.bool_)
        if asked.phrases:
            found = np.ones(snapshot.documents, dtype=np.bool_)
            for phrase in asked.phrases:
                found &= self._phrase(phrase)
                for _offset, form in phrase.parts:
                    self._add(scores, Term("words", form))
        if asked.without:
            found &= ~self._unwanted(asked)
        if asked.title:
            same = self._same_title(asked)
            found |= same
            scores[same] += SAME_TITLE
        found &= snapshot.alive
        return found, scores

    def endings(self, prefix: str) -> tuple[str, ...]:
        """The words that begin with `prefix`, the most frequent first, at most MOST_EXPANSIONS."""
        return self.kept.endings.get((self.snapshot.stamp, self.snapshot.kind, prefix), lambda: self._endings(prefix))

    def _endings(self, prefix: str) -> tuple[str, ...]:
        counts: dict[str, int] = {}
        for segment in self.snapshot.segments:
            for word, frequency in segment.beginning_with(prefix, MOST_LOOKED_AT):
                counts[word] = counts.get(word, 0) + frequency
        return tuple(sorted(counts, key=lambda word: (-counts[word], word))[:MOST_EXPANSIONS])

    def _postings(self, term: Term) -> list[Postings]:
        return [
            self.kept.postings.get((one.name, *term), lambda one=one: one.postings(term.field, term.text))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            for one in self.snapshot.segments
        ]

    def _add(self, scores: Floats, term: Term) -> None:
        found = self._postings(term)
        frequency = sum(len(one.documents) for one in found)
        if not frequency:
            return
        weight = idf(self.snapshot.documents, frequency)
        for place, (base, one) in enumerate(zip(self.snapshot.bases, found, strict=True)):
            if len(one.documents):
                length = self.snapshot.lengths_relative(place, term.field)[one.documents]
                scores[one.documents + base] += weight * ((one.times * (K1 + 1)) / (one.times + K1 * ((1 - B) + B * length)))

    def _holding(self, terms: Iterable[Term]) -> Bools:
        held = np.zeros(self.snapshot.documents, dtype=np.bool_)
        for term in terms:
            for base, one in zip(self.snapshot.bases, self._postings(term), strict=True):
                held[one.documents + base] = True
        return held

    def _phrase(self, phrase: Phrase) -> Bools:
        held = np.zeros(self.snapshot.documents, dtype=np.bool_)
        for base, segment in zip(self.snapshot.bases, self.snapshot.segments, strict=True):
            parts = [
                (offset, self.kept.places.get((segment.name, form), lambda one=segment, form=form: one.places(form)))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
                for offset, form in phrase.parts
            ]
            # The rarest word first: every further one can only take away.
            parts.sort(key=lambda part: len(part[1]))
            begins = parts[0][1] - parts[0][0]
            for offset, places in parts[1:]:
                begins = begins[_among(begins + offset, places)]
            held[np.unique(begins >> PLACE_BITS) + base] = True
        return held

    def _unwanted(self, asked: Asked) -> Bools:
        terms = [term for word in asked.without_words for term in word.terms]
        terms += [Term("words", ending) for prefix in asked.without_prefixes for ending in self.endings(prefix)]
        held = self._holding(terms)
        for phrase in asked.without_phrases:
            held |= self._phrase(phrase)
        return held

    def _same_title(self, asked: Asked) -> Bools:
        return np.asarray(self.snapshot.titles == title_hash(asked.title))


def _among(wanted: Ints, sorted_values: Ints) -> Bools:
    """For each of `wanted`, whether it is among `sorted_values`."""
    if not len(sorted_values):
        return np.zeros(len(wanted), dtype=np.bool_)
    places = np.minimum(np.searchsorted(sorted_values, wanted), len(sorted_values) - 1)
    return np.asarray(sorted_values[places] == wanted)
