"""A segment at a glance, in one file beside Whoosh's own, read in one go: facts as columns, lengths, and its dictionaries.

Whoosh keeps the facts of a document with its stored fields, which its merging carries along; read back one by one they
take seconds at 100,000 documents. A segment never changes, so its columns are written once, with it.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exchange.search.engine.narrow import narrow
from exchange.search.engine.postings import Inverted

Ints = NDArray[np.int64]
# In the narrowest type: to be widened before it is reckoned with.
Numbers = NDArray[Any]
Years = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SUFFIX = "facts"
UNKNOWN_YEAR = -1
_LENGTH = struct.Struct("<Q")
# Where numpy likes numbers to begin.
_ALIGNED = 16


@dataclass(frozen=True)
class Codes:
    """(record in the segment, code) pairs of a facet, each once, and the codes by number."""

    records: Numbers
    codes: Numbers
    table: list[str]


@dataclass(frozen=True)
class Columns:
    """Facts by document: `record_of` (which record of the segment), language, title, digest. By record: all others but the last three.

    The documents of a record stand together; `starts` are the first of each. By field: the length of each document as Whoosh's
    byte for it, the exact length of all, and dictionary with posting lists.
    """

    record_of: Numbers
    starts: Numbers
    languages: Codes
    titles: Ints
    digests: NDArray[np.uint8]
    records: Ints
    newest: Floats
    reviewed: Floats
    first_year: Years
    last_year: Years
    codes: dict[str, Codes]
    labels: dict[str, str]
    lengths: dict[str, NDArray[np.uint8]]
    total_lengths: dict[str, int]
    fields: dict[str, Inverted]

    def digest(self, document: int) -> str:
        """The digest of a document, as the seam gives it."""
        size = len(self.digests) // len(self.record_of)
        return self.digests[document * size : (document + 1) * size].tobytes().hex()

    @property
    def flat(self) -> bool:
        """True when every record has one document."""
        return len(self.records) == len(self.record_of)


def gather(
    facts: Sequence[Any], lengths: dict[str, NDArray[np.uint8]], total_lengths: dict[str, int], fields: dict[str, Inverted]
) -> Columns:
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
        record_of=narrow(np.cumsum(begins, dtype=np.int64) - 1),
        starts=narrow(starts),
        languages=_pairs((one[1],) for one in facts),
        titles=np.array([one[2] for one in facts], dtype=np.int64),
        digests=np.frombuffer(b"".join(bytes.fromhex(one[3]) for one in facts), dtype=np.uint8),
        records=numbers[starts],
        newest=np.array([one[4] for one in first], dtype=np.float64),
        reviewed=np.array([one[5] for one in first], dtype=np.float64),
        first_year=_years(one[6] for one in first),
        last_year=_years(one[7] for one in first),
        codes={facet: _pairs(one[8].get(facet, ()) for one in first) for facet in facets},
        labels=labels,
        lengths=lengths,
        total_lengths=total_lengths,
        fields=fields,
    )


def written(columns: Columns) -> bytes:
    """The columns as they stand in their file: what they are, and the numbers of each array, which reading need not copy."""
    arrays: list[pickle.PickleBuffer] = []
    shape = pickle.dumps(columns, protocol=5, buffer_callback=arrays.append)
    parts = [shape, *(bytes(array.raw()) for array in arrays)]
    head = pickle.dumps([len(one) for one in parts])
    return b"".join(_padded(part) for part in (_LENGTH.pack(len(head)), head, *parts))


def read(content: bytes) -> Columns:
    """The columns of a file, which must have been checked against its sum; they stay in `content`."""
    # Views alone: to touch new memory takes longer than all else that reading does.
    view = memoryview(content)
    place = _after(0, _LENGTH.size)
    size = _LENGTH.unpack_from(view)[0]
    lengths = pickle.loads(view[place : place + size])  # noqa: S301 - our own file, mode 0700, checked against its sum
    place = _after(place, size)
    parts = []
    for length in lengths:
        parts.append(view[place : place + length])
        place = _after(place, length)
    found: Columns = pickle.loads(parts[0], buffers=parts[1:])  # noqa: S301 - as above
    return found


def _after(place: int, length: int) -> int:
    """Where the next part begins."""
    return place + -(-length // _ALIGNED) * _ALIGNED


def _padded(part: bytes) -> bytes:
    return part.ljust(_after(0, len(part)), b"\0")


def _pairs(held: Any) -> Codes:
    numbers: dict[str, int] = {}
    records: list[int] = []
    codes: list[int] = []
    for place, some in enumerate(held):
        for code in dict.fromkeys(some):
            records.append(place)
            codes.append(numbers.setdefault(code, len(numbers)))
    return Codes(narrow(np.array(records, dtype=np.int64)), narrow(np.array(codes, dtype=np.int64)), list(numbers))


def _years(given: Any) -> Years:
    return np.array([UNKNOWN_YEAR if year is None else year for year in given], dtype=np.int32)
