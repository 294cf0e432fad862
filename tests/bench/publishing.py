"""How long until everybody finds what was published: real processes, a practice written and committed, the search page asked."""

from __future__ import annotations

import time
from pathlib import Path

from tqdm import tqdm

from config import from_environment
from exchange import create_app
from tests.bench import collection
from tests.bench.spent import quantile
from tests.search.factories import practice
from tests.server.instance import Instance

TIMES = 10
PATIENCE = 60.0
PAUSE = 0.01


def measured(folder: Path) -> dict[str, float]:
    """Seconds from the commit to the first result page that shows the practice: median and worst. Run it in a fresh process."""
    instance = Instance(folder / "served")
    instance.var.mkdir(parents=True)
    try:
        instance.start()
        app = create_app(from_environment({"EXCHANGE_VAR": str(instance.var), "LOG_LEVEL": "ERROR"}))
        with app.app_context():
            times = [_until_found(instance, title) for title in tqdm(collection.words()[-TIMES:], desc="published", leave=False)]
        instance.interrupt()
    finally:
        instance.close()
    return {"p50": quantile(times, 0.5), "worst": max(times)}


def _until_found(instance: Instance, title: str) -> float:
    number = practice(title)
    begun = time.perf_counter()
    while time.perf_counter() - begun < PATIENCE:
        _status, page = instance.get(f"/en/practices/?q={title}")
        if f"/practices/{number}" in page:
            return time.perf_counter() - begun
        time.sleep(PAUSE)
    raise TimeoutError(f"practice {number} was not found within {PATIENCE:g} seconds")
