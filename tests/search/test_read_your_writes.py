"""Who changed something finds it at once; nobody else is kept waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, session

from exchange.core import clock
from exchange.core.db import db
from exchange.outbox import queries, worker
from exchange.search import read_your_writes, service
from tests.client import Reader, words
from tests.experts.test_pages import EDIT, FILLED
from tests.factories import expert as with_profile
from tests.factories import moderator
from tests.search.factories import expert, practice

Drain = Callable[[], int]


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """The worker runs beside, as in the product."""
    stop = threading.Event()
    running = threading.Thread(target=worker.run, args=(app, stop))
    running.start()
    try:
        yield
    finally:
        stop.set()
        running.join()


def renamed(reader: Reader, name: str) -> None:
    """The member of this browser changes the name in the profile."""
    answer = reader.send(EDIT, {**FILLED, "name": name})
    assert answer.status_code == 303


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Each step of waiting, kept and not slept through."""
    made: list[float] = []
    monkeypatch.setattr(time, "sleep", made.append)
    monkeypatch.setattr(read_your_writes, "PATIENCE_SECONDS", 0.5)
    return made


def test_the_next_search_finds_ones_own_change(app: Flask, reader: Reader, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    # A busy machine may need longer than a reader would wait.
    monkeypatch.setattr(read_your_writes, "PATIENCE_SECONDS", 30.0)
    drain()
    reader.sign_in(with_profile("Amina"))
    with working(app):
        for name in ("Amina Okello", "Amina Wanjiru"):
            renamed(reader, name)
            assert "1 expert" in words(reader.get(f"/en/experts/?q={name.split()[1]}"))


def test_a_moderators_change_is_waited_for_too(reader: Reader, drain: Drain, waits: list[float]) -> None:
    number = practice("Repair cafés")
    drain()
    reader.sign_in(moderator())
    page = reader.get(f"/en/practices/{number}/", follow_redirects=True)
    assert page.status_code == 200
    answer = reader.send(f"/en/review/practices/{number}/hide/", {"reason": "The author asked for it."})
    assert answer.status_code == 303, words(answer)
    reader.get("/en/practices/")
    assert waits


def test_with_the_worker_away_the_search_answers_after_a_moment_and_waits_once(
    reader: Reader, drain: Drain, waits: list[float]
) -> None:
    drain()
    reader.sign_in(with_profile("Amina"))
    renamed(reader, "Amina Okello")
    assert reader.get("/en/experts/?q=amina").status_code == 200
    assert waits
    waits.clear()
    assert reader.get("/en/experts/?q=amina").status_code == 200
    assert not waits


def test_nobody_else_waits_or_remembers(
    reader: Reader, new_reader: Callable[[], Reader], drain: Drain, waits: list[float]
) -> None:
    drain()
    reader.sign_in(with_profile("Amina"))
    renamed(reader, "Amina Okello")
    visitor = new_reader()
    visitor.get("/en/experts/?q=amina")
    assert not waits
    with visitor.session_transaction() as kept:
        assert read_your_writes.KEY not in kept


def test_a_change_of_some_time_ago_is_not_waited_for(reader: Reader, drain: Drain, waits: list[float]) -> None:
    drain()
    reader.sign_in(with_profile("Amina"))
    renamed(reader, "Amina Okello")
    with clock.later(timedelta(seconds=read_your_writes.FRESH_SECONDS + 2)):
        reader.get("/en/experts/?q=amina")
    assert not waits


def test_a_change_that_owes_the_index_nothing_is_not_remembered(reader: Reader, drain: Drain, waits: list[float]) -> None:
    drain()
    user = with_profile("Amina", public=False)
    drain()
    reader.sign_in(user)
    reader.get("/en/experts/")
    with reader.session_transaction() as kept:
        assert read_your_writes.KEY not in kept


def test_what_is_promised_outside_a_request_is_nobodys(drain: Drain) -> None:
    expert("Amina")
    assert service.lag().rows == 1


def test_waiting_holds_no_read_open(app: Flask, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    practice("Repair")
    number: Any = db.session.execute(db.text("SELECT max(id) FROM outbox")).scalar()
    looked: list[bool] = []

    def look(_seconds: float) -> None:
        looked.append(db.session().in_transaction())
        drain()

    monkeypatch.setattr(time, "sleep", look)
    with app.test_request_context("/en/practices/"):
        session[read_your_writes.KEY] = [number, int(clock.now().timestamp())]
        read_your_writes.wait()
    assert looked == [False]
    assert not queries.is_owed(number)
