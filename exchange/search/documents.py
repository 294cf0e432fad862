"""What the index holds: the documents of every kind of record that is registered, and by what they were made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from flask import current_app
from sqlalchemy import select

from exchange.core.db import db
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.port import Document
from exchange.vocabularies.models import VocabularyState

Result = TypeVar("Result")
BATCH = 250


def every(kind: str, report: Callable[[int], object] | None = None) -> Iterator[Document]:
    """Every document of a kind by record, read in batches; `report` is told how many records each batch had."""
    made = registered_kinds()[kind]
    numbers = read_apart(made.numbers)
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        yield from read_apart(lambda some=some: made.documents(some))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        if report:
            report(len(some))


def read_apart(read: Callable[[], Result]) -> Result:
    """What `read` gives, in a database session of its own: the caller's is left as it is, and nothing stays in memory."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own accessor
    with app.app_context():
        return read()


def total() -> int:
    """How many records there are to index."""
    return sum(len(read_apart(kind.numbers)) for kind in registered_kinds().values())


def basis() -> str:
    """By which version of each kind and from which state of the vocabularies, whose labels and groups they carry, documents are made."""
    state = db.session.scalar(select(VocabularyState.digest).where(VocabularyState.id == 1)) or ""
    return " ".join([*(f"{kind.name} {kind.version}" for kind in registered_kinds().values()), state])
