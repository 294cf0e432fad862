"""The facts of a segment as columns: one file beside Whoosh's own, read in one go.

Whoosh keeps the facts of a document with its stored fields, which its merging carries along; read back one by one they
take seconds at 100,000 documents. A segment never changes, so its columns are written once, with it.
"""

from __future__ import annotations

import pickle
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SUFFIX = "facts"
UNKNOWN_YEAR = -1


@dataclass(frozen=True)
class Codes:
    """(record in the segment, code) pairs of a facet, and the codes by number."""

    records: Ints
    codes: Ints
    table: list[str]


@dataclass(frozen=True)
class Dictionary:
    """The terms of a field in the order of bytes, one after the other; where each ends; in how many documents each occurs."""

    text: bytes
    ends: NDArray[np.int64]
    frequencies: NDArray[np.int32]

    def term(self, place: int) -> bytes:
        """The term at a place."""
        return self.text[self.ends[place - 1] if place else 0 : self.ends[place]]

    def beginning_with(self, prefix: bytes) -> range:
        """The places of the terms that begin with `prefix`."""
        places = range(len(self.ends))
        first = bisect_left(places, prefix, key=self.term)
        return range(first, bisect_right(places, prefix, lo=first, key=lambda place: self.term(place)[: len(prefix)]))


EMPTY = Dictionary(b"", np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32))


def dictionary(terms: Sequence[bytes], frequencies: Sequence[int]) -> Dictionary:
    """The dictionary of terms in the order of bytes."""
    ends = np.cumsum([len(term) for term in terms], dtype=np.int64)
    return Dictionary(b"".join(terms), ends, np.array(frequencies, dtype=np.int32))


@dataclass(frozen=True)
class Columns:
    """Facts by document: `record_of` (which record of the segment), language, title, digest. By record: all others.

    The documents of a record stand together; `starts` are the first of each.
    """

    record_of: Ints
    starts: Ints
    languages: Codes
    titles: Ints
    digests: list[str]
    records: Ints
    newest: Floats
    reviewed: Floats
    first_year: Ints
    last_year: Ints
    codes: dict[str, Codes]
    labels: dict[str, str]
    dictionaries: dict[str, Dictionary]

    @property
    def flat(self) -> bool:
        """True when every record has one document."""
        return len(self.records) == len(self.record_of)


def gather(facts: Sequence[Any], dictionaries: dict[str, Dictionary]) -> Columns:
    """The columns of documents whose facts are given in the order of the segment."""
    numbers = np.array([one[0] for one in facts], dtype=np.int64)
    begins = np.ones(len(facts), dtype=np.bool_)
    begins[1:] = numbers[1:] != numbers[:-1]
    starts = np.flatnonzero(begins)
    first = [facts[place] for place in starts.tolist()]
    labels: dict[str, str] = {}
    for one in first:
        labels.update(one[9])
    facets = dict.fromkeys(facet for one in first for facet in one[8])
    return Columns(
        record_of=np.cumsum(begins, dtype=np.int64) - 1,
        starts=starts,
        languages=_pairs((one[1],) for one in facts),
        titles=np.array([one[2] for one in facts], dtype=np.int64),
        digests=[one[3] for one in facts],
        records=numbers[starts],
        newest=np.array([one[4] for one in first], dtype=np.float64),
        reviewed=np.array([one[5] for one in first], dtype=np.float64),
        first_year=_years(one[6] for one in first),
        last_year=_years(one[7] for one in first),
        codes={facet: _pairs(one[8].get(facet, ()) for one in first) for facet in facets},
        labels=labels,
        dictionaries=dictionaries,
    )


def written(columns: Columns) -> bytes:
    """The columns as they stand in their file."""
    return pickle.dumps(columns, protocol=5)


def read(content: bytes) -> Columns:
    """The columns of a file, which must have been checked against its sum."""
    found = pickle.loads(content)  # noqa: S301 - our own file, mode 0700, checked against its sum
    if not isinstance(found, Columns):
        raise TypeError
    return found


def _pairs(held: Any) -> Codes:
    numbers: dict[str, int] = {}
    records: list[int] = []
    codes: list[int] = []
    for place, some in enumerate(held):
        for code in some:
            records.append(place)
            codes.append(numbers.setdefault(code, len(numbers)))
    return Codes(np.array(records, dtype=np.int64), np.array(codes, dtype=np.int64), list(numbers))


def _years(given: Any) -> Ints:
    return np.array([UNKNOWN_YEAR if year is None else year for year in given], dtype=np.int64)
