"""An import on a full disk says so, and is not taken for a file that cannot be read."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from flask import Flask

from exchange.core.commands import OUT_OF_ORDER
from exchange.core.db import db, is_sqlite
from exchange.practices.models import Practice, Version
from exchange.transfer import settling
from tests.transfer import made


def test_an_index_that_cannot_be_made_ends_the_import_before_anything_is_written(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = made.write(tmp_path / "one.jsonl", [made.record()])

    def full(_app: Flask) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "index")

    monkeypatch.setattr(settling, "prepare", full)
    result = made.run("practices", "import", str(file))
    assert result.exit_code == 3
    assert "index cannot be written: No space left on device." in result.stderr
    assert "created" not in result.stdout
    assert db.session.query(Practice).count() == 0


def test_a_full_disk_ends_the_import_between_two_batches_and_the_next_goes_on(app: Flask, tmp_path: Path) -> None:
    if not is_sqlite(db.engine):
        # PostgreSQL's room is its server's: no client can make it small.
        pytest.skip("SQLite alone can be given a small disk from inside; tests/server fills a real one")
    file = made.write(tmp_path / "some.jsonl", [made.synthetic(number) for number in range(600)])
    pages = int(db.session.connection().exec_driver_sql("PRAGMA page_count").scalar_one())
    db.session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages + 250}")
    db.session.remove()
    result = made.run("practices", "import", str(file), "--reviewed")
    assert result.exit_code == OUT_OF_ORDER
    assert "There is no room left for the database." in result.stderr
    assert "created" not in result.stdout
    stored = db.session.query(Practice).count()
    assert 0 < stored < 600
    assert db.session.query(Version).count() == stored
    db.session.remove()
    db.engine.dispose()
    result = made.run("practices", "import", str(file), "--reviewed")
    assert result.stdout == f"created {600 - stored}, updated 0, unchanged {stored}, refused 0\n"
