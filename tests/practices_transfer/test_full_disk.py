"""An import on a full disk says so, and is not taken for a file that cannot be read."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from flask import Flask

from exchange.core.db import db
from exchange.practices.models import Practice
from exchange.practices.transfer import settling
from tests.practices_transfer import made


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
