"""What the database is told about itself, and that nothing fails when it cannot be."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask

from exchange.core.db import db, is_sqlite
from exchange.core.upkeep import take_statistics
from exchange.practices import queries as practices
from tests import statements
from tests.transfer import made

MANY = 250


@pytest.fixture
def sqlite(app: Flask) -> None:
    """SQLite, with its way of saying how it goes about a question."""
    if not is_sqlite(db.engine):
        # What PostgreSQL is asked for, which is nothing, the last test shows on both.
        pytest.skip("PostgreSQL keeps its statistics itself, and has neither EXPLAIN QUERY PLAN nor query_only")


def plans_of_reading(numbers: list[int]) -> list[str]:
    """How SQLite goes about reading these practices."""
    with statements.asked() as found:
        practices.published_many(numbers)
    connection = db.session.connection()
    return [
        row[3]
        for statement, values in found
        if statement.startswith("SELECT")
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    ]


def test_some_practices_are_read_by_number_and_not_through_all_published(app: Flask, sqlite: None, tmp_path: Path) -> None:
    file = made.write(tmp_path / "some.jsonl", [made.synthetic(number) for number in range(2 * MANY)])
    assert made.run("practices", "import", str(file), "--reviewed").exit_code == 0
    db.engine.dispose()
    plans = plans_of_reading(list(range(1, MANY)))
    assert plans
    assert not [plan for plan in plans if "ix_versions_status_sent" in plan]


def test_a_database_that_cannot_be_written_to_stays_as_it_is(sqlite: None, caplog: pytest.LogCaptureFixture) -> None:
    db.session.connection().exec_driver_sql("PRAGMA query_only=ON")
    db.session.remove()
    with caplog.at_level(logging.WARNING):
        take_statistics()
    db.engine.dispose()
    assert "no statistics taken" in caplog.text


def test_only_sqlite_is_asked_to_take_statistics(app: Flask) -> None:
    with statements.asked() as found:
        take_statistics()
    assert ("ANALYZE" in [statement for statement, _values in found]) is is_sqlite(db.engine)
    assert is_sqlite(db.engine) or found == []
