"""Who asks what changed since a number misses nothing, whatever the order in which writers commit."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from exchange.changes import queries, service
from exchange.changes.models import Change
from exchange.core.db import db, is_sqlite
from exchange.core.transaction import transaction

KIND = "example"
WRITERS = 4
EACH = 12


@pytest.fixture(autouse=True)
def kind(app: Flask) -> Iterator[None]:
    """A kind whose records everybody may always read."""
    service.register(app, KIND, dict.fromkeys)
    yield
    del app.extensions[service.EXTENSION][KIND]


@pytest.fixture
def apart(app: Flask) -> Iterator[Callable[[Callable[[], None]], Future[None]]]:
    """Does something in a thread of its own, with its own connection to the database."""
    with ThreadPoolExecutor(WRITERS) as threads:

        def within(act: Callable[[], None]) -> None:
            with app.app_context():
                act()

        yield lambda act: threads.submit(within, act)


def begin() -> int:
    """The number to ask from for what comes from now on."""
    newest = db.session.scalar(select(func.max(Change.sequence))) or 0
    db.session.rollback()
    return newest


def read(after: int, limit: int = 100) -> list[tuple[int, int]]:
    """(sequence, number) of what came since, as it stands now."""
    found = [(row.sequence, row.number) for row in queries.since(after, limit)]
    db.session.rollback()
    return found


def numbers(after: int) -> list[int]:
    return [number for _sequence, number in read(after)]


def write(*chosen: int) -> None:
    with transaction():
        service.record(KIND, chosen)


def write_in_vain() -> None:
    service.record(KIND, [1])
    service.record("nothing", [1])


def test_rows_come_in_order_some_at_a_time_and_once_a_record() -> None:
    start = begin()
    write(3, 1, 3)
    write(2)
    assert numbers(start) == [1, 3, 2]
    first = read(start, limit=2)
    assert [number for _sequence, number in first] == [1, 3]
    assert numbers(first[-1][0]) == [2]
    assert read(read(start)[-1][0]) == []


def test_what_is_undone_leaves_no_row_behind() -> None:
    start = begin()
    with pytest.raises(KeyError), transaction():
        write_in_vain()
    with pytest.raises(RuntimeError):
        service.record(KIND, [1])
    write(2)
    assert numbers(start) == [2]


def test_a_transaction_held_open_is_passed_by_others_and_read_after_them(apart: Callable[..., Future[None]]) -> None:
    start = begin()
    recorded, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction():
            service.record(KIND, [1])
            recorded.set()
            assert go_on.wait(20)

    held = apart(slow)
    assert recorded.wait(20)
    if is_sqlite(db.engine):
        assert numbers(start) == []
        go_on.set()
        held.result(20)
        write(2)
        assert numbers(start) == [1, 2]
        return
    write(2)
    seen = read(start)
    assert [number for _sequence, number in seen] == [2]
    go_on.set()
    held.result(20)
    assert numbers(seen[-1][0]) == [1], "who has read the row of a later writer must still get this one"


def test_a_writer_waits_for_the_numbers_of_one_that_commits(
    apart: Callable[..., Future[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = begin()
    numbered, go_on = threading.Event(), threading.Event()
    commit = db.session.commit

    def held_commit() -> None:
        if threading.current_thread() is not threading.main_thread() and not numbered.is_set():
            numbered.set()
            assert go_on.wait(20)
        commit()

    monkeypatch.setattr(db.session, "commit", held_commit)
    first = apart(lambda: write(1))
    assert numbered.wait(20)
    second = apart(lambda: write(2))
    with pytest.raises(TimeoutError):
        second.result(1.5)
    assert numbers(start) == []
    go_on.set()
    first.result(20)
    second.result(20)
    assert numbers(start) == [1, 2]


def test_a_reader_gets_every_row_while_writers_cross(apart: Callable[..., Future[None]], monkeypatch: pytest.MonkeyPatch) -> None:
    start = begin()
    commit = db.session.commit

    def late_commit() -> None:
        time.sleep(random.Random().random() / 50)
        commit()

    monkeypatch.setattr(db.session, "commit", late_commit)

    def work(writer: int) -> None:
        whims = random.Random(writer)
        for step in range(EACH):
            with transaction():
                service.record(KIND, [1_000 * writer + 2 * step])
                if not is_sqlite(db.engine):
                    time.sleep(whims.random() / 100)
                service.record(KIND, [1_000 * writer + 2 * step + 1])
            time.sleep(whims.random() / 200)

    writers = [apart(lambda writer=writer: work(writer)) for writer in range(WRITERS)]
    got: list[int] = []
    at = start
    last = False
    while not last:
        last = all(one.done() for one in writers)
        for sequence, number in read(at, limit=7 if not last else 1_000):
            at = sequence
            got.append(number)
    for one in writers:
        one.result()
    assert sorted(got) == sorted(1_000 * writer + number for writer in range(WRITERS) for number in range(2 * EACH))
