"""The engines that are compared, behind one small face. Each fetches the same rows and counts the same four facets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from exchange.retrieval.port import Document
from exchange.retrieval.stopwords import STOP_WORDS

FACETS = ("theme", "country", "kind", "language")
ROWS = 20
PRODUCT, FTS5, TANTIVY, WHOOSH = "product", "fts5", "tantivy", "whoosh"
NAMES = {PRODUCT: "Practice Exchange", FTS5: "SQLite FTS5", TANTIVY: "tantivy", WHOOSH: "Whoosh as it comes"}
# What serves the others best on collections with judgements; the product has its own weight.
TITLE_WEIGHT = 2
Row = tuple[int, str, str]
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Found:
    """An answer: how many match, the first rows (number, title, codes), and the counts of each facet."""

    total: int
    rows: Sequence[Row]
    counts: Mapping[str, Mapping[str, int]]


class Engine(Protocol):
    """An engine over a folder of its own."""

    def build(self, documents: Iterable[Document]) -> None:
        """Index all documents anew."""

    def search(self, words: str) -> Found:
        """Documents that hold any of the words, best first."""

    def put(self, document: Document) -> None:
        """Add or replace one document: one commit, found by the next search."""

    def ranked(self, words: str, limit: int) -> list[int]:
        """The numbers of the best documents for any text that may be asked."""

    def close(self) -> None:
        """Let go of files."""


def opened(name: str, folder: Path) -> Engine:
    """The engine of that name over `folder`, made if it is not there. Only what is asked for is imported."""
    folder.mkdir(parents=True, exist_ok=True)
    made: Engine = import_module(f"tests.bench.engines.{name}").Comparison(folder)
    return made


def codes_of(document: Document, facet: str) -> tuple[str, ...]:
    """The codes of a document in one of the four facets."""
    return (document.language,) if facet == "language" else tuple(document.codes.get(facet, ()))


def words_of(text: str) -> list[str]:
    """The words of a question for an engine that reads plain words only: each once, stop words out unless there are no others."""
    found = list(dict.fromkeys(_WORD.findall(text.lower())))
    return [word for word in found if word not in STOP_WORDS] or found
