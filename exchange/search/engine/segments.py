"""One segment of an index as arrays: postings of a term, lengths, and the facts of its records.

A segment never changes once written, so everything here is read once. Which of its documents are deleted belongs
to a commit, not to the segment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import LENGTHS_COLUMN, W3Codec, W3TermInfo
from whoosh.reading import TermNotFound
from whoosh.util.numeric import byte_to_length

from exchange.search.backend import FACETS, Unavailable
from exchange.search.engine import columns, postings
from exchange.search.engine.columns import EMPTY, Codes, Ints
from exchange.search.engine.facets import Rows, rows, words_for
from exchange.search.engine.postings import Singles
from exchange.search.engine.storage import SharedStorage

Given = ParamSpec("Given")
Result = TypeVar("Result")
PLACE_BITS = 24
FIELDS = ("words", "stems")
_BYTE_LENGTHS = np.array([byte_to_length(number) for number in range(256)], dtype=np.float32)
_NO_CODES = Codes(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), [])


@dataclass(frozen=True)
class Postings:
    """The documents a term occurs in, ascending, and how often in each."""

    documents: NDArray[np.int32]
    times: Singles

    @property
    def bytes(self) -> int:
        """Memory held."""
        return self.documents.nbytes + self.times.nbytes


NONE = Postings(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32))


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
    """The arrays of one segment. `name` is like no other's, whatever Whoosh calls it; `columns` are the facts of its records."""

    def __init__(self, storage: SharedStorage, segment: Any, kind: str, name: str) -> None:
        self.name = name
        self.kind = kind
        self.size: int = segment.doc_count_all()
        storage.check(segment.segment_id())
        codec = W3Codec()
        self._terms = codec.terms_reader(storage, segment)
        self._info = codec.per_document_reader(storage, segment)
        self.lengths = {name: self._lengths(name) for name in FIELDS}
        self.total_length = {name: float(self._info.field_length(name)) for name in FIELDS}
        self.columns = columns.read(storage.open_file(f"{segment.segment_id()}.{columns.SUFFIX}").read())
        self.words = words_for(len(self.columns.records))

    def _lengths(self, name: str) -> Singles:
        column = f"_{name}_len"
        lengths = np.zeros(self.size, dtype=np.float32)
        if self._info.has_column(column):
            stored = bytes(self._info.column_reader(column, LENGTHS_COLUMN).load())
            lengths[: len(stored)] = _BYTE_LENGTHS[np.frombuffer(stored, dtype=np.uint8)]
        return lengths

    @cached_property
    def facets(self) -> dict[str, Rows]:
        """The bits of each facet."""
        return {facet: rows(self.codes(facet), len(self.columns.records)) for facet in FACETS[self.kind]}

    def codes(self, facet: str) -> Codes:
        """The codes of a facet; none when no record carries any."""
        return self.columns.codes.get(facet, _NO_CODES)

    @readable
    def postings(self, field: str, term: str) -> Postings:
        """Where a term occurs; empty when it does not."""
        info = self._term(field, term)
        if info is None:
            return NONE
        posted = postings.read(self._terms._postfile, info, places=False)
        return Postings(posted.documents.astype(np.int32), posted.weights)

    @readable
    def places(self, term: str) -> Ints:
        """Where a word stands: document number and place in one number each, ascending."""
        info = self._term("words", term)
        if info is None:
            return np.empty(0, dtype=np.int64)
        posted = postings.read(self._terms._postfile, info, places=True)
        documents = posted.documents.astype(np.int64) << PLACE_BITS
        return np.repeat(documents, posted.counts) | posted.places  # type: ignore[arg-type, operator]  # words have places

    @readable
    def beginning_with(self, field: str, prefix: str, most: int) -> list[tuple[str, int]]:
        """Terms of a field that begin with `prefix` and in how many documents each occurs: the most frequent ones, in no order."""
        held = self.columns.dictionaries.get(field, EMPTY)
        places = held.beginning_with(prefix.encode("utf-8", "surrogatepass"))
        frequencies = held.frequencies[places.start : places.stop]
        chosen = range(len(places)) if len(places) <= most else np.argpartition(-frequencies, most - 1)[:most].tolist()
        return [(held.term(places[one]).decode("utf-8", "surrogatepass"), int(frequencies[one])) for one in chosen]

    @readable
    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term occurs, deleted ones counted too."""
        info = self._term(field, term)
        return int(info.doc_frequency()) if info else 0

    def _term(self, field: str, term: str) -> W3TermInfo | None:
        try:
            return self._terms.term_info(field, term.encode("utf-8", "surrogatepass"))
        except TermNotFound:
            return None
