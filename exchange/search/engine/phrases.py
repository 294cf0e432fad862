"""Where the words of a phrase stand together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from exchange.search.engine.columns import Bools, Ints
from exchange.search.engine.segments import PLACE_BITS


def together(parts: Sequence[tuple[int, Ints]]) -> Ints:
    """The document of each place in a segment where every word stands at its offset, from (offset, places of the word) of each."""
    # The rarest word first: every further one can only take away.
    ordered = sorted(parts, key=lambda part: len(part[1]))
    begins = ordered[0][1] - ordered[0][0]
    for offset, places in ordered[1:]:
        begins = begins[_among(begins + offset, places)]
    return begins >> PLACE_BITS


def _among(wanted: Ints, sorted_values: Ints) -> Bools:
    """For each of `wanted`, whether it is among `sorted_values`."""
    if not len(sorted_values):
        return np.zeros(len(wanted), dtype=np.bool_)
    places = np.minimum(np.searchsorted(sorted_values, wanted), len(sorted_values) - 1)
    return np.asarray(sorted_values[places] == wanted)
