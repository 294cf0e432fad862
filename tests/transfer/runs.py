"""Imports from pages, for tests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox import worker
from exchange.transfer import queries, runs, undoing
from exchange.transfer.models import ImportRun
from tests.transfer import made


def content(records: Iterable[Mapping[str, Any]]) -> bytes:
    """The bytes of a file with one line a record."""
    return "".join(json.dumps(one) + "\n" for one in records).encode()


def some(count: int, first: int = 1) -> list[dict[str, Any]]:
    """So many records of different practices."""
    return [made.record(number, countries=["FR"], themes=["waste"]) for number in range(first, first + count)]


def accepted(actor: User, file: bytes, *, reviewed: bool = True, note: str = "Sent to us.") -> int:
    """The number of an import that waits for the worker."""
    stored = runs.keep_file(file)
    with transaction():
        return runs.accept(actor, "file.jsonl", stored, len(file), reviewed=reviewed, note=note)


def work() -> None:
    """Do what the worker owes imports, without the index."""
    db.session.rollback()
    queue = worker.Queue(undoing.TOPIC, runs.handle)
    while worker.work_once(queue):
        pass
    db.session.rollback()


def imported(actor: User, file: bytes, *, reviewed: bool = True) -> int:
    """The number of an import that has ended."""
    number = accepted(actor, file, reviewed=reviewed)
    work()
    return number


def run(number: int) -> ImportRun:
    """The record of an import as it is now."""
    db.session.rollback()
    found = queries.run(number)
    assert found is not None
    return found


def lines(number: int) -> list[tuple[int, str, str]]:
    """Number, outcome and reason or undoing of each line that is written down."""
    return [(one.line.number, one.line.outcome, one.line.reason or one.line.undone) for one in queries.lines(number, "", 1).items]
