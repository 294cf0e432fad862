"""The rows that a search shows, in a table of SQLite: number, title and codes. The product and FTS5 fetch them from here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from exchange.retrieval.port import Document
from tests.bench.engines import Row


class Rows:
    """The table in a file of its own."""

    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(file, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("CREATE TABLE IF NOT EXISTS practice (number INTEGER PRIMARY KEY, title TEXT, codes TEXT)")

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace rows."""
        self.connection.execute("BEGIN")
        self.connection.executemany("INSERT OR REPLACE INTO practice VALUES (?, ?, ?)", (row(one) for one in documents))
        self.connection.execute("COMMIT")

    def put_along(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The same documents, with their rows written as they pass."""
        self.connection.execute("BEGIN")
        for one in documents:
            self.connection.execute("INSERT OR REPLACE INTO practice VALUES (?, ?, ?)", row(one))
            yield one
        self.connection.execute("COMMIT")

    def of(self, numbers: Sequence[int]) -> list[Row]:
        """The rows of these numbers, in their order."""
        marks = ",".join("?" * len(numbers))
        held = {one[0]: one for one in self.connection.execute(f"SELECT * FROM practice WHERE number IN ({marks})", numbers)}  # noqa: S608 - question marks alone
        return [held[number] for number in numbers]


def row(document: Document) -> Row:
    """The row of a document."""
    codes = {facet: list(codes) for facet, codes in document.codes.items()}
    return document.record, document.title, json.dumps({**codes, "language": [document.language]})
