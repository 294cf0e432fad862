"""tantivy through its Python binding: English stems, BM25, the title twice in the scored field, facets by its own aggregation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy

from exchange.retrieval.port import Document
from tests.bench.engines import FACETS, ROWS, TITLE_WEIGHT, Found, Row, codes_of, words_of
from tests.bench.engines.rows import row

HEAP = 200_000_000
# More than any facet has codes.
MOST_CODES = 1_000
AGGREGATION = {facet: {"terms": {"field": facet, "size": MOST_CODES}} for facet in FACETS}


def schema() -> tantivy.Schema:
    """The scored text, the row that is shown, and the facets as columns."""
    made = tantivy.SchemaBuilder()
    made.add_text_field("text", tokenizer_name="en_stem", index_option="position")
    made.add_integer_field("number", stored=True, indexed=True)
    made.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
    made.add_text_field("codes", stored=True, tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        made.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    return made.build()


class Comparison:
    """A folder of tantivy's."""

    def __init__(self, folder: Path) -> None:
        place = folder / "tantivy"
        place.mkdir(exist_ok=True)
        self.index = tantivy.Index(schema(), path=str(place))
        self.searcher = self.index.searcher()
        self.writer: tantivy.IndexWriter | None = None

    def build(self, documents: Iterable[Document]) -> None:
        """Index all documents anew."""
        writer = self.index.writer(HEAP)
        for document in documents:
            writer.add_document(_written(document))
        writer.commit()
        writer.wait_merging_threads()
        self._reload()

    def _reload(self) -> None:
        self.index.reload()
        self.searcher = self.index.searcher()

    def search(self, words: str) -> Found:
        """Documents that hold any of the words, best first."""
        query = self._asked(words)
        found = self.searcher.search(query, ROWS, count=True)
        counted: dict[str, Any] = self.searcher.aggregate(query, AGGREGATION)
        counts = {facet: {one["key"]: one["doc_count"] for one in counted[facet]["buckets"]} for facet in FACETS}
        return Found(found.count or 0, [self._row(address) for _score, address in found.hits], counts)

    def _asked(self, words: str) -> tantivy.Query:
        return self.index.parse_query(" ".join(words_of(words)), ["text"])

    def _row(self, address: tantivy.DocAddress) -> Row:
        held = self.searcher.doc(address)
        return held["number"][0], held["title"][0], held["codes"][0]

    def put(self, document: Document) -> None:
        """Add one document."""
        # A writer holds a lock while it lives, and goes on merging in threads of its own.
        self.writer = None
        self.writer = self.index.writer(num_threads=1)
        self.writer.add_document(_written(document))
        self.writer.commit()
        self._reload()

    def ranked(self, words: str, limit: int) -> list[int]:
        """The numbers of the best documents."""
        found = self.searcher.search(self._asked(words), limit)
        return [self.searcher.doc(address)["number"][0] for _score, address in found.hits]

    def close(self) -> None:
        """Come back when nothing is being merged any more: the folder may be taken away then."""
        if self.writer:
            self.writer.wait_merging_threads()


def _written(document: Document) -> tantivy.Document:
    number, title, codes = row(document)
    text = " ".join([*[document.title] * TITLE_WEIGHT, *document.texts])
    facets = {facet: list(codes_of(document, facet)) for facet in FACETS}
    return tantivy.Document(number=number, title=title, codes=codes, text=text, **facets)
