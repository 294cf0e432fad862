"""Filters as masks, counts by facet, order and page: everything after matching. Works on records, not on texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from exchange.retrieval.port import Answer, Hit, Request, Via
from exchange.retrieval.whoosh.columns import Bools, Floats, Ints
from exchange.retrieval.whoosh.evidence import join_scores
from exchange.retrieval.whoosh.facets import pack, unpack
from exchange.retrieval.whoosh.meanings import keep_in_sight
from exchange.retrieval.whoosh.scoring import Match
from exchange.retrieval.whoosh.snapshot import Snapshot

YEAR = 365.25 * 24 * 3600


@dataclass(frozen=True)
class Boosts:
    """How much better a record is ranked at most, as a share of its score: for how it was evaluated, for being fresh, for a
    text in the reader's language. 0 takes a boost away."""

    evidence: float = 0.0
    freshness: float = 0.0
    language: float = 0.0
    half_life_years: float = 3.0


NO_BOOSTS = Boosts()


class Narrowing:
    """The texts that match a question, narrowed and counted as a request says."""

    def __init__(self, snapshot: Snapshot, request: Request, match: Match, boosts: Boosts = NO_BOOSTS) -> None:
        self.snapshot = snapshot
        self.request = request
        self.match = match
        self.boosts = boosts
        self.text_facet = snapshot.searchable.text_facet
        self.masks = {
            facet: unpack(snapshot.holding(facet, codes), snapshot.size)
            for facet, codes in request.chosen.items()
            if codes and facet != self.text_facet
        }
        if any(year is not None for year in request.years):
            self.masks["year"] = self._years()
        if request.only is not None:
            self.masks["only"] = np.isin(snapshot.records, list(request.only))
        self.texts = self._in_languages(match.found)
        self.held = snapshot.of_records(self.texts)
        self.best = np.zeros(snapshot.size)

    def answer(self) -> Answer:
        """The page asked for, the total, and the counts."""
        kept = self.matching_records()
        page = self._page(kept) if self.request.limit else np.empty(0, dtype=np.int64)
        counts = {facet: self._count(facet, kept) for facet in self.request.counts}
        return Answer(int(np.count_nonzero(kept)), [self._hit(number) for number in page.tolist()], counts, self.snapshot.labels)

    def matching_records(self) -> Bools:
        """The records that match and fit every filter."""
        return self._matching_without(None)

    def _years(self) -> Bools:
        first, last = self.request.years
        first_year, last_year = self.snapshot.years
        held: Bools = first_year >= 0
        if first is not None:
            held = held & (last_year >= first)
        if last is not None:
            held = held & (first_year <= last)
        return held

    def _in_languages(self, found: Bools) -> Bools:
        codes = self.request.chosen.get(self.text_facet, frozenset()) if self.text_facet else frozenset()
        if not codes:
            return found
        wanted = np.array([code in codes for code in self.snapshot.language_table], dtype=np.bool_)
        held: Bools = wanted[self.snapshot.language_of] if len(wanted) else found
        return found & held

    def _matching_without(self, facet: str | None) -> Bools:
        """The records that match and fit every filter but that of `facet`."""
        held = self.held
        for name, mask in self.masks.items():
            if name != facet:
                held = held & mask
        return held

    def _count(self, facet: str, kept: Bools) -> Mapping[str, int]:
        """How many records each code would give: every other filter holds, the facet's own does not."""
        if facet == self.text_facet:
            return self._count_languages()
        others = self._matching_without(facet) if facet in self.masks else kept
        if facet in self.snapshot.searchable.names:
            return self.snapshot.facet(facet).counts(pack(others))
        return self.snapshot.links[facet].counts(others)

    def _count_languages(self) -> Mapping[str, int]:
        texts = self.match.found
        for mask in self.masks.values():
            texts = texts & mask[self.snapshot.record_of]
        counts = np.bitwise_count(self.snapshot.language_bits & pack(texts)).sum(axis=1, dtype=np.int64)
        return {code: count for code, count in zip(self.snapshot.language_table, counts.tolist(), strict=True) if count}

    def _page(self, kept: Bools) -> Ints:
        """The records of the page in the order asked for; equal ones newest first, then by number."""
        numbers = np.flatnonzero(kept)
        ranks = self.request.asked.ranked or self.request.evidence is not None
        if ranks:
            self.best = self.rank(kept)
        if self.request.sort == "match" and ranks:
            values = self.best
        else:
            values = self.snapshot.reviewed if self.request.sort == "reviewed" else self.snapshot.newest
        last = self.request.offset + self.request.limit
        if len(numbers) > last:
            cut = np.partition(values[numbers], len(numbers) - last)[len(numbers) - last]
            numbers = numbers[values[numbers] >= cut]
        order = np.lexsort((self.snapshot.records[numbers], -self.snapshot.newest[numbers], -values[numbers]))
        return numbers[order[self.request.offset : last]]

    def rank(self, kept: Bools) -> Floats:
        """How well each record matches."""
        scores = np.where(self.texts, self.match.scores, 0.0)
        if self.boosts.language and self.request.language in self.snapshot.language_table:
            place = self.snapshot.language_table.index(self.request.language)
            scores[self.snapshot.language_of == place] *= 1 + self.boosts.language
        best = self.snapshot.of_records(scores)
        if self.boosts.evidence or self.boosts.freshness:
            best *= self.snapshot.once("boosts", self._boosts)
        if self.request.evidence is not None:
            best = join_scores(self.snapshot, self.request.evidence, best)
        if self.match.carriers:
            kinds = []
            for place, carriers in self.match.carriers.items():
                carry = self.snapshot.of_records(carriers & self.texts)
                hold = self.snapshot.of_records(self.match.holders[place] & self.texts)
                kinds += [carry & ~hold, hold & ~carry]
            keep_in_sight(best, kept, kinds)
        return best

    def _boosts(self) -> Floats:
        snapshot = self.snapshot
        found = np.ones(snapshot.size)
        for (facet, code), share in snapshot.searchable.better.items():
            found[unpack(snapshot.holding(facet, [code]), snapshot.size)] += self.boosts.evidence * share
        # Counted back from the latest review in the index: no clock, so the same index always ranks alike.
        latest = snapshot.reviewed.max(initial=0.0)
        found += self.boosts.freshness * 0.5 ** ((latest - snapshot.reviewed) / (self.boosts.half_life_years * YEAR))
        return found

    def _hit(self, record: int) -> Hit:
        """The record with its text in the reader's language where that one matches, else with the text that matches best."""
        snapshot, scores = self.snapshot, self.match.scores
        texts = [text for text in snapshot.texts_of(record) if self.texts[text]]
        best = max(texts, key=lambda text: (snapshot.language(text) == self.request.language, scores[text], -text))
        return Hit(int(snapshot.records[record]), snapshot.language(best), float(self.best[record]), self._via(texts))

    def _via(self, texts: list[int]) -> tuple[Via, ...]:
        """The meanings that brought a record whose texts hold none of the words themselves."""
        match = self.match
        if not match.carriers or any(match.own[text] for text in texts):
            return ()
        return tuple(
            Via(place, carried)
            for place, carriers in match.carriers.items()
            if (carried := any(carriers[text] for text in texts)) or any(match.holders[place][text] for text in texts)
        )
