"""How often each child had to be started again: counted by the supervisor, read by the web process for its figures.

The counts stand in memory that a child inherits when it is forked, so that no file has to be written while the disk may be full.
"""

from __future__ import annotations

from collections.abc import Mapping
from multiprocessing.sharedctypes import RawArray

NAMES = ("web", "worker")


class Restarts:
    """A count for each child, from 0 when the supervisor starts."""

    def __init__(self) -> None:
        self._counts = RawArray("Q", len(NAMES))

    def add(self, name: str) -> int:
        """One more restart of this child: how many there were now. Only the supervisor calls it."""
        place = NAMES.index(name)
        self._counts[place] += 1
        return int(self._counts[place])

    def counts(self) -> Mapping[str, int]:
        """The restarts of each child, by name."""
        return dict(zip(NAMES, self._counts, strict=True))
