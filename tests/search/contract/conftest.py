"""The engines that are held to the contract. A second one is added to `ENGINES`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.search.backend import SearchBackend
from exchange.search.engine.whoosh_backend import WhooshBackend
from tests.search.kinds import KINDS

Open = Callable[[], SearchBackend]
ENGINES: dict[str, Callable[[Path], SearchBackend]] = {
    "embedded": lambda folder: WhooshBackend(folder / "index", KINDS, 4_000_000)
}


@pytest.fixture(params=list(ENGINES))
def unbuilt(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the engine as one more process would, over an index that was never built."""
    return lambda: ENGINES[request.param](tmp_path)


@pytest.fixture
def engine(unbuilt: Open) -> SearchBackend:
    """An engine with an empty index."""
    made = unbuilt()
    made.rebuild({}, "")
    return made
