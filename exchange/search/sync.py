"""Keeping index and database in step: the queue "index", rebuilds, and looking for differences.

What to look at follows from the record of visible change: whoever records a change owes the look with it.
One process at a time writes, whichever holds the lock. It looks at the database as it is when it works, so a
job done twice, or one done late, does no harm. An index that is missing, damaged, of an earlier schema or of
documents made otherwise is rebuilt by whoever comes to work first.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from flask import current_app

from exchange.changes.events import INDEX, RecordsChanged
from exchange.core import clock
from exchange.experts.searchable import EXPERTS
from exchange.outbox import queries as outbox_queries
from exchange.outbox import service as outbox
from exchange.outbox.service import LeasedJob
from exchange.retrieval.engines import engine as backend
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.port import Difference
from exchange.search import documents

log = logging.getLogger(__name__)
TOPIC = INDEX
# The key of the job that builds all of it anew.
REBUILD = "rebuild"
BATCH = 500
WAIT_AFTER_FAILURE = 30.0
EXAMINE_EVERY = 600.0
Report = Callable[[int], object]


@dataclass(frozen=True)
class Progress:
    """How many records of how many a rebuild has read."""

    done: int
    total: int


class Indexer:
    """What the process that writes remembers between batches."""

    def __init__(self) -> None:
        self.failed_at: float | None = None
        self.day: date | None = None
        self.tidy_failed_at: float | None = None
        self.examined_at = time.monotonic()


def _indexer() -> Indexer:
    found: Indexer = current_app.extensions["search_indexer"]
    return found


@contextmanager
def guard() -> Iterator[bool]:
    """Hold the right to write, with an index that can be written to: False when another process has it or a rebuild failed lately."""
    with backend().lock() as ours:
        yield ours and _prepare()


def _prepare() -> bool:
    indexer = _indexer()
    if _lately(indexer.failed_at):
        return False
    try:
        if owed_rebuild(thorough=_examination_is_due(indexer)):
            _rebuild(None)
        _turn_of_day(indexer)
    except Exception:
        indexer.failed_at = time.monotonic()
        raise
    indexer.failed_at = None
    return True


def _lately(failed_at: float | None) -> bool:
    return failed_at is not None and time.monotonic() - failed_at < WAIT_AFTER_FAILURE


def _examination_is_due(indexer: Indexer) -> bool:
    """True once in a while: then every file is read, so that damage nobody happened to read is found too."""
    if time.monotonic() - indexer.examined_at < EXAMINE_EVERY:
        return False
    indexer.examined_at = time.monotonic()
    return True


def health(*, thorough: bool = False) -> str:
    """As the engine says it; `outdated` too when the index answers but holds documents made otherwise than they would be now."""
    found = backend().health(thorough=thorough)
    current = found != "ready" or backend().basis() in (None, documents.read_apart(documents.basis))
    return found if current else "outdated"


def owed_rebuild(*, thorough: bool = False) -> bool:
    """True when the index cannot be read, or was made by another version of the product or from other vocabularies."""
    return health(thorough=thorough) != "ready"


def _turn_of_day(indexer: Indexer) -> None:
    """Experts say until which day they take requests: once a day those whose day has passed are indexed anew."""
    today = clock.now().date()
    if indexer.day == today:
        return
    stale = [one.record for one in _differences(EXPERTS)]
    if stale:
        _index(EXPERTS, stale)
    indexer.day = today


def owe(changed: RecordsChanged) -> None:
    """Owe the index a look at each of the records, in the transaction that changes them; nothing for a kind it does not hold."""
    if any(kind.record == changed.kind for kind in registered_kinds().values()):
        owed = [(f"{changed.kind}:{number}", {"kind": changed.kind, "id": number}) for number in changed.numbers]
        outbox.enqueue_all(TOPIC, owed)


def owe_rebuild() -> bool:
    """Owe a rebuild of the whole index, in the caller's transaction; False when one is owed already."""
    if REBUILD in outbox_queries.owed_keys(TOPIC):
        return False
    outbox.enqueue(TOPIC, {"done": 0, "total": documents.total()}, key=REBUILD)
    return True


def progress() -> Progress | None:
    """How far a rebuild that is owed has come; None when none is owed."""
    payload = outbox_queries.payload_owed(TOPIC, REBUILD)
    return Progress(payload["done"], payload["total"]) if payload is not None else None


def _rebuild_as_owed(one: LeasedJob) -> None:
    done, total = 0, documents.total()

    def note(records: int) -> None:
        nonlocal done
        done += records
        outbox.note_payload(one.id, {"done": done, "total": total})

    _rebuild(note)


def handle(taken: Sequence[LeasedJob]) -> None:
    """Handle jobs of the queue: each record is put as it is now, or dropped when nobody may read it; a rebuild comes first."""
    rebuilds = [one for one in taken if one.key == REBUILD]
    if rebuilds:
        _rebuild_as_owed(rebuilds[0])
    wanted: dict[str, set[int]] = {}
    for one in taken:
        if one.key == REBUILD:
            continue
        wanted.setdefault(registered_kinds().of_record(one.payload["kind"]).name, set()).add(int(one.payload["id"]))
    for kind, numbers in sorted(wanted.items()):
        _index(kind, sorted(numbers))


def _index(kind: str, numbers: Sequence[int]) -> None:
    made = documents.read_apart(lambda: registered_kinds()[kind].documents(numbers))
    backend().put(kind, made, drop=numbers)


def tidy(give_way: Callable[[], bool]) -> bool:
    """Upkeep for a moment when nothing is owed: a piece of it, left as soon as `give_way()` says so. True when it did one."""
    indexer = _indexer()
    if _lately(indexer.tidy_failed_at):
        return False
    try:
        return backend().tidy(give_way)
    except Exception:
        # Merging needs room on the disk that a put may not need: it waits, and puts go on.
        indexer.tidy_failed_at = time.monotonic()
        raise


def rebuild(report: Report | None = None) -> None:
    """Build the index anew from the database and switch to it; waits while another process writes."""
    with backend().lock(wait=True):
        _rebuild(report)


def _rebuild(report: Report | None) -> None:
    started = time.monotonic()
    basis = documents.read_apart(documents.basis)
    backend().rebuild({kind: documents.every(kind, report) for kind in registered_kinds()}, basis)
    log.info("search: index built in %.1f s", time.monotonic() - started)


def forget() -> None:
    """Leave no index, for records that all become others: it is built anew by whoever comes to work first."""
    with backend().lock(wait=True):
        backend().forget()


def differences() -> list[Difference]:
    """Where index and database differ, by kind, record and language. Raises Unavailable when the index cannot be read."""
    return [one for kind in registered_kinds() for one in _differences(kind)]


def _differences(kind: str) -> list[Difference]:
    held = backend().digests(kind)
    found: list[Difference] = []
    for document in documents.every(kind):
        digest = held.pop((document.record, document.language), None)
        if digest is None:
            found.append(Difference("missing", kind, document.record, document.language))
        elif digest != document.digest():
            found.append(Difference("stale", kind, document.record, document.language))
    found += [Difference("extra", kind, record, language) for record, language in held]
    return sorted(found, key=lambda one: (one.record, one.language))
