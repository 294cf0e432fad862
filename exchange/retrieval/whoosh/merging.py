"""Which segments are merged, and when.

A put adds a segment of its own and merges nothing, so that it costs the same however large the index is. What piles up
is merged while nothing is owed: eight segments of about one size make one, so that a document is written again a few
times in its life, and a segment of which much is deleted is written anew.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from whoosh.reading import SegmentReader

from exchange.retrieval.whoosh.storage import SharedStorage
from exchange.retrieval.whoosh.writing import Writer

STEP = 8
LARGEST = 20_000
MOST_DELETED = 0.3
# Only a stream of changes without a pause leads here: then a put merges a few of the smallest itself.
MOST_SEGMENTS = 48
SMALL = 100
LOOK_SECONDS = 0.1

Policy = Callable[[Writer, list[Any]], list[Any]]


class GivenUp(Exception):
    """A merge was left because other work is owed."""


def living(segment: Any) -> int:
    """How many documents of a segment are not deleted."""
    return int(segment.doc_count_all() - segment.deleted_count())


def worth_merging(segments: list[Any]) -> list[Any]:
    """The segments of which one is to be made; none when merging would gain little."""
    sizes: dict[int, list[Any]] = defaultdict(list)
    for one in segments:
        if living(one) <= LARGEST // 2:
            sizes[_size(living(one))].append(one)
    for _size_class, alike in sorted(sizes.items()):
        if len(alike) >= STEP:
            return _together(sorted(alike, key=living)[:STEP], LARGEST)
    thinned = [one for one in segments if one.deleted_count() > MOST_DELETED * one.doc_count_all() and living(one) <= LARGEST]
    return sorted(thinned, key=living)[:1]


def _size(documents: int) -> int:
    """Which power of `STEP` a number reaches."""
    reached = 0
    while documents >= STEP:
        documents //= STEP
        reached += 1
    return reached


def _together(smallest_first: list[Any], most: int) -> list[Any]:
    """As many of them as make `most` documents, at least two."""
    chosen: list[Any] = []
    total = 0
    for one in smallest_first:
        total += living(one)
        if total > most and len(chosen) > 1:
            break
        chosen.append(one)
    return chosen


def merge(chosen: list[Any]) -> Policy:
    """Whoosh's merge policy that makes one segment of `chosen`, and leaves out those without a living document."""
    names = {one.segment_id() for one in chosen}

    def policy(writer: Writer, segments: list[Any]) -> list[Any]:
        kept = []
        for one in filter(living, segments):
            if one.segment_id() in names:
                _add(writer, one)
            else:
                kept.append(one)
        return kept

    return policy


def put_beside(writer: Writer, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy of a put: nothing is merged, unless segments have piled up for want of a pause."""
    kept = list(filter(living, segments))
    if len(kept) <= MOST_SEGMENTS:
        return kept
    return merge(_together(sorted(kept, key=living)[: 2 * STEP], SMALL))(writer, kept)


def _add(writer: Writer, segment: Any) -> None:
    # What is merged gets new sums: damage must not be taken along under them.
    SharedStorage(writer.storage.folder, writer.before.files).check(segment.segment_id(), thorough=True)
    reader = SegmentReader(writer.storage, writer.schema, segment)
    try:
        writer.add_reader(reader)
    finally:
        reader.close()


class Watch:
    """Called often while merging: asks `give_way` now and then, and raises GivenUp when it says so."""

    def __init__(self, give_way: Callable[[], bool]) -> None:
        self.give_way = give_way
        self.next = time.monotonic() + LOOK_SECONDS

    def __call__(self) -> None:
        if time.monotonic() < self.next:
            return
        if self.give_way():
            raise GivenUp
        self.next = time.monotonic() + LOOK_SECONDS
