"""Empty places to restore into: a folder, and a database of the kind the tests use, or of SQLite; and one that was lived in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.backup import earlier
from tests.backup.places import Places, done

Place = Callable[..., Flask]


@pytest.fixture
def place(tmp_path: Path, worker_id: str) -> Iterator[Place]:
    """Makes an application over an empty folder and an empty database: `place()`, or `place(sqlite=True)` whatever the tests use."""
    places = Places(tmp_path, f"{worker_id}_test")
    yield places.make
    places.close()


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Flask]:
    """An exchange with rows in every table, at the newest migration, to read only."""
    places = Places(tmp_path_factory.mktemp("lived_in"), f"{worker_id}_session")
    yield earlier.full(places.make())
    places.close()


@pytest.fixture(scope="session")
def copy(lived_in: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of that exchange."""
    file = tmp_path_factory.mktemp("copy") / "copy.zip"
    done(lived_in, "backup", "create", file)
    return file
