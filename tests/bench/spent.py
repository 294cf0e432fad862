"""Measuring: processor time of a process or a thread, quantiles, and work in a process of its own."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

Given = ParamSpec("Given")
Result = TypeVar("Result")
KILOBYTE = 1024


@dataclass(frozen=True)
class Spent:
    """What some work cost, in seconds: on the clock, and of processor time with that of child processes."""

    wall: float
    processor: float


def _processor() -> float:
    return sum(os.times()[:4])


def spent(work: Callable[[], object]) -> Spent:
    """What `work` costs when done once."""
    wall, processor = time.perf_counter(), _processor()
    work()
    return Spent(time.perf_counter() - wall, _processor() - processor)


def milliseconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Processor time of `work` in milliseconds; `clock` is `time.thread_time` where threads work beside."""
    begun = clock()
    work()
    return (clock() - begun) * 1_000


def quantile(values: Sequence[float], part: float) -> float:
    """The value that `part` of them do not exceed."""
    return float(np.quantile(values, part, method="higher"))


def apart(work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
    """What `work` gives, done in a fresh process: neither memory nor caches mix."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given, **named).result()


def memory() -> dict[str, float]:
    """Megabytes of this process now: resident (`rss`), and what no other process shares (`private`)."""
    gc.collect()
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(size.split()[0]) for name, size in (line.split(":") for line in lines)}
    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
    return {"rss": sizes["Rss"] / KILOBYTE, "private": private / KILOBYTE}


def size_of(folder: Path) -> float:
    """Megabytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / KILOBYTE**2
