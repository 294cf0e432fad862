"""An engine over an empty index."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.retrieval.whoosh.engine import WhooshEngine
from tests.retrieval.engine import MEMORY
from tests.retrieval.kinds import KINDS


@pytest.fixture
def backend(tmp_path: Path) -> WhooshEngine:
    made = WhooshEngine(tmp_path / "index", KINDS, MEMORY)
    made.rebuild({}, "")
    return made
