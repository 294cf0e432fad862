"""Fixtures of the tests with real processes; they make no application in the test's own process."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server.instance import ROOT, Instance

Make = Callable[..., Instance]
RECORDS = 40


@pytest.fixture(autouse=True)
def app() -> None:
    """Takes the place of the application in the test process."""


@pytest.fixture(autouse=True, scope="session")
def interruptible() -> None:
    """A shell lets what it runs in the background ignore Ctrl-C, and whatever that starts: here it must not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance that was prepared and not served: tables, vocabularies and demo accounts."""
    var = tmp_path_factory.mktemp("prepared") / "var"
    Instance(var).flask("prepare", SAMPLE="0")
    return var


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Path:
    """The folder of an instance with some real practices, as many as RECORDS."""
    var = tmp_path_factory.mktemp("filled") / "var"
    shutil.copytree(prepared, var)
    sample = (ROOT / "exchange" / "transfer" / "sample" / "ecesp.jsonl").read_text("utf-8").splitlines(keepends=True)
    records = var.parent / "records.jsonl"
    records.write_text("".join(sample[:RECORDS]), "utf-8")
    Instance(var).flask("practices", "import", str(records), "--reviewed")
    return var


@pytest.fixture
def make(tmp_path: Path, prepared: Path) -> Iterator[Make]:
    """Makes an instance: `make("name")` over a copy of the prepared folder or of another (`over`), or over an empty one (`empty`)."""
    made: list[Instance] = []

    def one(name: str = "var", *, over: Path = prepared, empty: bool = False, **settings: str) -> Instance:
        var = tmp_path / name
        if not empty:
            shutil.copytree(over, var)
        made.append(Instance(var, **settings))
        return made[-1]

    yield one
    for instance in made:
        instance.close()
