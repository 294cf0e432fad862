"""Whoosh as its manual shows it: an English analyser, words joined by OR, BM25F with the title weighted, facets by groups."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from whoosh import index
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.qparser import MultifieldParser, OrGroup
from whoosh.scoring import BM25F
from whoosh.sorting import Facets, FieldFacet

from exchange.retrieval.port import Document
from tests.bench.engines import FACETS, ROWS, TITLE_WEIGHT, Found, codes_of, words_of
from tests.bench.engines.rows import row


def schema() -> Schema:
    """Title and text to search, codes to group by, the row stored."""
    return Schema(
        number=NUMERIC(stored=True, unique=True),
        title=TEXT(analyzer=StemmingAnalyzer(), stored=True, field_boost=TITLE_WEIGHT),
        text=TEXT(analyzer=StemmingAnalyzer()),
        codes=STORED,
        **{facet: KEYWORD(commas=True) for facet in FACETS},
    )


class Comparison:
    """A folder of Whoosh's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "whoosh"
        self.folder.mkdir(exist_ok=True)
        fresh = not index.exists_in(str(self.folder))
        self.index = index.create_in(str(self.folder), schema()) if fresh else index.open_dir(str(self.folder))
        self.parser = MultifieldParser(["title", "text"], self.index.schema, group=OrGroup)
        self.searcher = self.index.searcher(weighting=BM25F())

    def build(self, documents: Iterable[Document]) -> None:
        """Index all documents anew."""
        writer = self.index.writer(limitmb=256)
        for document in documents:
            writer.add_document(**_written(document))
        writer.commit()
        self.searcher = self.index.searcher(weighting=BM25F())

    def search(self, words: str) -> Found:
        """Documents that hold any of the words, best first."""
        groups = Facets()
        for facet in FACETS:
            groups.add_facet(facet, FieldFacet(facet, allow_overlap=True))
        found = self.searcher.search(self._asked(words), limit=ROWS, groupedby=groups)
        rows = [(hit["number"], hit["title"], hit["codes"]) for hit in islice(found, ROWS)]
        counts = {facet: {code: len(some) for code, some in found.groups(facet).items() if code} for facet in FACETS}
        return Found(len(found), rows, counts)

    def _asked(self, words: str) -> object:
        return self.parser.parse(" ".join(words_of(words)))

    def put(self, document: Document) -> None:
        """Add one document."""
        writer = self.index.writer()
        writer.add_document(**_written(document))
        writer.commit()
        self.searcher = self.index.searcher(weighting=BM25F())

    def ranked(self, words: str, limit: int) -> list[int]:
        """The numbers of the best documents."""
        return [hit["number"] for hit in self.searcher.search(self._asked(words), limit=limit)]

    def close(self) -> None:
        """Let go of files."""
        self.searcher.close()


def _written(document: Document) -> dict[str, object]:
    number, title, codes = row(document)
    facets = {facet: ",".join(codes_of(document, facet)) for facet in FACETS}
    return {"number": number, "title": title, "codes": json.loads(codes), "text": " ".join(document.texts), **facets}
