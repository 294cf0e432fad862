"""Writing a commit with Whoosh: its files, its merging, and a quicker way of gathering postings.

Whoosh keeps each posting as a tuple, sorts all of them and writes them one by one. Here they are gathered in arrays, put in
order at once and written a block at a time. A test reads the files with Whoosh's own searcher.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import LENGTHS_COLUMN
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.util.numeric import byte_to_length
from whoosh.writing import SegmentWriter

from exchange.search import analysis
from exchange.search.backend import Document
from exchange.search.engine import columns, postings
from exchange.search.engine.columns import Dictionary, dictionary
from exchange.search.engine.fields import facts, title_places
from exchange.search.engine.gathering import Field, Gathered
from exchange.search.engine.postings import Codec, Posted

NAME = "MAIN"
DEAD = -1
# So many terms pass between two looks whether a merge has to give way.
STRETCH = 1_000


class Pinned:
    """What a Whoosh writer asks of an index, held to one commit: what a killed writer left after it does not count."""

    def __init__(self, folder: Path, number: int) -> None:
        self.storage = FileStorage(str(folder))
        self.indexname = NAME
        self.number = number

    def lock(self, name: str) -> Any:
        """Whoosh's own lock, in a file."""
        return self.storage.lock(f"{NAME}_{name}")

    def _read_toc(self) -> TOC:
        return TOC.read(self.storage, NAME, gen=self.number)


class Writer(SegmentWriter):  # type: ignore[misc]  # Whoosh's types are skipped
    """A Whoosh writer of one commit.

    It leaves the files of the commit before in place, since readers hold to them until the pointer moves;
    `committed` are its segments afterwards. `watch` is called while it merges; what it raises ends the merge.
    """

    def __init__(self, folder: Path, number: int, watch: Callable[[], None] = lambda: None) -> None:
        super().__init__(Pinned(folder, number), timeout=10.0, codec=Codec(), compound=False)
        self.watch = watch
        self.pool = Gathered()
        self.committed: list[Any] = []

    def put(self, document: Document) -> None:
        """Add a document. A fault before the first posting leaves the writer as it was."""
        analysed = analysis.analyse(document.title, document.texts, document.language)
        kept, titles = facts(document), title_places(document.title)
        number, schema, info = self.docnum, self.schema, self.perdocwriter
        self.pool.put("words", number, analysed.words, analysed.places)
        self.pool.put("stems", number, analysed.stems)
        self.pool.put("titles", number, titles)
        info.start_doc(number)
        info.add_field("facts", schema["facts"], kept, 0)
        info.add_field("stems", schema["stems"], None, sum(analysed.stems.values()))
        info.add_field("titles", schema["titles"], None, len(titles))
        info.add_field("words", schema["words"], None, sum(analysed.words.values()))
        info.finish_doc()
        self.docnum += 1
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        reader = self.per_document_reader()
        try:
            dictionaries = {
                field: self._write_field(field, gathered, self._lengths(reader, field))
                for field, gathered in sorted(self.pool.fields.items())
                if gathered.terms
            }
            self._write_columns(reader, dictionaries)
        finally:
            reader.close()
        self.fieldwriter.close()

    def _write_columns(self, reader: Any, dictionaries: dict[str, Dictionary]) -> None:
        """The facts of the segment once more, as columns: those of documents put now and those merged from other segments."""
        facts = [reader.stored_fields(number)["facts"] for number in range(reader.doc_count_all())]
        name = f"{self.newsegment.segment_id()}.{columns.SUFFIX}"
        Path(self.storage.folder, name).write_bytes(columns.written(columns.gather(facts, dictionaries)))

    def _cleanup_on_error(self) -> None:
        for files in (self.perdocwriter, self.fieldwriter):
            # The disk may be full: what cannot be closed well is closed all the same, and the error told is the first.
            with suppress(Exception):
                files.close()
        super()._cleanup_on_error()

    def _lengths(self, reader: Any, field: str) -> tuple[int, int]:
        """Of the shortest and the longest document."""
        stored = bytes(reader.column_reader(f"_{field}_len", LENGTHS_COLUMN).load()) or b"\0"
        return byte_to_length(min(stored)), byte_to_length(max(stored))

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: Mapping[int, int] | None) -> None:
        """The postings of a segment that is merged; `docmap` says which number its living documents get here, None that all live."""
        moved = np.arange(startdoc, startdoc + reader.doc_count_all())
        if docmap is not None:
            moved[:] = DEAD
            moved[list(docmap)] = list(docmap.values())
        terms = reader._terms
        for count, ((field, term), info) in enumerate(terms.items()):
            if not count % STRETCH:
                self.watch()
            posted = postings.read(terms._postfile, info, places=field == "words")
            living = _living(posted, moved)
            if len(living.documents):
                self.pool.field(field).add(term.decode("utf-8", "surrogatepass"), living)

    def _write_field(self, field: str, gathered: Field, lengths: tuple[int, int]) -> Dictionary:
        files = self.fieldwriter
        files.start_field(field, self.schema[field])
        terms, frequencies = [], []
        for count, (term, posted) in enumerate(gathered.sorted()):
            if not count % STRETCH:
                self.watch()
            files.start_term(term)
            files._postwriter.hold(posted, lengths)
            files.finish_term()
            terms.append(term)
            frequencies.append(len(posted.documents))
        files.finish_field()
        return dictionary(terms, frequencies)

    def _commit_toc(self, segments: list[Any]) -> None:
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        self.committed = segments


def _living(posted: Posted, moved: NDArray[np.int64]) -> Posted:
    """The postings of documents that live, under their new numbers."""
    documents = moved[posted.documents]
    living = documents != DEAD
    if living.all():
        return replace(posted, documents=documents.astype(np.uint32))
    found = Posted(documents[living].astype(np.uint32), posted.weights[living])
    if posted.counts is None or posted.places is None:
        return found
    return replace(found, counts=posted.counts[living], places=posted.places[np.repeat(living, posted.counts)])
