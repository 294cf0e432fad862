"""Writing the record of visible change: numbered at the very end of the transaction that makes the change, one transaction after another.

A number taken while the transaction still works could be committed after a higher one, and a reader who has come to the higher one
would never see it. So rows are written last, and on PostgreSQL under a lock that the commit gives back: who commits later has the
higher number. Why so: docs/decisions/0027.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import aliased

from exchange.changes.events import RECORDS_CHANGED, RecordsChanged
from exchange.changes.models import CHANGED, GONE, VISIBLE, Change
from exchange.core import clock
from exchange.core.db import db, wait_for_turn
from exchange.core.transaction import before_commit, transaction
from exchange.outbox import service as outbox
from exchange.outbox.service import LeasedJob

TOPIC = "changes"
EXTENSION = "changes"
# Any number that nothing else of the product locks by.
NUMBERING = 740_027
RUN = 500
# Longer than any reader looks back; what is newest of a record stays for ever.
KEEP_REPLACED = timedelta(days=90)
Versions = Callable[[Sequence[int]], Mapping[int, int | None]]


def register(app: Flask, kind: str, versions: Versions) -> None:
    """Let records of `kind` be recorded. `versions` gives those of some numbers that everybody may read, with the version they read or None."""
    app.extensions.setdefault(EXTENSION, {})[kind] = versions


def record(kind: str, numbers: Iterable[int]) -> None:
    """Note that readers see these records otherwise, or no longer, once this transaction stands; the index is owed a look with it.

    The rows are written before the commit, one a record: what became of each is read from the database as it is then. A record
    that was never visible and is not now gets none. RuntimeError outside a transaction; KeyError for a kind nobody registered.
    """
    _versions_by_kind()[kind]
    before_commit(_write, [(kind, number) for number in numbers])


def record_later(kind: str, number: int, moment: datetime) -> None:
    """Note that readers see this record otherwise from `moment` on, as by a day that is over. RuntimeError outside a transaction."""
    before_commit(_enqueue_later, [(kind, number, moment)])


def handle(taken: Sequence[LeasedJob]) -> None:
    """Handle jobs of the queue: record what readers see otherwise by now."""
    with transaction():
        for one in taken:
            record(one.payload["kind"], [int(one.payload["number"])])


def forget_replaced() -> None:
    """Remove rows older than `KEEP_REPLACED` of records that have a newer one, some at a time."""
    newer = aliased(Change)
    replaced = select(newer.sequence).where(
        newer.kind == Change.kind, newer.number == Change.number, newer.sequence > Change.sequence
    )
    chosen = select(Change.sequence).where(Change.at < clock.now() - KEEP_REPLACED, replaced.exists()).limit(RUN)
    while numbers := _read(chosen):
        with transaction():
            old = delete(Change).where(Change.sequence.in_(numbers))
            db.session.execute(old, execution_options={"synchronize_session": False})


def _enqueue_later(noted: Sequence[tuple[str, int, datetime]]) -> None:
    for kind, number, moment in noted:
        outbox.enqueue(TOPIC, {"kind": kind, "number": number}, key=f"{kind}:{number}", not_before=moment)


def _read(chosen: Select[int]) -> list[int]:
    numbers = list(db.session.scalars(chosen))
    db.session.rollback()
    return numbers


def _versions_by_kind() -> dict[str, Versions]:
    found: dict[str, Versions] = current_app.extensions.get(EXTENSION, {})
    return found


def _write(noted: Sequence[tuple[str, int]]) -> None:
    by_kind = {kind: [number for _kind, number in some] for kind, some in groupby(sorted(noted), key=lambda one: one[0])}
    db.session.flush()
    for kind, numbers in by_kind.items():
        RECORDS_CHANGED.send(RecordsChanged(kind, numbers))
    # From here to the commit others wait, so this comes last. Nothing after it waits for a lock: two writers cannot block each other.
    wait_for_turn(NUMBERING)
    now = clock.now()
    for kind, numbers in by_kind.items():
        for some in _runs(numbers):
            rows = [{"kind": kind, "number": number, "at": now, **became} for number, became in _became(kind, some)]
            if rows:
                db.session.execute(insert(Change), rows)


def _became(kind: str, numbers: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """What became of those of the records that readers see now or saw before."""
    versions = _versions_by_kind()[kind](numbers)
    before = _latest_states(kind, numbers)
    for number in numbers:
        if number in versions:
            what = VISIBLE if before.get(number, GONE) == GONE else CHANGED
            yield number, {"version": versions[number], "what": what}
        elif number in before:
            yield number, {"version": None, "what": GONE}


def _latest_states(kind: str, numbers: Sequence[int]) -> dict[int, str]:
    """What the record says of these last."""
    newest = select(func.max(Change.sequence)).where(Change.kind == kind, Change.number.in_(numbers)).group_by(Change.number)
    rows = db.session.execute(select(Change.number, Change.what).where(Change.sequence.in_(newest)))
    return {row.number: row.what for row in rows}


def _runs(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + RUN] for start in range(0, len(numbers), RUN))
