"""Writing a commit with Whoosh: its files, its merging, and a quicker way of gathering postings.

Whoosh keeps each posting as a tuple, sorts all of them and writes them one by one. Here the postings of a term are
gathered in arrays as documents come, in the order the file wants them, and are written a block at a time. The files
are the same; a test reads them with Whoosh's own searcher.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import LENGTHS_COLUMN, W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader
from whoosh.util.numeric import byte_to_length
from whoosh.writing import SegmentWriter

from exchange.search import analysis
from exchange.search.backend import Document
from exchange.search.engine import columns
from exchange.search.engine.fields import facts

NAME = "MAIN"
PLACE = array("I").itemsize
BLOCK = 512
COMPRESSION = 1
SMALL_SEGMENT = 600
MOST_SMALL_SEGMENTS = 8


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


class Postings:
    """The postings of one term, in the order of the documents; values joined, with the size of each."""

    __slots__ = ("documents", "sizes", "values", "weights")

    def __init__(self) -> None:
        self.documents = array("I")
        self.weights = array("f")
        self.values = bytearray()
        self.sizes = array("I")

    def blocks(self) -> Iterator[tuple[Any, Any, list[bytes]]]:
        """(documents, weights, values) of each block."""
        place = 0
        for start in range(0, len(self.documents), BLOCK):
            values = []
            for size in self.sizes[start : start + BLOCK]:
                values.append(bytes(self.values[place : place + size]))
                place += size
            yield self.documents[start : start + BLOCK], self.weights[start : start + BLOCK], values


class Gathered:
    """All postings of a segment to come, by field and term. Stands in for Whoosh's pool."""

    def __init__(self) -> None:
        self.fields: dict[str, dict[str, Postings]] = {}

    def put(self, field: str, document: int, times: Mapping[str, int], places: Mapping[str, list[int]] | None) -> None:
        """The terms of one document, after those of all before it."""
        terms = self.fields.setdefault(field, {})
        for term, weight in times.items():
            one = terms.get(term)
            if one is None:
                one = terms[term] = Postings()
            one.documents.append(document)
            one.weights.append(weight)
            if places is not None:
                where = places[term]
                one.values += array("I", where).tobytes()
                one.sizes.append(len(where) * PLACE)

    def add(self, posting: tuple[str, bytes, int, float, bytes | None]) -> None:
        """A posting as Whoosh hands it over when it merges segments."""
        field, term, document, weight, value = posting
        one = self.fields.setdefault(field, {}).setdefault(term.decode("utf-8", "surrogatepass"), Postings())
        one.documents.append(document)
        one.weights.append(weight)
        if value:
            one.values += value
            one.sizes.append(len(value))

    def cleanup(self) -> None:
        """Forget everything."""
        self.fields.clear()


class Writer(SegmentWriter):  # type: ignore[misc]  # Whoosh's types are skipped
    """A Whoosh writer of one commit.

    It leaves the files of the commit before in place, since readers hold to them until the pointer moves;
    `committed` are its segments afterwards.
    """

    def __init__(self, folder: Path, number: int) -> None:
        codec = W3Codec(blocklimit=BLOCK, compression=COMPRESSION)
        super().__init__(Pinned(folder, number), timeout=10.0, codec=codec, compound=False)
        self.pool = Gathered()
        self.committed: list[Any] = []

    def put(self, document: Document) -> None:
        """Add a document. A fault before the first posting leaves the writer as it was."""
        analysed = analysis.analyse(document.title, document.texts, document.language)
        kept = facts(document)
        number, schema, info = self.docnum, self.schema, self.perdocwriter
        self.pool.put("words", number, analysed.words, analysed.places)
        self.pool.put("stems", number, analysed.stems, None)
        info.start_doc(number)
        info.add_field("facts", schema["facts"], kept, 0)
        info.add_field("stems", schema["stems"], None, sum(analysed.stems.values()))
        info.add_field("words", schema["words"], None, sum(analysed.words.values()))
        info.finish_doc()
        self.docnum += 1
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        reader = self.per_document_reader()
        try:
            self._write_columns(reader)
            for field, terms in sorted(self.pool.fields.items()):
                if terms:
                    self._write_field(field, terms, self._lengths(reader, field))
        finally:
            reader.close()
        self.fieldwriter.close()

    def _write_columns(self, reader: Any) -> None:
        """The facts of the segment once more, as columns: those of documents put now and those merged from other segments."""
        facts = [reader.stored_fields(number)["facts"] for number in range(reader.doc_count_all())]
        name = f"{self.newsegment.segment_id()}.{columns.SUFFIX}"
        Path(self.storage.folder, name).write_bytes(columns.written(columns.gather(facts)))

    def _cleanup_on_error(self) -> None:
        for files in (self.perdocwriter, self.fieldwriter):
            # The disk may be full: what cannot be closed well is closed all the same, and the error told is the first.
            with suppress(Exception):
                files.close()
        super()._cleanup_on_error()

    def _lengths(self, reader: Any, field: str) -> list[int]:
        stored = bytes(reader.column_reader(f"_{field}_len", LENGTHS_COLUMN).load())
        return [byte_to_length(number) for number in stored]

    def _write_field(self, field: str, terms: dict[str, Postings], lengths: list[int]) -> None:
        files = self.fieldwriter
        files.start_field(field, self.schema[field])
        for term, postings in sorted(
            ((term.encode("utf-8", "surrogatepass"), one) for term, one in terms.items()), key=itemgetter(0)
        ):
            files.start_term(term)
            block = files._postwriter
            for documents, weights, values in postings.blocks():
                if len(block):
                    block._write_block()
                block._ids, block._weights, block._values = documents, weights, values
                held = [lengths[number] for number in documents]
                block._minlength, block._maxlength, block._maxweight = min(held), max(held), max(weights)
            files.finish_term()
        files.finish_field()

    def _commit_toc(self, segments: list[Any]) -> None:
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        self.committed = segments


def merge_small(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy for a commit: segments without living documents go, many small ones become one; large ones wait."""
    living = [one for one in segments if one.deleted_count() < one.doc_count_all()]
    small = sorted((one for one in living if one.doc_count_all() <= SMALL_SEGMENT), key=lambda one: int(one.doc_count_all()))
    if len(small) <= MOST_SMALL_SEGMENTS:
        return living
    merged: list[Any] = []
    total = 0
    for one in small:
        if total + one.doc_count_all() > SMALL_SEGMENT and merged:
            break
        reader = SegmentReader(writer.storage, writer.schema, one)
        writer.add_reader(reader)
        reader.close()
        merged.append(one)
        total += one.doc_count_all()
    return [one for one in living if one not in merged]
