"""One segment of an index as arrays: postings of a term, lengths, and the facts of its records.

A segment never changes once written, so everything here is read once. Which of its documents are deleted belongs
to a commit, not to the segment.
"""

from __future__ import annotations

import io
import pickle
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import LENGTHS_COLUMN, WHOOSH3_HEADER_MAGIC, W3Codec, W3TermInfo
from whoosh.reading import TermNotFound
from whoosh.util.numeric import byte_to_length

from exchange.search.backend import CODES, Unavailable
from exchange.search.engine.storage import SharedStorage

Given = ParamSpec("Given")
Result = TypeVar("Result")
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
PLACE_BITS = 24
FIELDS = ("words", "stems")
_BYTE_LENGTHS = np.array([byte_to_length(number) for number in range(256)], dtype=np.float64)
_INT = struct.Struct("!i")


@dataclass(frozen=True)
class Postings:
    """The documents a term occurs in, ascending, and how often in each."""

    documents: Ints
    times: Floats

    @property
    def bytes(self) -> int:
        """Memory held."""
        return self.documents.nbytes + self.times.nbytes


NONE = Postings(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64))


@dataclass(frozen=True)
class Codes:
    """A facet of a segment: (record in the segment, code) pairs, and the codes by number."""

    records: Ints
    codes: Ints
    table: list[str]


def readable(read: Callable[Given, Result]) -> Callable[Given, Result]:
    """Turn whatever a damaged file makes go wrong into Unavailable: nothing else fails here for a term or a prefix."""

    @wraps(read)
    def guarded(*given: Given.args, **named: Given.kwargs) -> Result:
        try:
            return read(*given, **named)
        except Unavailable:
            raise
        except Exception as fault:
            raise Unavailable("damaged") from fault

    return guarded


class Segment:
    """The arrays of one segment. `name` is like no other's, whatever Whoosh calls it. `records` are distinct numbers; `record_of` says for each document which of them it is."""

    def __init__(self, storage: SharedStorage, segment: Any, kind: str, name: str) -> None:
        self.name = name
        self.size: int = segment.doc_count_all()
        codec = W3Codec()
        self._terms = codec.terms_reader(storage, segment)
        self._info = codec.per_document_reader(storage, segment)
        self.lengths = {name: self._lengths(name) for name in FIELDS}
        self.total_length = {name: float(self._info.field_length(name)) for name in FIELDS}
        self._read_facts(kind)

    def _lengths(self, name: str) -> Floats:
        column = f"_{name}_len"
        if not self._info.has_column(column):
            return np.zeros(self.size)
        stored = bytes(self._info.column_reader(column, LENGTHS_COLUMN).load())
        lengths = np.zeros(self.size)
        lengths[: len(stored)] = _BYTE_LENGTHS[np.frombuffer(stored, dtype=np.uint8)]
        return lengths

    def _read_facts(self, kind: str) -> None:
        facts = [self._info.stored_fields(number)["facts"] for number in range(self.size)]
        numbers: dict[int, int] = {}
        first: list[Any] = []
        record_of = np.empty(self.size, dtype=np.int64)
        for number, one in enumerate(facts):
            place = numbers.setdefault(one[0], len(numbers))
            if place == len(first):
                first.append(one)
            record_of[number] = place
        self.record_of = record_of
        self.records = np.array(list(numbers), dtype=np.int64)
        self.languages = [one[1] for one in facts]
        self.titles = np.array([one[2] for one in facts], dtype=np.int64)
        self.digests = [one[3] for one in facts]
        self.newest = np.array([one[4] for one in first], dtype=np.float64)
        self.reviewed = np.array([one[5] for one in first], dtype=np.float64)
        self.first_year = np.array([-1 if one[6] is None else one[6] for one in first], dtype=np.int64)
        self.last_year = np.array([-1 if one[7] is None else one[7] for one in first], dtype=np.int64)
        self.facets = {facet: _pairs(facet, first) for facet in CODES[kind]}
        self.labels: dict[str, str] = {}
        for one in first:
            self.labels.update(one[9])

    @readable
    def postings(self, field: str, term: str) -> Postings:
        """Where a term occurs; empty when it does not."""
        info = self._term(field, term)
        if info is None:
            return NONE
        documents: list[Ints] = []
        times: list[Floats] = []
        for steps, weights, _values in self._blocks(info):
            documents.append(np.cumsum(np.array(steps, dtype=np.int64)))
            times.append(np.full(len(steps), 1.0 if weights is None else weights, dtype=np.float64))
        return Postings(np.concatenate(documents), np.concatenate(times))

    @readable
    def places(self, term: str) -> Ints:
        """Where a word stands: document number and place in one number each, ascending."""
        info = self._term("words", term)
        if info is None:
            return NONE.documents
        documents = self.postings("words", term).documents
        values = [value for _ids, _weights, block in self._blocks(info) for value in block]
        counts = np.array([len(value) // 4 for value in values], dtype=np.int64)
        places = np.frombuffer(b"".join(values), dtype=np.uint32).astype(np.int64)
        return (np.repeat(documents, counts) << PLACE_BITS) | places

    @readable
    def beginning_with(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Words that begin with `prefix` and in how many documents each occurs; looks at `most` of them."""
        found: list[tuple[str, int]] = []
        wanted = prefix.encode("utf-8", "surrogatepass")
        for count, ((field, term), info) in enumerate(self._terms.items_from("words", wanted)):
            if field != "words" or not term.startswith(wanted) or count >= most:
                break
            found.append((term.decode("utf-8", "surrogatepass"), int(info.doc_frequency())))
        return found

    def _term(self, field: str, term: str) -> W3TermInfo | None:
        try:
            return self._terms.term_info(field, term.encode("utf-8", "surrogatepass"))
        except TermNotFound:
            return None

    def _blocks(self, info: W3TermInfo) -> Iterator[tuple[Any, Any, Any]]:
        """The blocks of a posting list as Whoosh wrote them: steps between documents, weights, values."""
        file = self._terms._postfile
        position, _length = info.extent()
        if file.get(position, 4) != WHOOSH3_HEADER_MAGIC:
            raise Unavailable("damaged")
        position += 4
        size = 1
        while size > 0:
            size = _INT.unpack(file.get(position, 4))[0]
            # The last block of a list says so by a size below zero.
            block = file.get(position + 4, abs(size))
            head, rest = _unpickle_first(block)
            data = zlib.decompress(rest) if head[3] else rest
            yield pickle.loads(data)  # noqa: S301 - our own file, mode 0700, checked against its sum
            position += 4 + abs(size)


def _unpickle_first(block: bytes) -> tuple[Any, bytes]:
    stream = io.BytesIO(block)
    head = pickle.load(stream)  # noqa: S301 - our own file, mode 0700, checked against its sum
    return head, block[stream.tell() :]


def _pairs(facet: str, first: list[Any]) -> Codes:
    numbers: dict[str, int] = {}
    records: list[int] = []
    codes: list[int] = []
    for record, one in enumerate(first):
        for code in one[8].get(facet, ()):
            records.append(record)
            codes.append(numbers.setdefault(code, len(numbers)))
    return Codes(np.array(records, dtype=np.int64), np.array(codes, dtype=np.int64), list(numbers))
