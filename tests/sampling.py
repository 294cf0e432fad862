"""Long matrices: a sample that covers each row and each way in every run, and all of it with EXCHANGE_TEST_ALL=1 (`make drill`)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import product
from typing import TypeVar

First = TypeVar("First")
Second = TypeVar("Second")
TAKES_ALL = os.environ.get("EXCHANGE_TEST_ALL") == "1"


def pairs(rows: Sequence[First], ways: Sequence[Second], *, whole: bool = TAKES_ALL) -> list[tuple[First, Second]]:
    """Each row with each way; unless `whole`, each row with one way, the ways in turn, so that each is taken about as often."""
    if whole:
        return list(product(rows, ways))
    return [(row, ways[place % len(ways)]) for place, row in enumerate(rows)]


def share(rows: Sequence[First], place: int, tests: int, *, whole: bool = TAKES_ALL) -> list[First]:
    """The rows that the test at `place` of `tests` alike takes, so that each row is taken by one of them; all of them with `whole`."""
    return list(rows) if whole else list(rows[place::tests])
