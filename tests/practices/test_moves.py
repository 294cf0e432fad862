"""Transitions of a version: what is refused."""

from __future__ import annotations

import pytest
from flask import Flask

from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict
from exchange.core.transaction import transaction
from exchange.practices import moves
from exchange.practices.models import Version
from tests import factories
from tests.practices import records


def test_a_transition_from_another_state_is_a_conflict_and_changes_nothing(app: Flask) -> None:
    author = factories.member()
    number = records.draft(author)
    with pytest.raises(Conflict, match="Somebody else has moved"), transaction():
        moves.make(db.session.get_one(Version, number), "publish", author.id)
    assert db.session.get_one(Version, number).status == "draft"


def test_many_versions_begin_only_by_a_move_that_starts_from_nothing(app: Flask) -> None:
    with pytest.raises(ValueError, match="publish does not begin"), transaction():
        moves.make_many([], "publish", None, at=clock.now())
    with transaction():
        assert moves.make_many([], "import_published", None, at=clock.now()) == {}


def test_a_move_outside_a_transaction_is_refused(app: Flask) -> None:
    author = factories.member()
    number = records.draft(author)
    with pytest.raises(RuntimeError):
        moves.make(db.session.get_one(Version, number), "submit", author.id)
