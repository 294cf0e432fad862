"""Small inputs that once went wrong, each with the right outcome: a row of `cases.csv` names the function that plays it.

To add a row: write it into `cases.csv`, and a function of the name in its last column into a module of `tests/cases/plays/`.
"""

from __future__ import annotations

import csv
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.cases import plays
from tests.cases.stage import Case, Stage
from tests.client import Reader

with (Path(__file__).parent / "cases.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = [Case(row["kind"], row["input"], row["right_outcome"], row["played_by"]) for row in csv.DictReader(_file)]


def plays_by_name() -> dict[str, Callable[[Stage, Case], None]]:
    """The public functions of every module of the folder."""
    found: dict[str, Callable[[Stage, Case], None]] = {}
    for module in pkgutil.iter_modules(plays.__path__, f"{plays.__name__}."):
        for name, play in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if play.__module__ == module.name and not name.startswith("_"):
                assert name not in found, f"two functions play {name}"
                found[name] = play
    return found


PLAYS = plays_by_name()


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.kind}: {row.input[:40]}" for row in ROWS])
def test_the_case_has_its_right_outcome(
    row: Case, app: Flask, new_reader: Callable[[], Reader], drain: Callable[[], int], tmp_path: Path
) -> None:
    PLAYS[row.played_by](Stage(app, new_reader, drain, tmp_path), row)


def test_every_function_plays_a_row_and_every_row_is_played_by_one() -> None:
    assert sorted(PLAYS) == sorted(row.played_by for row in ROWS)
