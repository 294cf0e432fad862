"""Fixtures of the tests with real processes; they make no application in the test's own process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server.instance import Instance

Make = Callable[..., Instance]


@pytest.fixture(autouse=True)
def app() -> None:
    """Takes the place of the application in the test process."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance that was prepared and not served: tables, vocabularies and demo accounts."""
    var = tmp_path_factory.mktemp("prepared") / "var"
    Instance(var).flask("prepare", SAMPLE="0")
    return var


@pytest.fixture
def make(tmp_path: Path, prepared: Path) -> Iterator[Make]:
    """Makes an instance: `make("name")` over a prepared folder, `make("name", empty=True)` over an empty one."""
    made: list[Instance] = []

    def one(name: str = "var", *, empty: bool = False, **settings: str) -> Instance:
        var = tmp_path / name
        if not empty:
            shutil.copytree(prepared, var)
        made.append(Instance(var, **settings))
        return made[-1]

    yield one
    for instance in made:
        instance.close()
