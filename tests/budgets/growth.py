"""How the work of a function grows when its input is doubled: Python by the lines it runs, C by processor time."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from types import FrameType
from typing import Any

DOUBLINGS = 5
# Twice as much text may take a little more than twice the work; four times is a square.
MOST = 2.5
# Less processor time than this says nothing.
SHORTEST = 0.004

Work = Callable[[Any], object]


def lines(work: Work, given: object) -> int:
    """The lines of Python that run while `work` is done, those of libraries among them."""
    count = 0

    def line(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        work(given)
    finally:
        sys.settrace(before)
    return count


def seconds(work: Work, given: object) -> float:
    """Processor time, without that of a tool that watches each line."""
    before = sys.gettrace()
    sys.settrace(None)
    try:
        begun = time.process_time()
        work(given)
        return time.process_time() - begun
    finally:
        sys.settrace(before)


def factor(measure: Callable[[Work, object], float], work: Work, inputs: list[object], shortest: float) -> float:
    """The median factor from an input to the next, which is twice as large; 0 when even the largest took less than `shortest`."""
    gc.disable()
    try:
        taken = [measure(work, given) for given in inputs]
    finally:
        gc.enable()
    if taken[-1] < shortest:
        return 0
    return median(larger / smaller if smaller else MOST for smaller, larger in pairwise(taken))


def factor_of_lines(work: Work, made: Callable[[int], object], smallest: int) -> float:
    """The factor of lines for inputs from `smallest` on."""
    return factor(lines, work, [made(smallest << doubling) for doubling in range(DOUBLINGS + 1)], 200)


def factor_of_time(work: Work, made: Callable[[int], object], smallest: int) -> float:
    """The factor of processor time; the least of five attempts, since another process may have stood in the way."""
    inputs = [made(smallest << doubling) for doubling in range(DOUBLINGS + 1)]
    found = MOST + 1
    for _attempt in range(5):
        if found > MOST:
            found = min(found, factor(seconds, work, inputs, SHORTEST))
    return found
