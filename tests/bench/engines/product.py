"""The product's own engine, asked as its pages ask it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from config import from_environment
from exchange.practices.searchable import PRACTICES
from exchange.retrieval import parsing
from exchange.retrieval.engines import MEGABYTE
from exchange.retrieval.port import Document, Request
from exchange.retrieval.whoosh.engine import WhooshEngine
from tests.bench.engines import FACETS, ROWS, Found
from tests.bench.engines.rows import Rows
from tests.retrieval.kinds import KINDS


class Comparison:
    """The embedded engine with the memory it has by default; titles come from a table, as the product's from its database."""

    def __init__(self, folder: Path) -> None:
        memory: int = from_environment({"EXCHANGE_VAR": str(folder / "var")})["SEARCH_MEMORY"]
        self.backend = WhooshEngine(folder / "index", KINDS, memory * MEGABYTE)
        self.rows = Rows(folder / "rows.sqlite3")

    def build(self, documents: Iterable[Document]) -> None:
        """Index all documents anew."""
        self.backend.rebuild({PRACTICES: self.rows.put_along(documents)}, "")

    def search(self, words: str) -> Found:
        """Documents that hold any of the words, best first."""
        answer = self.backend.search(Request(PRACTICES, parsing.parse(words), limit=ROWS, counts=FACETS))
        return Found(answer.total, self.rows.of([hit.record for hit in answer.hits]), answer.counts)

    def put(self, document: Document) -> None:
        """Add or replace one document."""
        self.backend.put(PRACTICES, [document])

    def ranked(self, words: str, limit: int) -> list[int]:
        """The numbers of the best documents."""
        return [hit.record for hit in self.backend.search(Request(PRACTICES, parsing.parse(words), limit=limit)).hits]

    def close(self) -> None:
        """Let go of files."""
        self.rows.connection.close()
