"""An engine over an empty index, and a count of what the database is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from exchange.search.engine.whoosh_backend import WhooshBackend
from tests import statements
from tests.search.engine import MEMORY
from tests.search.kinds import KINDS


@pytest.fixture
def backend(tmp_path: Path) -> WhooshBackend:
    made = WhooshBackend(tmp_path / "index", KINDS, MEMORY)
    made.rebuild({}, "")
    return made


@pytest.fixture
def queries(app: Flask) -> Iterator[Callable[[], int]]:
    """Tells how often the database was asked since the test began."""
    with statements.asked() as found:
        yield lambda: len(found)
