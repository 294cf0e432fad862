"""No template asks the database or the index: what a page needs is collected before it is rendered."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import sampling
from tests.house_rules import rendering, routes
from tests.house_rules.routes import Row

# A file that is written while it is read, so that it takes little memory however much there is.
STREAMS = {"practices.download_page"}
ROWS = [row for row in routes.table() if row.method == "GET" and row.endpoint not in STREAMS]


@pytest.mark.parametrize(
    ("row", "role"), sampling.pairs(ROWS, ("member", "moderator", "visitor")), ids=lambda one: getattr(one, "name", one)
)
def test_rendering_a_page_asks_nothing_of_database_or_index(app: Flask, row: Row, role: str) -> None:
    with rendering.watched(app) as found:
        routes.open_as(app, row, role)
    assert not found, f"{row.name} as {role}:\n" + "\n".join(found)
