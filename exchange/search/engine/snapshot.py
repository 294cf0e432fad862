"""All segments of one commit side by side: what a search looks at from beginning to end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from exchange.search.backend import CODES
from exchange.search.engine.segments import Bools, Floats, Ints, Segment


@dataclass(frozen=True)
class Facet:
    """(record, code) pairs over all segments, with the codes by number and the number of each code."""

    records: Ints
    codes: Ints
    table: list[str]
    numbers: dict[str, int]


class Snapshot:
    """Documents and records of a commit, numbered through all segments; `alive` leaves out what was deleted."""

    def __init__(self, kind: str, stamp: Any, segments: list[Segment], deleted: list[list[int]]) -> None:
        self.kind = kind
        self.stamp = stamp
        self.segments = segments
        self.bases: list[int] = []
        record_bases: list[int] = []
        documents = records = 0
        for segment in segments:
            self.bases.append(documents)
            record_bases.append(records)
            documents += segment.size
            records += len(segment.records)
        self.documents = documents
        self.alive: Bools = np.ones(documents, dtype=np.bool_)
        for base, numbers in zip(self.bases, deleted, strict=True):
            self.alive[np.array(numbers, dtype=np.int64) + base] = False
        self.record_of = _joined([one.record_of + base for one, base in zip(segments, record_bases, strict=True)])
        self.records = _joined([one.records for one in segments])
        self.titles = _joined([one.titles for one in segments])
        self.newest = _joined([one.newest for one in segments], np.float64)
        self.reviewed = _joined([one.reviewed for one in segments], np.float64)
        self.first_year = _joined([one.first_year for one in segments])
        self.last_year = _joined([one.last_year for one in segments])
        self.facets = {facet: self._facet(facet, record_bases) for facet in CODES[kind]}
        self.labels: dict[str, str] = {}
        for segment in segments:
            self.labels.update(segment.labels)
        self.languages = [language for segment in segments for language in segment.languages]
        self.language_table = sorted(set(self.languages))
        numbers_of = {code: number for number, code in enumerate(self.language_table)}
        self.language_of = np.array([numbers_of[code] for code in self.languages], dtype=np.int64)
        self._norms: dict[tuple[int, str], Floats] = {}

    def _facet(self, facet: str, bases: list[int]) -> Facet:
        numbers: dict[str, int] = {}
        records, codes = [], []
        for segment, base in zip(self.segments, bases, strict=True):
            own = segment.facets[facet]
            moved = np.array([numbers.setdefault(code, len(numbers)) for code in own.table], dtype=np.int64)
            records.append(own.records + base)
            codes.append(moved[own.codes])
        return Facet(_joined(records), _joined(codes), list(numbers), numbers)

    def average_length(self, field: str) -> float:
        """Terms of a field in a document on average, deleted ones included, as Whoosh counts."""
        return sum(segment.total_length[field] for segment in self.segments) / self.documents if self.documents else 1.0

    def lengths_relative(self, place: int, field: str) -> Floats:
        """Length of each document of a segment, 1.0 being the average."""
        found = self._norms.get((place, field))
        if found is None:
            found = self.segments[place].lengths[field] / (self.average_length(field) or 1.0)
            self._norms[place, field] = found
        return found

    def documents_of(self, record: int) -> list[int]:
        """The living documents of a record, as Whoosh numbers them over the segments of this commit."""
        return [int(one) for one in np.flatnonzero((self.records == record)[self.record_of] & self.alive)]

    def digests(self) -> dict[tuple[int, str], str]:
        """The digest of each living document, by record and language."""
        held = [digest for segment in self.segments for digest in segment.digests]
        return {
            (int(self.records[self.record_of[number]]), self.languages[number]): held[number]
            for number in np.flatnonzero(self.alive)
        }


def _joined(parts: list[Any], kind: Any = np.int64) -> Any:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)
