"""The schema of an index and what Whoosh is told about a document."""

from __future__ import annotations

import hashlib
from typing import Any

import Stemmer
import whoosh
from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence

from exchange.retrieval import analysis
from exchange.retrieval.port import Document

LAYOUT = 11
SCORED = ("stems", "words")
LAST_PLACE = 200


class WordsField(FieldType):  # type: ignore[misc]  # Whoosh's types are skipped
    """Folded words with how often and where. `writing.Writer` puts them in; Whoosh only merges them."""

    def __init__(self) -> None:
        super().__init__(Existence(), None, scorable=True)


class StemsField(FieldType):  # type: ignore[misc]  # Whoosh's types are skipped
    """Stems with how often."""

    def __init__(self) -> None:
        super().__init__(Existence(), None, scorable=True)


class TitlesField(FieldType):  # type: ignore[misc]  # Whoosh's types are skipped
    """Folded words of the title alone; what stands for how often is the place where the word first stands."""

    def __init__(self) -> None:
        super().__init__(Existence(), None, scorable=True)


def schema() -> Schema:
    """The fields of every index: words and stems to search, titles to suggest, facts to filter, count, sort and compare by."""
    return Schema(words=WordsField(), stems=StemsField(), titles=TitlesField(), facts=STORED())


def fingerprint() -> str:
    """Changes when an index written before can no longer be read as one written now."""
    parts = (LAYOUT, analysis.VERSION, whoosh.__version__[:2], Stemmer.version(), analysis.TITLE_WEIGHT)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def title_hash(key: str) -> int:
    """A number for a folded title, equal for equal titles; 0 for an empty one."""
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=7).digest(), "big") if key else 0


def title_places(title: str) -> dict[str, int]:
    """The place of each folded word of a title, from 1; Han runs in characters and pairs. The first 200 places count."""
    places: dict[str, int] = {}
    for token in analysis.tokens(title):
        if token.place >= LAST_PLACE:
            break
        if token.script is not analysis.Script.HAN:
            places.setdefault(token.form, token.place + 1)
            continue
        for offset in range(len(token.form)):
            for term in {token.form[offset], token.form[offset : offset + 2]}:
                places.setdefault(term, token.place + offset + 1)
    return places


def facts(document: Document) -> tuple[Any, ...]:
    """What is kept of a document to filter, count, sort and compare by; `segments` reads it by place."""
    return (
        document.record,
        document.language,
        title_hash(analysis.title_key(document.title)),
        document.digest(),
        document.newest,
        document.reviewed,
        document.first_year,
        document.last_year,
        {facet: tuple(codes) for facet, codes in document.codes.items()},
        dict(document.labels),
    )
