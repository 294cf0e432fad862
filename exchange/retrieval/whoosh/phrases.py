"""Where the words of a phrase stand, and where they stand together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from exchange.retrieval import inflection
from exchange.retrieval.whoosh.columns import Ints
from exchange.retrieval.whoosh.segments import PLACE_BITS, Segment

# From so many times as many on, looking for each by halving is faster than going through all.
HALVING = 8
# Of the words that begin like one sought, so many are looked at whether they are forms of it, the most frequent ones.
MOST_BEGINNING = 2_000


def places_of(segment: Segment, form: str, language: str | None) -> Ints:
    """Where a word stands in a segment, as `Segment.places` says it; with a language, in any form that it has there."""
    if language is None:
        return segment.places(form)
    likely = (segment.beginning_with("words", one, MOST_BEGINNING) for one in inflection.beginnings(form))
    others = {word for words in likely for word, _frequency in words if inflection.is_inflected(form, word, language)} - {form}
    if not others:
        return segment.places(form)
    places = np.concatenate([segment.places(one) for one in (form, *others)])
    places.sort(kind="stable")
    # Two forms may both have the last place, which stands for all after it.
    return np.asarray(places[np.append(True, places[1:] != places[:-1])])


def together(parts: Iterable[tuple[int, Ints]]) -> Ints:
    """The document of each place in a segment where every word stands at its offset, from (offset, places of the word) of each."""
    known = []
    for offset, places in parts:
        if not len(places):
            return places
        known.append((offset, places))
    # The rarest word first: every further one can only take away.
    ordered = sorted(known, key=lambda part: len(part[1]))
    begins = ordered[0][1] - ordered[0][0]
    for offset, places in ordered[1:]:
        begins = _intersect(begins + offset, places) - offset
    return begins >> PLACE_BITS


def _intersect(few: Ints, many: Ints) -> Ints:
    """The values that both hold; each is ascending, without a value twice."""
    if len(few) * HALVING < len(many):
        places = np.minimum(np.searchsorted(many, few), len(many) - 1)
        return np.asarray(few[many[places] == few])
    # Two runs that are in order already are merged rather than sorted: twice as fast as halving for each.
    both = np.concatenate((few, many))
    both.sort(kind="stable")
    return np.asarray(both[1:][both[1:] == both[:-1]])
