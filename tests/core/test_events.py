"""Events between rooms: one payload, heard by one application, in the transaction of the sender."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.core.db import db
from exchange.core.events import Event
from exchange.core.transaction import before_commit, transaction
from exchange.outbox import service as outbox
from exchange.outbox.models import Job


def owe_and(act: Callable[[], None]) -> None:
    outbox.enqueue("example", {})
    act()


def test_receivers_of_an_application_hear_the_payload(app: Flask) -> None:
    event = Event[int]("example")
    here: list[int] = []
    elsewhere: list[int] = []
    end = event.connect(app, here.append)
    event.connect(app, here.append)
    other = Flask("other")
    event.connect(other, elsewhere.append)
    with transaction():
        event.send(1)
    assert (here, elsewhere) == ([1, 1], [])
    end()
    del other
    gc.collect()
    with transaction():
        event.send(2)
    assert here == [1, 1, 2]


def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        Event[int]("example").send(1)


def test_what_a_receiver_raises_undoes_the_transaction(app: Flask) -> None:
    event = Event[int]("example")

    def refuse(_payload: int) -> None:
        raise ZeroDivisionError

    event.connect(app, refuse)
    with pytest.raises(ZeroDivisionError), transaction():
        owe_and(lambda: event.send(1))
    assert db.session.scalars(select(Job)).all() == []


def test_what_is_left_for_the_end_is_done_once_before_the_commit() -> None:
    done: list[Sequence[int]] = []
    with transaction():
        before_commit(done.append, [2, 1])
        before_commit(done.append, [1, 3])
        assert done == []
    assert done == [[2, 1, 3]]
    with transaction():
        pass
    assert len(done) == 1


def test_what_is_left_for_the_end_undoes_the_transaction_when_it_fails() -> None:
    def fail(_items: Sequence[int]) -> None:
        before_commit(fail, [2])

    with pytest.raises(RuntimeError), transaction():
        owe_and(lambda: before_commit(fail, [1]))
    assert db.session.scalars(select(Job)).all() == []
    with pytest.raises(RuntimeError):
        before_commit(fail, [1])
