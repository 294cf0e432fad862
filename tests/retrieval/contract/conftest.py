"""The engines that are held to the contract. A second one is added to `ENGINES`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.retrieval.port import SearchEngine
from exchange.retrieval.whoosh.engine import WhooshEngine
from tests.retrieval.kinds import KINDS

Open = Callable[[], SearchEngine]
ENGINES: dict[str, Callable[[Path], SearchEngine]] = {"embedded": lambda folder: WhooshEngine(folder / "index", KINDS, 4_000_000)}


@pytest.fixture(params=list(ENGINES))
def unbuilt(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the engine as one more process would, over an index that was never built."""
    return lambda: ENGINES[request.param](tmp_path)


@pytest.fixture
def engine(unbuilt: Open) -> SearchEngine:
    """An engine with an empty index."""
    made = unbuilt()
    made.rebuild({}, "")
    return made
