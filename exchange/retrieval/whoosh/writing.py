"""Writing a commit with Whoosh: its files, its merging, and a quicker way of gathering postings.

Whoosh keeps each posting as a tuple, sorts all of them and writes them one by one. Here they are gathered in arrays, put in
order at once and written a field at a time. A test reads the files with Whoosh's own searcher.
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
from whoosh.writing import SegmentWriter

from exchange.retrieval import analysis
from exchange.retrieval.port import Document
from exchange.retrieval.whoosh import columns, postings, tables
from exchange.retrieval.whoosh.codec import Codec
from exchange.retrieval.whoosh.fields import SCORED, facts, schema, title_places
from exchange.retrieval.whoosh.gathering import Pool
from exchange.retrieval.whoosh.generations import Commit
from exchange.retrieval.whoosh.postings import Posted

DEAD = -1
# So many terms pass between two looks whether a merge has to give way.
STRETCH = 1_000


class Pinned:
    """What a Whoosh writer asks of an index, held to one commit: what a killed writer left after it does not count."""

    def __init__(self, folder: Path, number: int) -> None:
        self.storage = FileStorage(str(folder))
        self.indexname = tables.NAME
        self.number = number

    def lock(self, name: str) -> Any:
        """Whoosh's own lock, in a file."""
        return self.storage.lock(f"{tables.NAME}_{name}")

    def _read_toc(self) -> tables.Table:
        content = Path(self.storage.folder, tables.file_name(self.number)).read_bytes()
        return tables.Table(self.number, schema(), tables.read(content))


class Writer(SegmentWriter):  # type: ignore[misc]  # Whoosh's types are skipped
    """A Whoosh writer of one commit.

    It leaves the files of the commit before in place, since readers hold to them until the pointer moves;
    `before` is that commit, `committed` are the segments afterwards. `watch` is called while it merges; what it raises ends the merge.
    """

    def __init__(self, folder: Path, before: Commit, watch: Callable[[], None] = lambda: None) -> None:
        super().__init__(Pinned(folder, before.number), timeout=10.0, codec=Codec(), compound=False)
        self.before = before
        self.watch = watch
        self.pool = Pool()
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
        info.add_field("words", schema["words"], None, sum(analysed.words.values()))
        info.finish_doc()
        self.docnum += 1
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        for name, field in sorted(self.pool.fields.items()):
            self.watch()
            if field.terms:
                self.fieldwriter.put(name, field.gather())
        self.fieldwriter.close()
        reader = self.per_document_reader()
        try:
            self._write_columns(reader)
        finally:
            reader.close()

    def _write_columns(self, reader: Any) -> None:
        """A segment at a glance: of documents put now and those merged from other segments."""
        facts = [reader.stored_fields(number)["facts"] for number in range(reader.doc_count_all())]
        lengths = {name: _lengths(reader, name, len(facts)) for name in SCORED}
        totals = {name: int(reader.field_length(name)) for name in SCORED}
        name = f"{self.newsegment.segment_id()}.{columns.SUFFIX}"
        held = columns.gather(facts, lengths, totals, self.fieldwriter.fields)
        Path(self.storage.folder, name).write_bytes(columns.encode(held))

    def write(self, policy: Callable[[Writer, list[Any]], list[Any]]) -> None:
        """Write the commit, with the segments that `policy` leaves; what fails leaves neither a lock nor an open file."""
        try:
            self.commit(mergetype=policy)
        except BaseException:
            self.abandon()
            raise

    def abandon(self) -> None:
        """Leave off: close what can be closed, and let go of the lock. The files stay until the next commit clears them."""
        # The disk may be full: what cannot be closed well is closed all the same, and the error told is the first.
        for let_go in (self.perdocwriter.close, self.fieldwriter.close, self._tempstorage.destroy, self._release):
            with suppress(Exception):
                let_go()
        self.is_closed = True

    def _release(self) -> None:
        lock, self.writelock = getattr(self, "writelock", None), None
        if lock:
            lock.release()

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: Mapping[int, int] | None) -> None:
        """The postings of a segment that is merged; `docmap` says which number its living documents get here, None that all live."""
        moved = np.arange(startdoc, startdoc + reader.doc_count_all())
        if docmap is not None:
            moved[:] = DEAD
            moved[list(docmap)] = list(docmap.values())
        held = reader._terms
        for name, field in held.fields.items():
            terms = [term.decode("utf-8", "surrogatepass") for term in field.terms]
            for start in range(0, len(terms), STRETCH):
                self.watch()
                some = range(start, min(start + STRETCH, len(terms)))
                posted = postings.read(held.get, field, some, places=field.places is not None)
                frequencies, living = _living(posted, field.terms.frequencies[some.start : some.stop], moved)
                kept = [term for term, times in zip(terms[some.start : some.stop], frequencies.tolist(), strict=True) if times]
                self.pool.field(name).add(kept, frequencies[frequencies > 0], living)

    def _commit_toc(self, segments: list[Any]) -> None:
        Path(self.storage.folder, tables.file_name(self.generation)).write_bytes(tables.encode(segments))
        self.committed = segments


def _lengths(reader: Any, field: str, documents: int) -> NDArray[np.uint8]:
    """The length of each document as Whoosh's byte for it; documents at the end without the field have none in its column."""
    lengths = np.zeros(documents, dtype=np.uint8)
    column = f"_{field}_len"
    if reader.has_column(column):
        stored = bytes(reader.column_reader(column, LENGTHS_COLUMN).load())
        lengths[: len(stored)] = np.frombuffer(stored, dtype=np.uint8)
    return lengths


def _living(posted: Posted, frequencies: NDArray[Any], moved: NDArray[np.int64]) -> tuple[NDArray[Any], Posted]:
    """How many postings of each term are of documents that live, and those postings under their new numbers."""
    documents = moved[posted.documents]
    living = documents != DEAD
    if living.all():
        return frequencies, replace(posted, documents=documents)
    left = np.add.reduceat(living, np.cumsum(frequencies, dtype=np.int64) - frequencies, dtype=np.int64)
    found = Posted(documents[living], posted.weights[living])
    if posted.counts is None or posted.places is None:
        return left, found
    return left, replace(found, counts=posted.counts[living], places=posted.places[np.repeat(living, posted.counts)])
