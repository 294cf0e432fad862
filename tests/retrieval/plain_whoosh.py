"""The same documents in Whoosh as it comes: its own files, its own searcher, nothing of the engine's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Or, Term
from whoosh.scoring import BM25F

from exchange.retrieval import analysis
from exchange.retrieval.parsing import Query, Word
from exchange.retrieval.port import Document
from exchange.retrieval.terms import terms_of
from exchange.retrieval.whoosh import scoring

Scores = dict[tuple[int, str], float]


class LuceneIdf(BM25F):  # type: ignore[misc]  # Whoosh's types are skipped
    """Whoosh's own ranking with the idf of the engine."""

    def idf(self, searcher: Any, fieldname: str, text: bytes) -> float:
        reader = searcher.reader()
        return scoring.idf(reader.doc_count_all(), reader.doc_frequency(fieldname, text))


class PlainWhoosh:
    """An index that went through the same commits, each a segment of its own."""

    def __init__(self) -> None:
        text = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
        schema = Schema(key=ID(stored=True), record=ID, stems=text, words=text)
        self.index = RamStorage().create_index(schema)

    def put(self, documents: Sequence[Document], dropped: Iterable[int]) -> None:
        """Replace the records of `documents`, and take out those dropped; one commit."""
        writer = self.index.writer()
        for number in {one.record for one in documents} | set(dropped):
            writer.delete_by_term("record", str(number))
        for one in documents:
            analysed = analysis.analyse(one.title, one.texts, one.language)
            writer.add_document(
                key=f"{one.record} {one.language}",
                record=str(one.record),
                stems=_repeated(analysed.stems),
                words=_repeated(analysed.words),
            )
        writer.commit(mergetype=_keep_what_lives)

    def scores(self, asked: Query) -> Scores:
        """What its searcher finds, by record and language."""
        with self.index.searcher(weighting=LuceneIdf(B=scoring.B, K1=scoring.K1)) as searcher:
            found = {_key(hit): hit.score for hit in searcher.search(Or(_terms(asked.words)), limit=None)}
            # Whoosh's own AndNot lets some documents through; its plain search for what is unwanted does not.
            for hit in searcher.search(Or(_terms(asked.without_words)), limit=None):
                found.pop(_key(hit), None)
            return found


def _repeated(times: Mapping[str, int]) -> str:
    return " ".join(chain.from_iterable(repeat(term, count) for term, count in times.items()))


def _terms(words: Iterable[Word]) -> list[Term]:
    return [Term(term.field, term.text) for word in words for term in terms_of(word)]


def _key(hit: Any) -> tuple[int, str]:
    record, language = hit["key"].split()
    return int(record), language


def _keep_what_lives(_writer: Any, segments: list[Any]) -> list[Any]:
    return [one for one in segments if one.doc_count_all() > one.deleted_count()]
