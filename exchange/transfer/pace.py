"""How many records a batch of an import has, so that others can write too.

A batch holds the write lock of SQLite as long as it takes, and a member who presses "Save" meanwhile waits. So the number of
records follows the time the last batch took, and after each batch the lock is free for a while.
"""

from __future__ import annotations

import time

FIRST, LEAST, MOST = 50, 10, 200
# So long a batch holds the lock, as near as its number of records can bring that.
HOLD_SECONDS = 0.2
# For at least this share of the time a batch took others have the database; and long enough for one that waits to look
# again, which SQLite does every tenth of a second.
REST = 0.5
SHORTEST_REST = 0.12


class Pace:
    """The number of records of the next batch, and when it may begin."""

    def __init__(self) -> None:
        self.size = FIRST
        self.next_at = 0.0

    def wait(self) -> None:
        """Leave the database to others until the next batch may begin; reading its records counts as rest already."""
        time.sleep(max(0.0, self.next_at - time.monotonic()))

    def note(self, records: int, seconds: float) -> None:
        """A batch of so many records has just held the lock so long. The number at most doubles, and falls at once."""
        self.next_at = time.monotonic() + max(SHORTEST_REST, REST * seconds)
        # One that the end of a file cut short says nothing of the number there was.
        if records >= self.size:
            fitting = records * min(2.0, HOLD_SECONDS / max(seconds, 0.001))
            self.size = min(MOST, max(LEAST, round(fitting)))
