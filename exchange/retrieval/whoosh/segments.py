"""One segment of an index as arrays: postings of a term, lengths, and the facts of its records.

A segment never changes once written, so everything here is read once. Which of its documents are deleted belongs
to a commit, not to the segment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length

from exchange.retrieval.port import Unavailable
from exchange.retrieval.whoosh import columns, postings
from exchange.retrieval.whoosh.columns import Codes, Ints
from exchange.retrieval.whoosh.dictionary import EMPTY, Dictionary
from exchange.retrieval.whoosh.facets import Rows, rows, words_for
from exchange.retrieval.whoosh.postings import LAST_PLACE, Posted
from exchange.retrieval.whoosh.storage import Descriptor, SharedStorage

Given = ParamSpec("Given")
Result = TypeVar("Result")
PLACE_BITS = 24
Singles = NDArray[np.float32]
_BYTE_LENGTHS = np.array([byte_to_length(number) for number in range(256)], dtype=np.float32)
_NO_CODES = Codes(np.empty(0, dtype=np.uint8), np.empty(0, dtype=np.uint8), [])


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
    def guard(*given: Given.args, **named: Given.kwargs) -> Result:
        try:
            return read(*given, **named)
        except Unavailable:
            raise
        except Exception as fault:
            raise Unavailable("damaged") from fault

    return guard


class Segment:
    """The arrays of one segment. `name` is like no other's, whatever Whoosh calls it; `columns` are the facts of its records."""

    def __init__(self, storage: SharedStorage, segment: Any, kind: str, name: str) -> None:
        self.name = name
        self.kind = kind
        self.size: int = segment.doc_count_all()
        name_of = segment.segment_id()
        storage.check(name_of, thorough=False)
        self.columns = columns.read(storage.content(f"{name_of}.{columns.SUFFIX}"))
        self._get = Descriptor(Path(storage.folder, f"{name_of}.{postings.SUFFIX}")).get
        self.lengths = {name: _BYTE_LENGTHS[held] for name, held in self.columns.lengths.items()}
        self.words = words_for(len(self.columns.records))
        self._facets: dict[str, Rows] = {}

    def facet(self, facet: str) -> Rows:
        """The bits of a facet, made when they are first asked for."""
        if facet not in self._facets:
            self._facets[facet] = rows(self.codes(facet), len(self.columns.records))
        return self._facets[facet]

    def codes(self, facet: str) -> Codes:
        """The codes of a facet; none when no record carries any."""
        return self.columns.codes.get(facet, _NO_CODES)

    @readable
    def postings(self, field: str, term: str) -> Postings:
        """Where a term occurs; empty when it does not."""
        posted = self._find_posted(field, term, places=False)
        return Postings(posted.documents.astype(np.int32), posted.weights.astype(np.float32)) if posted else NONE

    @readable
    def places(self, term: str) -> Ints:
        """Where a word stands: document number and place in one number each, ascending, none twice."""
        posted = self._find_posted("words", term, places=True)
        if posted is None:
            return np.empty(0, dtype=np.int64)
        documents = posted.documents.astype(np.int64) << PLACE_BITS
        found: Ints = np.repeat(documents, posted.counts) | posted.places  # type: ignore[arg-type, operator]  # words have places
        # The last place stands for all after it.
        return np.unique(found) if posted.places.max() == LAST_PLACE else found  # type: ignore[union-attr]  # as above

    @readable
    def beginning_with(self, field: str, prefix: str, most: int) -> list[tuple[str, int]]:
        """Terms of a field that begin with `prefix` and in how many documents each occurs: the most frequent ones, in no order."""
        held = self.dictionary(field)
        places = held.beginning_with(_encode(prefix))
        frequencies = held.frequencies[places.start : places.stop].astype(np.int64)
        chosen = range(len(places)) if len(places) <= most else np.argpartition(-frequencies, most - 1)[:most].tolist()
        return [(held.term(places[one]).decode("utf-8", "surrogatepass"), int(frequencies[one])) for one in chosen]

    @readable
    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term occurs, deleted ones counted too."""
        held = self.dictionary(field)
        place = held.place(_encode(term))
        return 0 if place is None else int(held.frequencies[place])

    def dictionary(self, field: str) -> Dictionary:
        """All terms of a field."""
        held = self.columns.fields.get(field)
        return held.terms if held else EMPTY

    def _find_posted(self, field: str, term: str, *, places: bool) -> Posted | None:
        place = self.dictionary(field).place(_encode(term))
        if place is None:
            return None
        found = postings.read(self._get, self.columns.fields[field], range(place, place + 1), places=places)
        if found.documents.max() >= self.size:
            raise Unavailable("damaged")
        return found


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
