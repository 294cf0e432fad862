"""Building the index of an engine once, in a process of its own, and keeping what it cost beside it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from exchange.retrieval.port import Document
from exchange.retrieval.whoosh.fields import fingerprint
from tests.bench import collection
from tests.bench.engines import NAMES, PRODUCT, opened
from tests.bench.engines.product import Comparison as Product
from tests.bench.spent import apart, size_of, spent

COST = "cost.json"


def built(name: str, size: int, folder: Path) -> dict[str, float]:
    """What it costs to build the index of `name` over `size` practices in `folder`. One that was kept is not built again."""
    kept = folder / COST
    made_as = fingerprint() if name == PRODUCT else ""
    if kept.exists():
        found: dict[str, Any] = json.loads(kept.read_text())
        if found["made_as"] == made_as and (name != PRODUCT or Product(folder).backend.health() == "ready"):
            cost: dict[str, float] = found["cost"]
            return cost
    shutil.rmtree(folder, ignore_errors=True)
    cost = apart(_build, name, size, folder)
    kept.write_text(json.dumps({"made_as": made_as, "cost": cost}))
    return cost


def _build(name: str, size: int, folder: Path) -> dict[str, float]:
    engine = opened(name, folder)
    made = Clocked(collection.documents(size))
    bar = tqdm(made, total=size, desc=f"{NAMES[name]}, {size:,}", unit=" practices", mininterval=1)
    cost = spent(lambda: engine.build(bar))
    engine.close()
    return {"wall": cost.wall - made.wall, "processor": cost.processor - made.processor, "disk": size_of(folder)}


class Clocked:
    """Documents as they are made, with what making them cost, which is none of the engine's."""

    def __init__(self, source: Iterator[Document]) -> None:
        self.source = source
        self.wall = self.processor = 0.0

    def __iter__(self) -> Iterator[Document]:
        while True:
            wall, processor = time.perf_counter(), time.thread_time()
            found = next(self.source, None)
            self.wall += time.perf_counter() - wall
            self.processor += time.thread_time() - processor
            if found is None:
                return
            yield found
