"""The dictionary of a field of a segment: all its terms, in the order of bytes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exchange.retrieval.whoosh.narrow import narrow


@dataclass(frozen=True)
class Dictionary:
    """The terms one after the other; how many bytes each has; in how many documents each occurs."""

    text: NDArray[np.uint8]
    lengths: NDArray[Any]
    frequencies: NDArray[Any]

    @cached_property
    def ends(self) -> NDArray[np.uint32]:
        """Where each term ends."""
        return np.cumsum(self.lengths, dtype=np.uint32)

    @cached_property
    def _bytes(self) -> memoryview:
        return self.text.data

    def __len__(self) -> int:
        return len(self.lengths)

    def __iter__(self) -> Iterator[bytes]:
        text, start = self.text.tobytes(), 0
        for end in self.ends.tolist():
            yield text[start:end]
            start = end

    def term(self, place: int) -> bytes:
        """The term at a place."""
        return bytes(self._bytes[self.ends[place - 1] if place else 0 : self.ends[place]])

    def place(self, term: bytes) -> int | None:
        """Where a term is; None when the field does not hold it."""
        place = bisect_left(range(len(self)), term, key=self.term)
        return place if place < len(self) and self.term(place) == term else None

    def beginning_with(self, prefix: bytes) -> range:
        """The places of the terms that begin with `prefix`."""
        places = range(len(self))
        first = bisect_left(places, prefix, key=self.term)
        return range(first, bisect_right(places, prefix, lo=first, key=lambda place: self.term(place)[: len(prefix)]))


def dictionary(terms: Sequence[bytes], frequencies: NDArray[Any]) -> Dictionary:
    """The dictionary of terms that are in the order of bytes."""
    text = np.frombuffer(b"".join(terms), dtype=np.uint8)
    return Dictionary(text, narrow(np.array([len(term) for term in terms], dtype=np.int64)), narrow(frequencies))


EMPTY = dictionary([], np.empty(0, dtype=np.int64))
