"""All segments of one commit side by side: what a search looks at from beginning to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from exchange.retrieval.kinds.searchable import Searchable
from exchange.retrieval.whoosh.columns import Bools, Floats, Ints, Years
from exchange.retrieval.whoosh.facets import WORD, Facet, Links, Words, pack
from exchange.retrieval.whoosh.segments import Segment, Singles

Number = TypeVar("Number", bound=np.generic)
Value = TypeVar("Value")
NOBODY = -1


class Snapshot:
    """Documents and records of a commit, numbered through all segments; `alive` leaves out what was deleted.

    The records of each segment begin at a multiple of 64, so that its bits can be laid beside the others'; numbers in
    between belong to no record (NOBODY in `records`).
    """

    def __init__(
        self,
        searchable: Searchable[Any],
        identity: tuple[str, int],
        segments: Sequence[Segment],
        deleted: Sequence[Sequence[int]],
    ) -> None:
        self.searchable = searchable
        self.kind = searchable.name
        self.identity = identity
        self.segments = segments
        self._made: dict[str, Any] = {}
        sizes = [segment.size for segment in segments]
        words = [segment.words for segment in segments]
        self.documents = sum(sizes)
        self.words = sum(words)
        self.size = self.words * WORD
        self.bases = [sum(sizes[:place]) for place in range(len(segments))]
        self.begins = [sum(words[:place]) for place in range(len(segments))]
        self.alive: Bools = np.ones(self.documents, dtype=np.bool_)
        for base, numbers in zip(self.bases, deleted, strict=True):
            self.alive[np.array(numbers, dtype=np.int64) + base] = False
        self.record_of = _join([one.columns.record_of.astype(np.int64) + at * WORD for one, at in self._with_bases()])
        self.records = self._spread([one.columns.records for one in segments], NOBODY)

    @property
    def generation(self) -> str:
        """The generation the commit belongs to."""
        return self.identity[0]

    def _with_bases(self) -> list[tuple[Segment, int]]:
        return list(zip(self.segments, self.begins, strict=True))

    def _spread(self, parts: Sequence[NDArray[Number]], empty: float) -> NDArray[Number]:
        """Values of the records of each segment, at the numbers they have here."""
        kind = parts[0].dtype if parts else np.dtype(np.int64)
        found = np.full(self.size, empty, dtype=kind)
        for part, (_segment, at) in zip(parts, self._with_bases(), strict=True):
            found[at * WORD : at * WORD + len(part)] = part
        return found

    @cached_property
    def titles(self) -> Ints:
        """The hash of the title of each document."""
        titles: Ints = _join([one.columns.titles for one in self.segments])
        return titles

    @cached_property
    def newest(self) -> Floats:
        """When each record was published."""
        return self._spread([one.columns.newest for one in self.segments], 0.0)

    @cached_property
    def reviewed(self) -> Floats:
        """When each record was reviewed or confirmed last."""
        return self._spread([one.columns.reviewed for one in self.segments], 0.0)

    @cached_property
    def years(self) -> tuple[Years, Years]:
        """First and last year of each record."""
        return (
            self._spread([one.columns.first_year for one in self.segments], NOBODY),
            self._spread([one.columns.last_year for one in self.segments], NOBODY),
        )

    @cached_property
    def first_document(self) -> Ints:
        """The first document of each record; a record's documents stand together."""
        starts = [one.columns.starts.astype(np.int64) + base for one, base in zip(self.segments, self.bases, strict=True)]
        return self._spread(starts, NOBODY)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Words for codes that no vocabulary holds."""
        return {code: label for segment in self.segments for code, label in segment.columns.labels.items()}

    @cached_property
    def language_table(self) -> list[str]:
        """Every language a document is in."""
        return sorted({code for segment in self.segments for code in segment.columns.languages.table})

    @cached_property
    def language_of(self) -> Ints:
        """The language of each document, by its place in `language_table`."""
        places = {code: place for place, code in enumerate(self.language_table)}
        parts = []
        for segment in self.segments:
            own = segment.columns.languages
            parts.append(np.array([places[code] for code in own.table], dtype=np.int64)[own.codes])
        languages: Ints = _join(parts)
        return languages

    @cached_property
    def language_bits(self) -> Words:
        """For each language the documents in it."""
        bits = [pack(self.language_of == place) for place in range(len(self.language_table))]
        return np.stack(bits) if bits else np.empty((0, 0), dtype=np.uint64)

    def once(self, key: str, make: Callable[[], Value]) -> Value:
        """What `make` gives, made the first time it is asked for under this key."""
        if key not in self._made:
            self._made[key] = make()
        found: Value = self._made[key]
        return found

    def facet(self, facet: str) -> Facet:
        """The bits of a facet."""
        return self.once(f"facet {facet}", lambda: Facet([one.facet(facet) for one in self.segments], self.begins, self.words))

    @cached_property
    def links(self) -> dict[str, Links]:
        """The codes that are kept to find and count by."""
        return {link: Links([one.codes(link) for one in self.segments], self.begins) for link in self.searchable.links}

    def holding(self, facet: str, codes: Sequence[str] | frozenset[str]) -> Words:
        """The records that carry one of the codes."""
        return self.facet(facet).holding(codes) if facet in self.searchable.names else self.links[facet].holding(codes, self.size)

    def of_records(self, values: NDArray[Number]) -> NDArray[Number]:
        """Values of documents as values of records: the highest of a record's documents, 0 where there is no record."""
        found = np.zeros(self.size, dtype=values.dtype)
        for segment, base, at in zip(self.segments, self.bases, self.begins, strict=True):
            own = values[base : base + segment.size]
            if not segment.columns.flat:
                own = np.maximum.reduceat(own, segment.columns.starts)
            found[at * WORD : at * WORD + len(own)] = own
        return found

    def texts_of(self, record: int) -> range:
        """The documents of a record, by its number here."""
        first = int(self.first_document[record])
        last = first + 1
        while last < self.documents and self.record_of[last] == record:
            last += 1
        return range(first, last)

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term occurs, deleted ones included."""
        return sum(segment.frequency(field, term) for segment in self.segments)

    def average_length(self, field: str) -> float:
        """Terms of a field in a document on average, deleted ones included, as Whoosh counts."""
        return sum(segment.columns.total_lengths[field] for segment in self.segments) / self.documents if self.documents else 1.0

    def lengths_relative(self, field: str) -> Singles:
        """Length of each document, 1.0 being the average."""
        return self.once(f"lengths {field}", lambda: self._lengths_relative(field))

    def _lengths_relative(self, field: str) -> Singles:
        lengths = _join([segment.lengths[field] for segment in self.segments])
        relative: Singles = (lengths / (self.average_length(field) or 1.0)).astype(np.float32)
        return relative

    def documents_of(self, record: int) -> list[int]:
        """The living documents of a record, as Whoosh numbers them over the segments of this commit."""
        held = [number for place in np.flatnonzero(self.records == record) for number in self.texts_of(int(place))]
        return [number for number in held if self.alive[number]]

    def digests(self) -> dict[tuple[int, str], str]:
        """The digest of each living document, by record and language."""
        held = [segment.columns.digest(number) for segment in self.segments for number in range(segment.size)]
        return {
            (int(self.records[self.record_of[number]]), self.language(number)): held[number]
            for number in np.flatnonzero(self.alive).tolist()
        }

    def language(self, document: int) -> str:
        """The language of a document."""
        return self.language_table[int(self.language_of[document])]


def _join(parts: list[Any]) -> Any:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
