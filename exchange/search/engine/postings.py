"""The posting lists of a segment, in Whoosh's files: blocks of numbers as arrays in place of tuples.

Whoosh reads the documents and weights of a block whatever kind of sequence they are; it never looks at what else a block
holds. So its own searcher still reads these files, while a block of thousands is taken in at once.
"""

from __future__ import annotations

import io
import pickle
import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3PostingsWriter, W3TermInfo
from whoosh.util.numeric import length_to_byte

from exchange.search.backend import Unavailable

BLOCK = 8192
FEW = 8
LAST_PLACE = 65_535
_INT = struct.Struct("!i")
Unsigned = NDArray[np.uint32]
Short = NDArray[np.uint16]
Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Posted:
    """The postings of one term: documents ascending, how often it counts in each, how many places each has, and all places in order.

    A field without places has None for both.
    """

    documents: Unsigned
    weights: Singles
    counts: Unsigned | None = None
    places: Short | None = None

    def part(self, start: int, stop: int, first_place: int, last_place: int) -> Posted:
        """Some of the postings, with their places."""
        if self.counts is None or self.places is None:
            return Posted(self.documents[start:stop], self.weights[start:stop])
        places = self.places[first_place:last_place]
        return Posted(self.documents[start:stop], self.weights[start:stop], self.counts[start:stop], places)


class Codec(W3Codec):  # type: ignore[misc]  # Whoosh's types are skipped
    """Whoosh's codec with these blocks."""

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Writer:
        """The writer of a field's posting lists."""
        return Writer(dbfile, blocklimit=BLOCK, byteids=byteids, compression=0, inlinelimit=0)


class Writer(W3PostingsWriter):  # type: ignore[misc]  # Whoosh's types are skipped
    """Writes the posting list given to `hold` when the term is finished."""

    def hold(self, posted: Posted, lengths: tuple[int, int]) -> None:
        """Take the postings of the term begun; `lengths` are the shortest and longest document of the segment."""
        self.held = posted
        self.lengths = lengths
        self.shortest, self.longest = (length_to_byte(length) for length in lengths)

    def start_postings(self, _format: Any, terminfo: W3TermInfo) -> None:
        """Begin the list of a term."""
        self.info = terminfo
        self.begin = self._postfile.tell()

    def finish_postings(self) -> W3TermInfo:
        """Write the blocks; what Whoosh keeps of the term."""
        posted, size, info = self.held, len(self.held.documents), self.info
        self._postfile.write(WHOOSH3_HEADER_MAGIC)
        if size <= BLOCK:
            self._write(posted, last=True)
        else:
            self._write_parts(posted)
        info._weight, info._maxweight, info._df = float(posted.weights.sum()), float(posted.weights.max()), size
        info._minlength, info._maxlength = self.lengths
        info._minid, info._maxid = int(posted.documents[0]), int(posted.documents[-1])
        info.set_extent(self.begin, self._postfile.tell() - self.begin)
        return info

    def _write_parts(self, posted: Posted) -> None:
        size = len(posted.documents)
        ends = (
            np.concatenate(([0], np.cumsum(posted.counts, dtype=np.int64))).tolist()
            if posted.counts is not None
            else [0] * (size + 1)
        )
        for start in range(0, size, BLOCK):
            stop = min(start + BLOCK, size)
            self._write(posted.part(start, stop, ends[start], ends[stop]), last=stop == size)

    def _write(self, posted: Posted, *, last: bool) -> None:
        documents = posted.documents
        # Most terms occur in few documents, where plain numbers are quicker and smaller than arrays.
        few = len(documents) <= FEW
        steps = _steps(documents.tolist()) if few else _compact(np.diff(documents, prepend=np.uint32(0)))
        weights = tuple(posted.weights.tolist()) if few else _compact(posted.weights)
        counts = None if posted.counts is None else tuple(posted.counts.tolist()) if few else _compact(posted.counts)
        places = posted.places.tobytes() if posted.places is not None else None
        heaviest = max(weights) if few else posted.weights.max()
        head = (len(documents), int(documents[-1]), float(heaviest), 0, self.shortest, self.longest)
        written = pickle.dumps(head, protocol=2) + pickle.dumps((steps, weights, counts, places), protocol=5)
        self._postfile.write(_INT.pack(-len(written) if last else len(written)) + written)


def _steps(documents: list[int]) -> tuple[int, ...]:
    return tuple(after - before for before, after in pairwise([0, *documents]))


def _compact(numbers: NDArray[Any]) -> Any:
    """The numbers as an array of the narrowest kind that holds them."""
    whole = numbers.astype(np.uint32)
    if not np.array_equal(whole, numbers):
        return array("f", numbers.astype(np.float32).tobytes())
    highest = int(whole.max())
    kind, wide = ("B", np.uint8) if highest < 1 << 8 else ("H", np.uint16) if highest < 1 << 16 else ("I", np.uint32)
    return array(kind, whole.astype(wide).tobytes())


def read(file: Any, info: W3TermInfo, *, places: bool) -> Posted:
    """The posting list of a term, without its places unless they are asked for. Raises Unavailable when it is no list."""
    documents, weights, counts, stood = [], [], [], []
    for steps, times, numbers, where in _blocks(file, info):
        documents.append(np.cumsum(np.asarray(steps, dtype=np.uint32), dtype=np.uint32))
        weights.append(np.asarray(times, dtype=np.float32))
        if places:
            counts.append(np.asarray(numbers, dtype=np.uint32))
            stood.append(np.frombuffer(where, dtype=np.uint16))
    if not places:
        return Posted(_whole(documents), _whole(weights))
    return Posted(_whole(documents), _whole(weights), _whole(counts), _whole(stood))


def _whole(parts: list[NDArray[Any]]) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _blocks(file: Any, info: W3TermInfo) -> Iterator[tuple[Any, Any, Any, Any]]:
    # Whoosh leaves the length in the tuple that struct gave it.
    position, (length,) = info.extent()
    content = file.get(position, length)
    if content[:4] != WHOOSH3_HEADER_MAGIC:
        raise Unavailable("damaged")
    position = 4
    while position < length:
        size = abs(_INT.unpack_from(content, position)[0])
        stream = io.BytesIO(content[position + 4 : position + 4 + size])
        pickle.load(stream)  # noqa: S301 - our own file, mode 0700, checked against its sum
        yield pickle.load(stream)  # noqa: S301 - as above
        position += 4 + size
