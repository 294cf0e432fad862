"""SQLite FTS5 as a good schema uses it: Porter stems, BM25 with the title weighted, facets by joining what matched to narrow tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from exchange.retrieval.port import Document
from tests.bench.engines import FACETS, ROWS, TITLE_WEIGHT, Found, codes_of, words_of
from tests.bench.engines.rows import row

SCHEMA = """
CREATE TABLE practice (number INTEGER PRIMARY KEY, title TEXT, codes TEXT);
CREATE VIRTUAL TABLE text USING fts5(title, body, content='', tokenize='porter unicode61');
CREATE TABLE theme (number INTEGER, code TEXT, PRIMARY KEY (number, code)) WITHOUT ROWID;
CREATE TABLE country (number INTEGER, code TEXT, PRIMARY KEY (number, code)) WITHOUT ROWID;
CREATE TABLE kind (number INTEGER, code TEXT, PRIMARY KEY (number, code)) WITHOUT ROWID;
CREATE TABLE language (number INTEGER, code TEXT, PRIMARY KEY (number, code)) WITHOUT ROWID;
"""


class Comparison:
    """A database file. Text is indexed and not stored; rows come from a table beside it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "fts5.sqlite3"
        self.connection = sqlite3.connect(self.file, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("PRAGMA cache_size = -64000")
        self.connection.execute("PRAGMA temp_store = MEMORY")
        self.connection.execute("CREATE TEMP TABLE found (number INTEGER PRIMARY KEY, score REAL)")

    def build(self, documents: Iterable[Document]) -> None:
        """Index all documents anew."""
        self.connection.executescript(SCHEMA)
        self.connection.execute("BEGIN")
        for document in documents:
            self._insert(document)
        self.connection.execute("COMMIT")
        self.connection.execute("INSERT INTO text (text) VALUES ('optimize')")
        self.connection.execute("ANALYZE")

    def _insert(self, document: Document) -> None:
        run = self.connection.execute
        run("INSERT INTO practice VALUES (?, ?, ?)", row(document))
        run("INSERT INTO text (rowid, title, body) VALUES (?, ?, ?)", (document.record, document.title, " ".join(document.texts)))
        for facet in FACETS:
            for code in codes_of(document, facet):
                run(f"INSERT INTO {facet} VALUES (?, ?)", (document.record, code))  # noqa: S608 - names of ours

    def search(self, words: str) -> Found:
        """Documents that hold any of the words, best first."""
        run = self.connection.execute
        run("DELETE FROM found")
        run(f"INSERT INTO found SELECT rowid, bm25(text, {TITLE_WEIGHT}, 1) FROM text WHERE text MATCH ?", (asked(words),))  # noqa: S608 - a number of ours
        (total,) = run("SELECT count(*) FROM found").fetchone()
        rows = run(
            "SELECT practice.* FROM (SELECT number, score FROM found ORDER BY score, number LIMIT ?) AS best"
            " JOIN practice USING (number) ORDER BY best.score, best.number",
            (ROWS,),
        ).fetchall()
        counts = {
            facet: dict(run(f"SELECT code, count(*) FROM found CROSS JOIN {facet} USING (number) GROUP BY code").fetchall())  # noqa: S608 - names of ours
            for facet in FACETS
        }
        return Found(total, rows, counts)

    def put(self, document: Document) -> None:
        """Add one document."""
        self.connection.execute("BEGIN IMMEDIATE")
        self._insert(document)
        self.connection.execute("COMMIT")

    def ranked(self, words: str, limit: int) -> list[int]:
        """The numbers of the best documents."""
        query = f"SELECT rowid FROM text WHERE text MATCH ? ORDER BY bm25(text, {TITLE_WEIGHT}, 1), rowid LIMIT ?"  # noqa: S608 - a number of ours
        return [number for (number,) in self.connection.execute(query, (asked(words), limit))]

    def close(self) -> None:
        """Let go of files."""
        self.connection.close()


def asked(words: str) -> str:
    """The words of a question joined by OR."""
    return " OR ".join(f'"{word}"' for word in words_of(words))
