"""Help with words: titles that begin as typed, and the nearest word of the index for one that no text holds.

Both look into the dictionary of each segment. Whatever is asked, the work is bounded: so many
words, so many endings of a beginning, so many near words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from exchange.retrieval import analysis
from exchange.retrieval.analysis import Script
from exchange.retrieval.parsing import Word
from exchange.retrieval.port import Hit
from exchange.retrieval.terms import Term, terms_of
from exchange.retrieval.whoosh.columns import Floats, Ints
from exchange.retrieval.whoosh.memory import Memory
from exchange.retrieval.whoosh.segments import Postings, Segment, readable
from exchange.retrieval.whoosh.snapshot import Snapshot

MOST_CHARACTERS = 200
MOST_WORDS = 8
MOST_ENDINGS = 24
MOST_SPELLED = 5
MOST_NEAR = 20
SHORTEST_SPELLED = 3
LONG = 6
TITLES, WORDS = "titles", "words"
# A word that only begins as typed stands half a place behind one that is as typed.
UNFINISHED = 0.5


@dataclass(frozen=True)
class Spelling:
    """The words of a segment that may stand for one misspelt, and in how many of its documents each occurs, deleted ones counted too."""

    words: list[str]
    frequencies: Ints

    @property
    def bytes(self) -> int:
        """Memory held, about."""
        return self.frequencies.nbytes + sum(len(word) + 60 for word in self.words)


@dataclass(frozen=True)
class Kept:
    """What is kept between questions: words to spell by, and postings of the words of titles."""

    spellings: Memory[Spelling]
    postings: Memory[Postings]


def make_memory(bytes_held: int) -> Kept:
    """Nothing yet, and never more than `bytes_held`."""
    return Kept(Memory(bytes_held * 3 // 4, lambda one: one.bytes), Memory(bytes_held // 4, lambda one: one.bytes))


@readable
def spelling(segment: Segment) -> Spelling:
    """The words of the segment's dictionary that may stand for one misspelt."""
    held = segment.dictionary(WORDS)
    words = [term.decode("utf-8", "surrogatepass") for term in held]
    chosen = [place for place, word in enumerate(words) if may_be_spelled(word)]
    return Spelling([words[place] for place in chosen], held.frequencies[chosen].astype(np.int64))


def may_be_spelled(word: str) -> bool:
    """True for a word of letters that is long enough to be another one misspelt; terms of Han text are shorter."""
    return len(word) >= SHORTEST_SPELLED and word.isalpha()


class Helper:
    """Help with words from one snapshot."""

    def __init__(self, snapshot: Snapshot, memory: Kept) -> None:
        self.snapshot = snapshot
        self.kept = memory

    def titles(self, text: str, language: str, limit: int) -> list[Hit]:
        """Records with a title that holds all words of `text`, the last one as a beginning: where they stand early first, then the newest."""
        words, beginning = title_terms(text)
        if not words and not beginning:
            return []
        places = np.zeros(self.snapshot.documents)
        for word in words:
            places += self._places([word], word)
        if beginning:
            places += self._places(self._endings(beginning), beginning)
        places[~self.snapshot.alive] = np.inf
        return self._best(places, language, limit)

    def _places(self, words: Iterable[str], typed: str) -> Floats:
        """For each document the place in its title of the first of `words`; infinite for one without any."""
        held = np.full(self.snapshot.documents, np.inf)
        for word in words:
            late = 0.0 if word == typed else UNFINISHED
            for base, segment in zip(self.snapshot.bases, self.snapshot.segments, strict=True):
                one = self._postings(segment, word)
                numbers = one.documents + base
                held[numbers] = np.minimum(held[numbers], one.times + late)
        return held

    def _postings(self, segment: Segment, word: str) -> Postings:
        return self.kept.postings.get((segment.name, word), lambda: segment.postings(TITLES, word))

    def _endings(self, prefix: str) -> Sequence[str]:
        counts: Counter[str] = Counter()
        for segment in self.snapshot.segments:
            counts.update(dict(segment.beginning_with(TITLES, prefix, MOST_ENDINGS)))
        return [word for word, _count in counts.most_common(MOST_ENDINGS)]

    def _best(self, places: Floats, language: str, limit: int) -> list[Hit]:
        snapshot = self.snapshot
        found = np.flatnonzero(np.isfinite(places))
        # A record has a text for each of its languages at most: so many of the best hold `limit` records.
        enough = limit * max(1, len(snapshot.language_table))
        if len(found) > enough:
            found = found[places[found] <= np.partition(places[found], enough - 1)[enough - 1]]
        records = snapshot.record_of[found]
        own = np.array([code == language for code in snapshot.language_table], dtype=np.bool_)[snapshot.language_of[found]]
        order = np.lexsort((~own, snapshot.records[records], -snapshot.newest[records], places[found]))
        hits: dict[int, Hit] = {}
        for number in found[order]:
            record = int(snapshot.records[snapshot.record_of[number]])
            hits.setdefault(record, Hit(record, snapshot.language(int(number)), -float(places[number])))
            if len(hits) == limit:
                break
        return list(hits.values())

    def spell(self, words: Sequence[Word]) -> Mapping[str, str]:
        """For words that no text holds, at most MOST_SPELLED of them: the nearest word that one does, by the word as shown."""
        unknown = [word.shown for word in words if may_be_spelled(word.shown) and not self._holds(terms_of(word))]
        found = {word: self._nearest_word(word) for word in list(dict.fromkeys(unknown))[:MOST_SPELLED]}
        return {word: nearest for word, nearest in found.items() if nearest}

    def _holds(self, terms: Iterable[Term]) -> bool:
        return any(self._living(*term, enough=1) for term in terms)

    def _living(self, field: str, text: str, enough: int | None = None) -> int:
        """How many living documents hold a term; stops counting where there are surely `enough`."""
        total = 0
        for base, segment in zip(self.snapshot.bases, self.snapshot.segments, strict=True):
            frequency = segment.frequency(field, text)
            alive = self.snapshot.alive[base : base + segment.size]
            if frequency and not alive.all():
                frequency = int(alive[segment.postings(field, text).documents].sum())
            total += frequency
            if enough is not None and total >= enough:
                break
        return total

    def _nearest_word(self, word: str) -> str | None:
        """The nearest word: fewest changes, then the same first letter, then the most frequent one."""
        reach = 2 if len(word) >= LONG else 1
        distances: dict[str, int] = {}
        frequencies: Counter[str] = Counter()
        for segment in self.snapshot.segments:
            held = self.kept.spellings.get(segment.name, lambda segment=segment: spelling(segment))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            for near, distance, place in process.extract(word, held.words, scorer=OSA.distance, score_cutoff=reach, limit=None):
                distances[near] = int(distance)
                frequencies[near] += int(held.frequencies[place])

        def likely(near: str) -> tuple[int, bool, int, str]:
            return distances[near], near[0] != word[0], -frequencies[near], near

        for near in sorted(distances, key=likely)[:MOST_NEAR]:
            if self._living(WORDS, near, enough=1):
                return near
        return None


def title_terms(text: str) -> tuple[list[str], str]:
    """The terms that a title must hold, and the beginning of a word; "" where the text ends in Han, which has none."""
    tokens = list(analysis.tokens(text[:MOST_CHARACTERS]))[-MOST_WORDS:]
    words: list[str] = []
    for token in tokens:
        words += analysis.pairs(token.form) if token.script is Script.HAN else [token.form]
    beginning = words.pop() if tokens and tokens[-1].script is not Script.HAN else ""
    return list(dict.fromkeys(words)), beginning
