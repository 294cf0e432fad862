"""What the record of visible change says of a record, and how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.changes import queries, service
from exchange.changes.events import RECORDS_CHANGED, RecordsChanged
from exchange.changes.models import Change
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox import schedule, worker

KIND = "example"
Versions = dict[int, int | None]


@pytest.fixture(autouse=True)
def visible(app: Flask) -> Iterator[Versions]:
    """What everybody may read of a kind, to be changed."""
    found: Versions = {}
    service.register(app, KIND, lambda numbers: {number: found[number] for number in numbers if number in found})
    yield found
    del app.extensions[service.EXTENSION][KIND]


def record(*numbers: int) -> None:
    with transaction():
        service.record(KIND, numbers)


def rows(number: int = 1) -> list[tuple[str, int | None]]:
    """What is recorded of one, oldest first."""
    chosen = select(Change.what, Change.version).where(Change.kind == KIND, Change.number == number)
    found = [(row.what, row.version) for row in db.session.execute(chosen.order_by(Change.sequence))]
    db.session.rollback()
    return found


def test_a_row_says_what_became_of_the_record_for_readers(visible: Versions) -> None:
    record(1)
    assert rows() == [], "what nobody could read and cannot is no change"
    visible[1] = 1
    record(1)
    visible[1] = 2
    record(1)
    del visible[1]
    record(1)
    record(1)
    visible[1] = 2
    record(1)
    assert rows() == [("visible", 1), ("changed", 2), ("gone", None), ("gone", None), ("visible", 2)]


def test_the_state_at_the_end_of_the_transaction_is_recorded(visible: Versions) -> None:
    with transaction():
        service.record(KIND, [1])
        visible[1] = 7
    assert rows() == [("visible", 7)]


def test_a_kind_that_nobody_registered_is_refused() -> None:
    with transaction(), pytest.raises(KeyError):
        service.record("nothing", [1])


def test_receivers_hear_of_all_records_of_a_transaction_once_a_kind(app: Flask) -> None:
    heard: list[RecordsChanged] = []
    end = RECORDS_CHANGED.connect(app, heard.append)
    try:
        with transaction():
            service.record(KIND, [3, 1])
            service.record(KIND, [2, 1])
            assert heard == []
    finally:
        end()
    assert heard == [RecordsChanged(KIND, [1, 2, 3])]


def test_many_records_of_one_transaction_are_all_recorded(visible: Versions) -> None:
    visible.update(dict.fromkeys(range(1, 1_202)))
    record(*visible)
    assert [row.number for row in queries.since(0, 9_999) if row.kind == KIND] == list(range(1, 1_202))


def test_a_change_that_comes_with_time_is_recorded_when_it_is_due(app: Flask, visible: Versions) -> None:
    visible[1] = None
    moment = clock.now() + timedelta(days=2)
    with transaction():
        service.record_later(KIND, 1, moment)
        service.record_later(KIND, 1, moment)
    queue = next(one for one in worker.queues(app) if one.topic == service.TOPIC)
    assert worker.work_once(queue) == 0
    with clock.later(timedelta(days=2)):
        assert worker.work_once(queue) == 1
    assert rows() == [("visible", None)]


def test_old_rows_are_forgotten_once_a_newer_one_stands(visible: Versions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "RUN", 2)
    visible.update({1: 1, 2: 1})
    for _again in range(4):
        record(1)
    record(2)
    before = [(row.kind, row.number) for row in queries.since(0, 99)]
    with clock.later(service.KEEP_REPLACED + timedelta(days=1)):
        schedule.regular_jobs()["changes.forget_replaced"].handler()
        assert rows() == [("changed", 1)]
        record(1)
        schedule.regular_jobs()["changes.forget_replaced"].handler()
        assert rows() == [("changed", 1)]
        record(1)
        schedule.regular_jobs()["changes.forget_replaced"].handler()
    assert rows() == [("changed", 1), ("changed", 1)]
    assert {(row.kind, row.number) for row in queries.since(0, 99)} == set(before), "a reader from 0 gets every record"


def test_who_looks_back_by_time_gets_what_changed_after_a_moment(visible: Versions) -> None:
    visible.update({1: 1, 2: 1, 3: 1})
    record(1, 2)
    with clock.later(timedelta(hours=2)):
        record(3, 2)
    assert queries.numbers_since(KIND, clock.now() + timedelta(hours=1)) == [2, 3]
