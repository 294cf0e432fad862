"""Migrations stand whole or not at all, by themselves and within a transaction of the caller's."""

from __future__ import annotations

import pytest
from flask_migrate import upgrade
from sqlalchemy.exc import IntegrityError

from exchange.backup import tables
from exchange.core.db import db
from tests.backup import earlier
from tests.backup.conftest import Place
from tests.backup.places import tables_there


def test_rows_must_point_somewhere_again_after_a_migration(place: Place) -> None:
    app = place()
    with app.app_context():
        upgrade(directory="migrations")
        # The connection that migrated goes back among those in use.
        with db.engine.connect() as connection, pytest.raises(IntegrityError):
            connection.exec_driver_sql("INSERT INTO moderator_languages (user_id, language) VALUES (1, 'en')")


def test_migrations_that_end_badly_leave_nothing_of_the_earlier_ones(place: Place) -> None:
    app = place(sqlite=True)
    with app.app_context():
        upgrade(directory="migrations", revision="0001")
        with db.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]  # it is connected
            connection.exec_driver_sql("INSERT INTO moderator_languages (user_id, language) VALUES (1, 'en')")
            connection.commit()
        before = tables_there(app)
        with pytest.raises(SystemExit):
            upgrade(directory="migrations", revision=earlier.REVISION)
    assert tables_there(app) == before


def test_tables_made_in_a_transaction_that_is_undone_are_gone(place: Place) -> None:
    app = place()
    with app.app_context(), db.engine.connect().execution_options(writing=True) as connection, connection.begin() as begun:
        tables.upgrade(connection, tables.NEWEST)
        assert tables.revision_of(connection)
        begun.rollback()
    assert tables_there(app) == []
