"""Filters as masks, counts by facet, order and page: everything after matching. Works on records, not on texts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from exchange.search.backend import TEXT_FACET, Answer, Hit, Request
from exchange.search.engine.segments import Bools, Floats, Ints
from exchange.search.engine.snapshot import Snapshot


class Narrowing:
    """The texts that match a question, narrowed and counted as a request says."""

    def __init__(self, snapshot: Snapshot, request: Request, found: Bools, scores: Floats) -> None:
        self.snapshot = snapshot
        self.request = request
        self.found = found
        self.scores = scores
        self.text_facet = TEXT_FACET[request.kind]
        self.masks = {
            facet: self._mask(facet, codes) for facet, codes in request.chosen.items() if codes and facet != self.text_facet
        }
        if any(year is not None for year in request.years):
            self.masks["year"] = self._years()
        if request.only is not None:
            self.masks["only"] = np.isin(snapshot.records, list(request.only))
        self.texts = found & self._languages()

    def answer(self) -> Answer:
        """The page asked for, the total, and the counts."""
        kept = self._records(self.texts) & self._all_but(None)
        numbers = np.flatnonzero(kept)
        ordered = self._ordered(numbers)
        page = ordered[self.request.offset : self.request.offset + self.request.limit]
        return Answer(
            len(numbers), self._hits(page), {facet: self._count(facet) for facet in self.request.counts}, self.snapshot.labels
        )

    def _mask(self, facet: str, codes: frozenset[str]) -> Bools:
        held = np.zeros(len(self.snapshot.records), dtype=np.bool_)
        pairs = self.snapshot.facets[facet]
        wanted = np.zeros(len(pairs.table), dtype=np.bool_)
        for code in codes:
            if code in pairs.numbers:
                wanted[pairs.numbers[code]] = True
        held[pairs.records[wanted[pairs.codes]]] = True
        return held

    def _years(self) -> Bools:
        first, last = self.request.years
        snapshot = self.snapshot
        held: Bools = snapshot.first_year >= 0
        if first is not None:
            held = held & (snapshot.last_year >= first)
        if last is not None:
            held = held & (snapshot.first_year <= last)
        return held

    def _languages(self) -> Bools:
        codes = self.request.chosen.get(self.text_facet, frozenset()) if self.text_facet else frozenset()
        if not codes:
            return np.ones(self.snapshot.documents, dtype=np.bool_)
        wanted = np.array([code in codes for code in self.snapshot.language_table], dtype=np.bool_)
        held: Bools = wanted[self.snapshot.language_of]
        return held

    def _records(self, texts: Bools) -> Bools:
        held = np.zeros(len(self.snapshot.records), dtype=np.bool_)
        held[self.snapshot.record_of[texts]] = True
        return held

    def _all_but(self, facet: str | None) -> Bools:
        held = np.ones(len(self.snapshot.records), dtype=np.bool_)
        for name, mask in self.masks.items():
            if name != facet:
                held &= mask
        return held

    def _count(self, facet: str) -> Mapping[str, int]:
        """How many records each code would give: every other filter holds, the facet's own does not."""
        others = self._all_but(facet)
        if facet == self.text_facet:
            texts = self.found & others[self.snapshot.record_of]
            counts = np.bincount(self.snapshot.language_of[texts], minlength=len(self.snapshot.language_table))
            return {code: int(count) for code, count in zip(self.snapshot.language_table, counts, strict=True) if count}
        pairs = self.snapshot.facets[facet]
        held = self._records(self.texts) & others
        counts = np.bincount(pairs.codes[held[pairs.records]], minlength=len(pairs.table))
        return {code: int(count) for code, count in zip(pairs.table, counts, strict=True) if count}

    def _ordered(self, numbers: Ints) -> Ints:
        """Records in the order asked for; equal ones newest first, then by number."""
        snapshot = self.snapshot
        by_number = snapshot.records[numbers]
        newest = -snapshot.newest[numbers]
        if self.request.sort == "reviewed":
            keys = [by_number, newest, -snapshot.reviewed[numbers]]
        elif self.request.sort == "match" and self.request.asked.ranked:
            best = np.zeros(len(snapshot.records))
            np.maximum.at(best, snapshot.record_of[self.texts], self.scores[self.texts])
            keys = [by_number, newest, -best[numbers]]
        else:
            keys = [by_number, newest]
        return numbers[np.lexsort(keys)]

    def _hits(self, page: Ints) -> list[Hit]:
        return [self._hit(int(number)) for number in page]

    def _hit(self, record: int) -> Hit:
        """The record with its text in the reader's language where that one matches, else with the text that matches best."""
        snapshot = self.snapshot
        texts = np.flatnonzero((snapshot.record_of == record) & self.texts)
        best = max(texts, key=lambda text: (snapshot.languages[text] == self.request.language, self.scores[text], -text))
        score = float(self.scores[texts].max()) if self.request.asked.ranked else 0.0
        return Hit(int(snapshot.records[record]), snapshot.languages[best], score)
