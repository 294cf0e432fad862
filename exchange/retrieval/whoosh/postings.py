"""The posting lists of a segment in one file: the numbers of a kind for all terms of a field one after the other.

Whoosh writes a list in blocks, each packed by itself, and looks a term up in a table of hashes. Here the dictionary says how
many documents each term has, and so where its numbers stand; a list is read in as many pieces as there are kinds, and a
field is written in as many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from exchange.retrieval.whoosh.dictionary import Dictionary
from exchange.retrieval.whoosh.narrow import narrow

SUFFIX = "pst"
LAST_PLACE = 65_535
Read = Callable[[int, int], bytes]
Ends = NDArray[np.int64]


@dataclass(frozen=True)
class Posted:
    """The postings of a term: documents ascending, how often it counts in each, how many places each has, and all places in order.

    Of several terms they stand one after the other. A field without places has None for both.
    """

    documents: NDArray[Any]
    weights: NDArray[Any]
    counts: NDArray[Any] | None = None
    places: NDArray[Any] | None = None


@dataclass(frozen=True)
class Gathered:
    """A field as it is written: its dictionary, the postings of all its terms, and how many places each term has."""

    terms: Dictionary
    posted: Posted
    stood: NDArray[Any] | None


@dataclass(frozen=True)
class Stretch:
    """Where the numbers of one kind stand in the file, and how numpy calls their type."""

    begin: int
    kind: str


@dataclass(frozen=True)
class Inverted:
    """A field of a segment: its dictionary, and where the postings of its terms stand in the file."""

    terms: Dictionary
    documents: Stretch
    weights: Stretch
    counts: Stretch | None
    places: Stretch | None
    stood: NDArray[Any] | None

    @cached_property
    def ends(self) -> Ends:
        """The number of postings up to each term, from 0 before the first."""
        return _ends(self.terms.frequencies)

    @cached_property
    def last_places(self) -> Ends:
        """The number of places up to each term, from 0 before the first."""
        return _ends(self.stood if self.stood is not None else np.empty(0, dtype=np.int32))


def _ends(numbers: NDArray[Any]) -> Ends:
    ends = np.zeros(len(numbers) + 1, dtype=np.int64)
    np.cumsum(numbers, out=ends[1:])
    return ends


def write(file: BinaryIO, field: Gathered) -> Inverted:
    """Write a field to the end of the file. Raises OSError when there is no room."""
    posted = field.posted
    return Inverted(
        terms=field.terms,
        documents=_put(file, posted.documents),
        weights=_put(file, posted.weights),
        counts=None if posted.counts is None else _put(file, posted.counts),
        places=None if posted.places is None else _put(file, posted.places),
        stood=field.stood,
    )


def _put(file: BinaryIO, numbers: NDArray[Any]) -> Stretch:
    begin, held = file.tell(), narrow(numbers)
    file.write(held.tobytes())
    return Stretch(begin, held.dtype.str)


def read(get: Read, field: Inverted, terms: range, *, places: bool) -> Posted:
    """The postings of neighbours in the dictionary, with their places if they are asked for and the field has them.

    `get` reads the file: position, length. Raises what that raises.
    """
    first, last = int(field.ends[terms.start]), int(field.ends[terms.stop])
    documents = _take(get, field.documents, first, last)
    weights = _take(get, field.weights, first, last)
    if not places or field.counts is None or field.places is None:
        return Posted(documents, weights)
    stood = int(field.last_places[terms.start]), int(field.last_places[terms.stop])
    return Posted(documents, weights, _take(get, field.counts, first, last), _take(get, field.places, *stood))


def _take(get: Read, stretch: Stretch, first: int, last: int) -> NDArray[Any]:
    kind = np.dtype(stretch.kind)
    return np.frombuffer(get(stretch.begin + first * kind.itemsize, (last - first) * kind.itemsize), dtype=kind)
