"""A segment at a glance, in one file beside Whoosh's own, read in one go: facts as columns, lengths, and its dictionaries.

Whoosh keeps the facts of a document with its stored fields, which its merging carries along; read back one by one they
take seconds at 100,000 documents. A segment never changes, so its columns are written once, with it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exchange.retrieval.port import Unavailable
from exchange.retrieval.whoosh.dictionary import Dictionary
from exchange.retrieval.whoosh.narrow import narrow
from exchange.retrieval.whoosh.postings import Inverted, Stretch

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
_NUMBERS = frozenset({"|u1", "<u2", "<u4", "<i4", "<i8", "<f4", "<f8"})
# Places of the dictionary's arrays, stretches in the file of posting lists, place of `stood`.
FieldHead = tuple[list[int], list[tuple[int, str] | None], int | None]
_PLAIN = ("record_of", "starts", "titles", "digests", "records", "newest", "reviewed", "first_year", "last_year")


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


def encode(columns: Columns) -> bytes:
    """The columns as they stand in their file: what they are as JSON, and the numbers of each array, which reading need not copy."""
    arrays = Arrays()
    head = {
        "plain": [arrays.place(getattr(columns, name)) for name in _PLAIN],
        "languages": _head(columns.languages, arrays),
        "codes": {facet: _head(codes, arrays) for facet, codes in columns.codes.items()},
        "labels": columns.labels,
        "lengths": {name: arrays.place(held) for name, held in columns.lengths.items()},
        "total_lengths": columns.total_lengths,
        "fields": {name: _head_of_field(field, arrays) for name, field in columns.fields.items()},
        "arrays": [(one.dtype.str, len(one)) for one in arrays.held],
    }
    shape = json.dumps(head).encode()
    return b"".join(_pad(part) for part in (_LENGTH.pack(len(shape)), shape, *(one.tobytes() for one in arrays.held)))


def read(content: bytes) -> Columns:
    """The columns of a file, which must have been checked against its sum; they stay in `content`.

    Raises Unavailable for what `written` did not make.
    """
    try:
        return _read(content)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, struct.error):
        raise Unavailable("damaged") from None


def _read(content: bytes) -> Columns:
    # Views alone: to touch new memory takes longer than all else that reading does.
    size = _LENGTH.unpack_from(content)[0]
    begin = _after(0, _LENGTH.size)
    head = json.loads(content[begin : begin + size])
    place = _after(begin, size)
    arrays: list[NDArray[Any]] = []
    for kind, length in head["arrays"]:
        numbers = _numbers_of(kind)
        arrays.append(np.frombuffer(content, numbers, length, place) if length else np.empty(0, numbers))
        place = _after(place, length * numbers.itemsize)
    return Columns(
        **{name: arrays[one] for name, one in zip(_PLAIN, head["plain"], strict=True)},
        languages=_codes(head["languages"], arrays),
        codes={facet: _codes(one, arrays) for facet, one in head["codes"].items()},
        labels=head["labels"],
        lengths={name: arrays[one] for name, one in head["lengths"].items()},
        total_lengths=head["total_lengths"],
        fields={name: _field(one, arrays) for name, one in head["fields"].items()},
    )


class Arrays:
    """The arrays of a file, each named by its place among them."""

    def __init__(self) -> None:
        self.held: list[NDArray[Any]] = []

    def place(self, numbers: NDArray[Any]) -> int:
        """Take an array along: its place."""
        self.held.append(numbers)
        return len(self.held) - 1


def _head(codes: Codes, arrays: Arrays) -> tuple[int, int, list[str]]:
    return arrays.place(codes.records), arrays.place(codes.codes), codes.table


def _codes(head: tuple[int, int, list[str]], arrays: list[NDArray[Any]]) -> Codes:
    records, codes, table = head
    return Codes(arrays[records], arrays[codes], table)


def _head_of_field(field: Inverted, arrays: Arrays) -> FieldHead:
    terms = [arrays.place(one) for one in (field.terms.text, field.terms.lengths, field.terms.frequencies)]
    stretches = [(one.begin, one.kind) if one else None for one in (field.documents, field.weights, field.counts, field.places)]
    return terms, stretches, None if field.stood is None else arrays.place(field.stood)


def _field(head: FieldHead, arrays: list[NDArray[Any]]) -> Inverted:
    terms, stretches, stood = head
    documents, weights, counts, places = (one and Stretch(one[0], _numbers_of(one[1]).str) for one in stretches)
    if not documents or not weights:
        raise ValueError("a field without postings")
    held = Dictionary(*(arrays[one] for one in terms))
    return Inverted(held, documents, weights, counts, places, None if stood is None else arrays[stood])


def _numbers_of(kind: str) -> np.dtype[Any]:
    """The type of numbers that numpy calls so. Raises ValueError for one that no file of ours has."""
    if kind not in _NUMBERS:
        raise ValueError(kind)
    return np.dtype(kind)


def _after(place: int, length: int) -> int:
    """Where the next part begins."""
    return place + -(-length // _ALIGNED) * _ALIGNED


def _pad(part: bytes) -> bytes:
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
