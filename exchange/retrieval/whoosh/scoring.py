"""A question against a snapshot: which documents match, and how well.

BM25 over stems with Lucene's idf; every stem a word may stand for adds to its score. Folded words serve phrases
and beginnings. The numbers are those of Whoosh's own searcher; a property test holds the two equal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from exchange.retrieval.parsing import Phrase, Query, Word
from exchange.retrieval.terms import Term, terms_of
from exchange.retrieval.whoosh.columns import Bools, Floats, Ints
from exchange.retrieval.whoosh.facets import unpack
from exchange.retrieval.whoosh.fields import title_hash
from exchange.retrieval.whoosh.meanings import Sense, senses
from exchange.retrieval.whoosh.memory import Memory
from exchange.retrieval.whoosh.phrases import places_of, together
from exchange.retrieval.whoosh.segments import Postings, Segment, Singles
from exchange.retrieval.whoosh.snapshot import Snapshot

K1 = 1.6
B = 0.75
SAME_TITLE = 1_000.0
MOST_EXPANSIONS = 200
# A text that names the term in another language counts a little less than one with the reader's own words, and about half
# as much where those are not its name but a word near to it: "recycling" is not all of waste.
LABEL = 0.9
NEAR = 0.5
# A record that carries the term counts as one that says it about once, whatever its text says.
CARRIED = 0.6


@dataclass(frozen=True)
class Impact:
    """What a term adds to the score of each document: for `documents`, or for all of them when that is None."""

    documents: NDArray[np.int32] | None
    values: Singles

    @property
    def bytes(self) -> int:
        """Memory held."""
        return self.values.nbytes + (self.documents.nbytes if self.documents is not None else 0)

    @property
    def frequency(self) -> int:
        """How many documents it adds to."""
        return int(np.count_nonzero(self.values)) if self.documents is None else len(self.documents)

    def scale(self, factor: float) -> Impact:
        """So many times as much."""
        return Impact(self.documents, self.values * np.float32(factor))

    def add(self, scores: Floats) -> None:
        """Add to the scores of all documents."""
        if self.documents is None:
            scores += self.values
        else:
            scores[self.documents] += self.values

    def raise_to(self, scores: Floats) -> None:
        """Bring lower scores up to this one."""
        if self.documents is None:
            np.maximum(scores, self.values, out=scores)
        else:
            scores[self.documents] = np.maximum(scores[self.documents], self.values)

    def mark(self, held: Bools) -> None:
        """Mark the documents it stands in."""
        if self.documents is None:
            held |= self.values > 0
        else:
            held[self.documents] = True


@dataclass(frozen=True)
class Caches:
    """What is kept between searches: postings and places of a segment's terms; impacts and endings of a snapshot's."""

    postings: Memory[Postings]
    places: Memory[Ints]
    impacts: Memory[Impact]
    endings: Memory[tuple[str, ...]]


def caches(bytes_held: int) -> Caches:
    """Empty caches that hold at most `bytes_held` together."""
    eighth = bytes_held // 8
    return Caches(
        Memory(eighth * 2, lambda one: one.bytes),
        Memory(eighth * 2, lambda one: int(one.nbytes)),
        Memory(eighth * 3, lambda one: one.bytes),
        Memory(eighth, lambda one: sum(len(word) + 60 for word in one)),
    )


def idf(documents: int, frequency: int) -> float:
    """How much a term tells: Lucene's form, never negative."""
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


@dataclass
class Match:
    """The documents that match a question.

    `texts` may be shown: they live, hold what is demanded and nothing unwanted. `found` of them hold something asked for;
    `own` hold the reader's own words. `carriers` and `holders` say by the place of a meaning which documents' records carry
    its term, and which name it in words.
    """

    texts: Bools
    found: Bools
    own: Bools
    scores: Floats
    carriers: dict[int, Bools] = field(default_factory=dict)
    holders: dict[int, Bools] = field(default_factory=dict)


class Scorer:
    """One question against one snapshot."""

    def __init__(self, snapshot: Snapshot, kept: Caches) -> None:
        self.snapshot = snapshot
        self.kept = kept

    def match(self, asked: Query) -> Match:
        """Which documents match, and the score of each."""
        texts = self._texts(asked)
        scores = np.zeros(self.snapshot.documents)
        covered = {word for meaning in asked.meanings for word in meaning.covers}
        for word in asked.words:
            if word not in covered:
                self._add_word(scores, word)
        for prefix in asked.prefixes:
            for ending in self.endings(prefix):
                self.impact(Term("words", ending)).add(scores)
        for phrase in asked.phrases:
            for _offset, form in phrase.parts:
                self.impact(Term("words", form)).add(scores)
        match = Match(texts, texts, scores > 0, scores)
        for sense in senses(asked.meanings):
            self._add_sense(match, sense)
        if not asked.phrases and (asked.words or asked.prefixes):
            match.found = (scores > 0) & texts
        if asked.title:
            self._raise_same_title(match, asked.title)
        return match

    def match_terms(self, terms: Iterable[Term]) -> Match:
        """Which documents hold one of these terms, and the score of each."""
        scores = np.zeros(self.snapshot.documents)
        for term in terms:
            self.impact(term).add(scores)
        texts: Bools = self.snapshot.alive
        return Match(texts, (scores > 0) & texts, scores > 0, scores)

    def _texts(self, asked: Query) -> Bools:
        held: Bools = self.snapshot.alive
        for phrase in asked.phrases:
            held = held & self._phrase(phrase)
        return held & ~self._unwanted_texts(asked) if asked.without else held

    def _add_word(self, scores: Floats, word: Word) -> None:
        for term in terms_of(word):
            self.impact(term).add(scores)

    def _add_sense(self, match: Match, sense: Sense) -> None:
        """Words that name terms of a vocabulary: the better of what they and the terms' labels find, and more for who carries a term.

        Labels are translations, so they are weighed by what the reader's own words may give, not by how rare each is: a
        language with few texts would come first for everybody (structured queries, Pirkola 1998).
        """
        said = np.zeros(self.snapshot.documents)
        for word in sense.words:
            self._add_word(said, word)
        match.own |= said > 0
        most = sum(self._most_of(word) for word in sense.words)
        for place, meaning in sense.meanings:
            named = [(self._labels(some), share) for some, share in ((meaning.labels, LABEL), (meaning.near, NEAR)) if some]
            holders = np.zeros(self.snapshot.documents, dtype=np.bool_)
            for impact, _share in named:
                impact.mark(holders)
            unit = most or self._most(int(np.count_nonzero(holders)))
            for impact, share in named:
                impact.scale(share * unit).raise_to(said)
            records = unpack(self.snapshot.holding(meaning.facet, [meaning.code]), self.snapshot.size)
            carriers = records[self.snapshot.record_of]
            match.scores[carriers] += (NEAR if meaning.near else LABEL) * unit * CARRIED / (K1 + 1)
            match.carriers[place] = carriers
            match.holders[place] = holders
        match.scores += said

    def _most(self, frequency: int) -> float:
        """What a word that stands in so many documents adds at most."""
        return idf(self.snapshot.documents, frequency) * (K1 + 1)

    def _most_of(self, word: Word) -> float:
        """What a word of the question adds at most; 0 when no text holds it."""
        frequencies = [self.impact(term).frequency for term in terms_of(word)]
        return max((self._most(one) for one in frequencies if one), default=0.0)

    def _labels(self, labels: tuple[Word | Phrase, ...]) -> Impact:
        """How well each document says one of the labels of a term, from 0 to 1."""
        return self.kept.impacts.get((self.snapshot.identity, self.snapshot.kind, labels), lambda: self._make_labels(labels))

    def _make_labels(self, labels: tuple[Word | Phrase, ...]) -> Impact:
        best = np.zeros(self.snapshot.documents)
        for label in labels:
            if isinstance(label, Word):
                for term in terms_of(label):
                    said = self.impact(term)
                    said.scale(1 / self._most(said.frequency)).raise_to(best)
            else:
                times = self._times(label)
                np.maximum(best, times / (times + self._slowly(slice(None))), out=best)
        documents = np.flatnonzero(best)
        return Impact(documents.astype(np.int32), best[documents].astype(np.float32))

    def endings(self, prefix: str) -> tuple[str, ...]:
        """The words that begin with `prefix`, the most frequent first, at most MOST_EXPANSIONS."""
        return self.kept.endings.get((self.snapshot.identity, self.snapshot.kind, prefix), lambda: self._endings(prefix))

    def _endings(self, prefix: str) -> tuple[str, ...]:
        counts: dict[str, int] = {}
        for segment in self.snapshot.segments:
            for word, frequency in segment.beginning_with("words", prefix, MOST_EXPANSIONS):
                counts[word] = counts.get(word, 0) + frequency
        return tuple(sorted(counts, key=lambda word: (-counts[word], word))[:MOST_EXPANSIONS])

    def impact(self, term: Term) -> Impact:
        """What a term adds to the score of each document."""
        return self.kept.impacts.get((self.snapshot.identity, self.snapshot.kind, term), lambda: self._make_impact(term))

    def _make_impact(self, term: Term) -> Impact:
        found = self._postings(term)
        documents = np.concatenate(
            [np.empty(0, dtype=np.int32), *(one.documents + base for base, one in zip(self.snapshot.bases, found, strict=True))],
            dtype=np.int32,
        )
        times = np.concatenate([np.empty(0, dtype=np.float32), *(one.times for one in found)])
        weight = self._most(len(documents))
        values = (weight * (times / (times + self._slowly(documents, term.field)))).astype(np.float32)
        if 2 * len(documents) < self.snapshot.documents:
            return Impact(documents, values)
        # A number for every document takes less room, and less time to add, than so many numbers with their places.
        dense = np.zeros(self.snapshot.documents, dtype=np.float32)
        dense[documents] = values
        return Impact(None, dense)

    def _slowly(self, documents: NDArray[np.int32] | slice, field: str = "stems") -> Singles:
        """How often a word must be said in each of these documents for half of what it may add."""
        found: Singles = K1 * ((1 - B) + B * self.snapshot.lengths_relative(field)[documents])
        return found

    def _postings(self, term: Term) -> list[Postings]:
        return [
            self.kept.postings.get((one.name, *term), lambda one=one: one.postings(term.field, term.text))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            for one in self.snapshot.segments
        ]

    def _holding(self, terms: Iterable[Term]) -> Bools:
        held = np.zeros(self.snapshot.documents, dtype=np.bool_)
        for term in terms:
            self.impact(term).mark(held)
        return held

    def _phrase(self, phrase: Phrase) -> Bools:
        held: Bools = self._times(phrase) > 0
        return held

    def _times(self, phrase: Phrase) -> Floats:
        """How often the words of a phrase stand together in each document."""
        times = np.zeros(self.snapshot.documents)
        for base, segment in zip(self.snapshot.bases, self.snapshot.segments, strict=True):
            times[base : base + segment.size] = np.bincount(together(self._parts(segment, phrase)), minlength=segment.size)
        return times

    def _parts(self, segment: Segment, phrase: Phrase) -> Iterator[tuple[int, Ints]]:
        for offset, form in phrase.parts:
            sought = (segment.name, form, phrase.language)
            yield offset, self.kept.places.get(sought, partial(places_of, segment, form, phrase.language))

    def _unwanted_texts(self, asked: Query) -> Bools:
        terms = [term for word in asked.without_words for term in terms_of(word)]
        terms += [Term("words", ending) for prefix in asked.without_prefixes for ending in self.endings(prefix)]
        held = self._holding(terms)
        for phrase in asked.without_phrases:
            held |= self._phrase(phrase)
        return held

    def _raise_same_title(self, match: Match, title: str) -> None:
        same = np.flatnonzero(self.snapshot.titles == title_hash(title))
        match.scores[same] += SAME_TITLE
        match.own[same] = True
        # A title may hold what reads as a sign of search: the record of that title is found all the same.
        for held in {id(one): one for one in (match.texts, match.found)}.values():
            held[same] = self.snapshot.alive[same]
