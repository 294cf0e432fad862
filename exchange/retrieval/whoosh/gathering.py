"""The postings of a segment to come: numbers in long arrays as documents arrive, put in order once, at the end."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from exchange.retrieval.whoosh.dictionary import dictionary
from exchange.retrieval.whoosh.narrow import narrow
from exchange.retrieval.whoosh.postings import LAST_PLACE, Gathered, Posted

Number = TypeVar("Number", bound=np.generic)


class Field:
    """What was gathered of one field."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.terms = array("I")
        self.documents = array("I")
        self.weights = array("f")
        self.counts = array("I")
        self.places = array("I")

    def put(self, document: int, times: Mapping[str, float], places: Mapping[str, Sequence[int]] | None) -> None:
        """The terms of one document, after those of all before it."""
        numbers = self.numbers
        self.terms.extend([numbers.setdefault(term, len(numbers)) for term in times])
        self.documents.extend(repeat(document, len(times)))
        self.weights.extend(times.values())
        if places is not None:
            held = [places[term] for term in times]
            self.counts.extend(map(len, held))
            self.places.extend(chain.from_iterable(held))

    def add(self, terms: Sequence[str], frequencies: NDArray[Any], posted: Posted) -> None:
        """Postings of terms one after the other, each in documents after all before them; `frequencies` says how many each has."""
        numbers = self.numbers
        given = np.array([numbers.setdefault(term, len(numbers)) for term in terms], dtype=np.uint32)
        self.terms.frombytes(np.repeat(given, frequencies).tobytes())
        self.documents.frombytes(posted.documents.astype(np.uint32).tobytes())
        self.weights.frombytes(posted.weights.astype(np.float32).tobytes())
        if posted.counts is not None and posted.places is not None:
            self.counts.frombytes(posted.counts.astype(np.uint32).tobytes())
            self.places.frombytes(posted.places.astype(np.uint32).tobytes())

    def gather(self) -> Gathered:
        """The field with its terms in the order of bytes, which is that of their letters."""
        terms = sorted(self.numbers)
        rank = np.empty(len(terms), dtype=np.uint32)
        rank[[self.numbers[term] for term in terms]] = np.arange(len(terms), dtype=np.uint32)
        keys = rank[_numbers(self.terms, np.uint32)]
        order = np.argsort(keys, kind="stable")
        frequencies = np.bincount(keys, minlength=len(terms))
        counts, places = self._places(order)
        stood = None if counts is None else narrow(np.add.reduceat(counts, np.cumsum(frequencies) - frequencies, dtype=np.int64))
        return Gathered(
            dictionary([term.encode("utf-8", "surrogatepass") for term in terms], frequencies),
            Posted(_numbers(self.documents, np.uint32)[order], _numbers(self.weights, np.float32)[order], counts, places),
            stood,
        )

    def _places(self, order: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.uint16]] | tuple[None, None]:
        """Counts and places in the order of the terms."""
        if not self.counts:
            return None, None
        counts = _numbers(self.counts, np.uint32)
        begins = np.cumsum(counts, dtype=np.int64) - counts
        moved = counts[order]
        shifts = begins[order] - (np.cumsum(moved, dtype=np.int64) - moved)
        places = _numbers(self.places, np.uint32)[np.repeat(shifts, moved) + np.arange(len(self.places))]
        return moved, np.minimum(places, LAST_PLACE).astype(np.uint16)


class Pool:
    """All postings of a segment to come, by field. Stands in for Whoosh's own."""

    def __init__(self) -> None:
        self.fields: dict[str, Field] = {}

    def field(self, name: str) -> Field:
        """What is gathered of a field."""
        return self.fields.setdefault(name, Field())

    def put(
        self, field: str, document: int, times: Mapping[str, float], places: Mapping[str, Sequence[int]] | None = None
    ) -> None:
        """The terms of one document, after those of all before it."""
        self.field(field).put(document, times, places)

    def cleanup(self) -> None:
        """Forget everything."""
        self.fields.clear()


def _numbers(held: array[int] | array[float], kind: type[Number]) -> NDArray[Number]:
    return np.frombuffer(held, dtype=kind) if held else np.empty(0, dtype=kind)
