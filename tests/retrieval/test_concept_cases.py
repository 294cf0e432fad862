"""The table of what people type in six languages and what it means, row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from exchange.core.db import db
from exchange.core.languages import CODES
from exchange.practices.searchable import PRACTICES
from exchange.retrieval import concepts, parsing
from tests import databases

with (Path(__file__).parent / "concept_cases.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


@pytest.fixture(autouse=True, scope="module")
def app(product: Flask, database: databases.TestDatabase) -> Iterator[Flask]:
    """The application over one fresh database for all rows: they only read."""
    with product.app_context():
        db.session.remove()
        database.restore(db.engine)
        yield product
        db.session.remove()


def name_of(case: dict[str, str]) -> str:
    meant = f"{case['facet']} {case['code']}" if case["facet"] else "nothing"
    return f"{case['language']}: {case['typed']} is {meant}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_what_is_typed_names_its_term_and_nothing_where_it_names_none(case: dict[str, str]) -> None:
    meanings = concepts.understand(parsing.parse(case["typed"]), PRACTICES).meanings
    found = {(meaning.facet, meaning.code) for meaning in meanings}
    if case["facet"]:
        assert (case["facet"], case["code"]) in found
    else:
        assert not found


@pytest.mark.parametrize("language", CODES)
def test_every_language_has_rows_that_name_a_term_and_rows_that_name_none(language: str) -> None:
    rows = [bool(case["facet"]) for case in CASES if case["language"] == language]
    assert rows.count(True) >= 30
    assert rows.count(False) >= 5
