"""Documents and questions for the engine's tests."""

from __future__ import annotations

from typing import Any

from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from exchange.practices.searchable import PRACTICES
from exchange.retrieval import parsing
from exchange.retrieval.port import Document, Request
from exchange.retrieval.whoosh import writing
from exchange.retrieval.whoosh.engine import WhooshEngine

MEMORY = 4_000_000
WORDS = [
    "waste",
    "wastes",
    "food",
    "water",
    "repair",
    "repairing",
    "city",
    "école",
    "recycle",
    "recycled",
    "废物",
    "管理",
    "нефть",
]


def document(record: int, title: str = "", *texts: str, language: str = "en", **values: Any) -> Document:
    return Document(record, language, title, texts, values.pop("codes", {}), **values)


def reader_of_whoosh(backend: WhooshEngine) -> IndexReader:
    """Whoosh's own reader of the live commit of practices."""
    pointer = backend.generations.pointer()
    folder = backend.generations.folder(pointer.generation, PRACTICES)
    commit = writing.Pinned(folder, pointer.commits[PRACTICES].number)
    table = commit._read_toc()
    return FileIndex._reader(commit.storage, table.schema, table.segments, table.generation)


def search(backend: WhooshEngine, q: str = "", **values: Any) -> list[int]:
    answer = backend.search(Request(PRACTICES, parsing.parse(q), limit=5_000, **values))
    assert answer.total == len(answer.hits)
    return [hit.record for hit in answer.hits]
