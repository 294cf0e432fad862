"""The table of contents of a commit, as JSON: which segments there are and which of their documents are deleted.

Whoosh pickles schema and segments, and whoever changes a pickle runs code in who reads it. Here the schema comes from
the code, and a file is held to the types below before anything is made of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema

from exchange.retrieval.port import Unavailable
from exchange.retrieval.whoosh.codec import Codec

NAME = "MAIN"
Count = Annotated[int, msgspec.Meta(ge=0)]


class Row(msgspec.Struct, forbid_unknown_fields=True):
    """A segment: its name in file names, how many documents it has, those deleted, and the length of all of them by field."""

    id: Annotated[str, msgspec.Meta(pattern="^[0-9a-z]{1,40}$")]
    documents: Count
    deleted: list[Count]
    lengths: dict[str, Count]


@dataclass(frozen=True)
class Table:
    """What a Whoosh writer asks of the commit before its own."""

    generation: int
    schema: Schema
    segments: list[Any]


def file_name(number: int) -> str:
    """The file of the table of a commit."""
    return f"_{NAME}_{number}.toc"


def encode(segments: Sequence[Any]) -> bytes:
    """The table as it stands in its file."""
    rows = [Row(one.segid, one.doc_count_all(), sorted(one.deleted_docs()), dict(one._fieldlengths)) for one in segments]
    return msgspec.json.encode(rows)


def read(content: bytes) -> list[Any]:
    """The segments of a table, as Whoosh has them. Raises Unavailable for anything that `written` did not make."""
    try:
        rows = msgspec.json.decode(content, type=list[Row])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Unavailable("damaged") from None
    if any(number >= row.documents for row in rows for number in row.deleted):
        raise Unavailable("damaged")
    return [_segment(row) for row in rows]


def _segment(row: Row) -> W3Segment:
    made = W3Segment(Codec(), NAME, row.documents, row.id, set(row.deleted) or None)
    made._fieldlengths = defaultdict(int, row.lengths)
    return made
