"""Where the words of a phrase stand together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from exchange.search.engine.columns import Ints
from exchange.search.engine.segments import PLACE_BITS

# From so many times as many on, looking for each by halving is faster than going through all.
HALVING = 8


def together(parts: Sequence[tuple[int, Ints]]) -> Ints:
    """The document of each place in a segment where every word stands at its offset, from (offset, places of the word) of each."""
    # The rarest word first: every further one can only take away.
    ordered = sorted(parts, key=lambda part: len(part[1]))
    begins = ordered[0][1] - ordered[0][0]
    for offset, places in ordered[1:]:
        begins = _shared(begins + offset, places) - offset
    return begins >> PLACE_BITS


def _shared(few: Ints, many: Ints) -> Ints:
    """The values that both hold; each is ascending, without a value twice."""
    if len(few) * HALVING < len(many):
        places = np.minimum(np.searchsorted(many, few), len(many) - 1)
        return np.asarray(few[many[places] == few])
    # Two runs that are in order already are merged rather than sorted: twice as fast as halving for each.
    both = np.concatenate((few, many))
    both.sort(kind="stable")
    return np.asarray(both[1:][both[1:] == both[:-1]])
