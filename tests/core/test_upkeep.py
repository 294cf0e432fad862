"""What the database is told about itself, and that nothing fails when it cannot be."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from exchange.core.db import db, is_sqlite
from exchange.core.upkeep import take_statistics
from exchange.practices import queries as practices
from tests.practices_transfer import made

MANY = 250


@pytest.fixture(autouse=True)
def sqlite(app: Flask) -> None:
    if not is_sqlite(db.engine):
        take_statistics()
        pytest.skip("PostgreSQL keeps its statistics itself")


def plans_of_reading(numbers: list[int]) -> list[str]:
    """How SQLite goes about reading these practices."""
    asked = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        asked.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    practices.published_many(numbers)
    event.remove(db.engine, "before_cursor_execute", note)
    connection = db.session.connection()
    return [
        row[3]
        for statement, values in asked
        if statement.startswith("SELECT")
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]  # as the driver had them
    ]


def test_some_of_the_practices_are_read_by_their_numbers_and_not_through_all_that_are_published(
    app: Flask, tmp_path: Path
) -> None:
    file = made.write(tmp_path / "some.jsonl", [made.synthetic(number) for number in range(2 * MANY)])
    assert made.run("practices", "import", str(file), "--reviewed").exit_code == 0
    db.engine.dispose()
    plans = plans_of_reading(list(range(1, MANY)))
    assert plans
    assert not [plan for plan in plans if "ix_versions_status_sent" in plan]


def test_a_database_that_cannot_be_written_to_stays_as_it_is(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    db.session.connection().exec_driver_sql("PRAGMA query_only=ON")
    db.session.remove()
    with caplog.at_level(logging.WARNING):
        take_statistics()
    db.engine.dispose()
    assert "no statistics taken" in caplog.text
