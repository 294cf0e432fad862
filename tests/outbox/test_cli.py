"""`flask outbox`: work and status."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from exchange.core.db import db
from exchange.outbox import worker
from tests.outbox.test_outbox import Work, owe, owed, queue, work

__all__ = ["work"]


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def run(app: Flask, *arguments: str) -> str:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["outbox", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return str(result.output)


def test_working_once_keeps_what_is_due_and_returns(app: Flask, work: Work) -> None:
    owe(1, 2, 3)
    assert run(app, "work", "--once") == "kept 3\n"
    assert owed() == 0
    assert run(app, "work", "--once") == "kept 0\n"


def test_what_fails_does_not_hold_up_working_once(app: Flask, work: Work) -> None:
    owe(1)
    work.error = ValueError()
    assert run(app, "work", "--once") == "kept 0\n"
    assert owed() == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_work_cleanly(app: Flask, work: Work, number: signal.Signals) -> None:
    owe(1)
    end = threading.Timer(0.6, os.kill, (os.getpid(), number))
    end.start()
    assert run(app, "work") == ""
    end.join()
    assert owed() == 0


def test_status_names_each_topic(app: Flask, work: Work) -> None:
    assert run(app, "status") == "nothing owed\n"
    owe(1)
    work.error = ValueError()
    worker.work_once(queue(app))
    owe(2)
    assert run(app, "status") == "example: 2 waiting, 1 failing, oldest 0 s\n"
