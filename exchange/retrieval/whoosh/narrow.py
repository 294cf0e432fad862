"""Numbers in the narrowest type that holds them as they are: half of what an index costs to open is reading it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_NARROWEST_FIRST = ("<u1", "<u2", "<u4")


def narrow(numbers: NDArray[Any]) -> NDArray[Any]:
    """The numbers, none of them below 0: as whole ones if they are, in single precision if not."""
    highest = numbers.max(initial=0)
    for kind in _NARROWEST_FIRST:
        if highest <= np.iinfo(kind).max:
            found = numbers.astype(kind)
            return found if numbers.dtype.kind in "ui" or np.array_equal(found, numbers) else numbers.astype("<f4")
    return numbers.astype("<f4")
