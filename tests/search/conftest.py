"""A count of what the database is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests import statements


@pytest.fixture
def queries(app: Flask) -> Iterator[Callable[[], int]]:
    """Tells how often the database was asked since the test began."""
    with statements.asked() as found:
        yield lambda: len(found)
