"""An engine over an empty index."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.search.engine.whoosh_backend import WhooshBackend
from tests.search.engine import MEMORY


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    made = WhooshBackend(tmp_path / "index", MEMORY)
    made.rebuild({}, "")
    return made
