"""How Whoosh is told of segments with this dictionary and these posting lists: its own merging and searcher read them.

What a document carries (its facts and lengths) stays in Whoosh's files, its facts as JSON where Whoosh would pickle them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh.codec.base import TermsReader
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3PerDocWriter, W3TermInfo
from whoosh.columns import Column, CompressedBytesColumn
from whoosh.matching import ListMatcher
from whoosh.reading import TermNotFound
from whoosh.util.numeric import byte_to_length

from exchange.retrieval.port import Unavailable
from exchange.retrieval.whoosh import columns, postings
from exchange.retrieval.whoosh.postings import Inverted, Posted
from exchange.retrieval.whoosh.storage import Descriptor

STORED = "_stored"
STORED_BYTES = CompressedBytesColumn()


class Codec(W3Codec):  # type: ignore[misc]  # Whoosh's types are skipped
    """Whoosh's codec with this dictionary and these posting lists."""

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        """The file of posting lists of a segment to come."""
        return FieldWriter(Path(storage.folder, segment.make_filename(f".{postings.SUFFIX}")))

    def terms_reader(self, storage: Any, segment: Any) -> Terms:
        """The terms of a segment."""
        return Terms(Path(storage.folder), segment)

    def per_document_writer(self, storage: Any, segment: Any) -> DocumentWriter:
        """The files of what the documents of a segment to come carry."""
        return DocumentWriter(self, storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> DocumentReader:
        """What the documents of a segment carry."""
        return DocumentReader(storage, segment)


class DocumentWriter(W3PerDocWriter):  # type: ignore[misc]  # Whoosh's types are skipped
    """Whoosh's writer of what documents carry, with stored fields as JSON."""

    def _create_column(self, name: str, column: Column) -> None:
        super()._create_column(name, STORED_BYTES if name == STORED else column)

    def add_column_value(self, name: str, column: Column, value: Any) -> None:
        """Keep a value of the document at hand."""
        super().add_column_value(name, column, json.dumps(value).encode() if name == STORED else value)


class DocumentReader(W3PerDocReader):  # type: ignore[misc]  # Whoosh's types are skipped
    """Whoosh's reader of what documents carry, with stored fields as JSON."""

    def stored_fields(self, number: int) -> dict[str, Any]:
        """What is stored of a document by field; {} for one without. Raises Unavailable."""
        content = self._cached_reader(STORED, STORED_BYTES)[number]
        try:
            found: dict[str, Any] = json.loads(content) if content else {}
        except (ValueError, RecursionError):
            raise Unavailable("damaged") from None
        return found


class FieldWriter:
    """A file of posting lists while it is written."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("wb")
        self.fields: dict[str, Inverted] = {}

    @property
    def is_closed(self) -> bool:
        """True when it is finished."""
        return self.file.closed

    def put(self, name: str, field: postings.Gathered) -> None:
        """Write a field."""
        self.fields[name] = postings.write(self.file, field)

    def close(self) -> None:
        """Finish the file."""
        self.file.close()


class Terms(TermsReader):  # type: ignore[misc]  # Whoosh's types are skipped
    """What Whoosh asks of the terms of a segment."""

    def __init__(self, folder: Path, segment: Any) -> None:
        held = columns.read((folder / f"{segment.segment_id()}.{columns.SUFFIX}").read_bytes())
        self.fields, self.lengths = held.fields, held.lengths
        self.get = Descriptor(folder / f"{segment.segment_id()}.{postings.SUFFIX}").get

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._place(*term) is not None

    def _place(self, field: str, text: bytes) -> int | None:
        return self.fields[field].terms.place(text) if field in self.fields else None

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every field and term, in order."""
        return ((name, term) for name, field in self.fields.items() for term in field.terms)

    def indexed_field_names(self) -> list[str]:
        """The fields that hold terms."""
        return list(self.fields)

    def term_info(self, field: str, text: bytes) -> W3TermInfo:
        """Weight and numbers of a term. Raises TermNotFound."""
        return self._info(field, self._find(field, text))

    def _info(self, field: str, posted: Posted) -> W3TermInfo:
        info = W3TermInfo()
        info._weight, info._maxweight, info._df = float(posted.weights.sum()), float(posted.weights.max()), len(posted.documents)
        info._minid, info._maxid = int(posted.documents[0]), int(posted.documents[-1])
        if field in self.lengths:
            lengths = self.lengths[field]
            info._minlength, info._maxlength = byte_to_length(int(lengths.min())), byte_to_length(int(lengths.max()))
        return info

    def doc_frequency(self, field: str, text: bytes) -> int:
        """In how many documents a term occurs."""
        place = self._place(field, text)
        return 0 if place is None else int(self.fields[field].terms.frequencies[place])

    def matcher(self, field: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """The posting list of a term. Raises TermNotFound."""
        posted = self._find(field, text)
        documents, weights, info = posted.documents.tolist(), posted.weights.tolist(), self._info(field, posted)
        return ListMatcher(documents, weights, format=format_, scorer=scorer, term=(field, text), terminfo=info)

    def _find(self, field: str, text: bytes) -> Posted:
        place = self._place(field, text)
        if place is None:
            raise TermNotFound(f"No term {field}:{text!r}")
        return postings.read(self.get, self.fields[field], range(place, place + 1), places=False)
