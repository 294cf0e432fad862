"""Events between rooms: one payload, heard by one application, in the transaction of the sender."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.core.db import db
from exchange.core.events import Event
from exchange.core.transaction import transaction
from exchange.outbox import service as outbox
from exchange.outbox.models import Promise


def owe_and(act: Callable[[], None]) -> None:
    outbox.promise("example", {})
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
    assert db.session.scalars(select(Promise)).all() == []
