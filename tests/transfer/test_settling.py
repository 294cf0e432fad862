"""Waiting for the index: what is imported can be searched when the command returns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox import service
from exchange.outbox.models import Job
from exchange.outbox.service import LeasedJob
from exchange.outbox.worker import Queue
from exchange.practices.service.vocabulary import record_changed_terms
from exchange.transfer import settling
from exchange.vocabularies.events import TermsChanged
from tests.transfer import made


@pytest.fixture
def lanes(app: Flask) -> Iterator[dict[str, Queue]]:
    """The lanes of the product, to be changed for one test."""
    before = dict(app.extensions["outbox"])
    yield app.extensions["outbox"]
    app.extensions["outbox"] = before


def jobs() -> list[str]:
    return list(db.session.scalars(select(Job.key).where(Job.topic == "index").order_by(Job.id)))


def owe(count: int) -> None:
    with transaction():
        service.enqueue_all(
            "index", [(f"practice:{number}", {"kind": "practice", "id": number}) for number in range(1, count + 1)]
        )


def test_what_is_owed_is_done_and_told_as_it_goes(app: Flask, lanes: dict[str, Queue]) -> None:
    done: list[int] = []
    lanes["index"] = Queue("index", lambda taken: done.extend(one.id for one in taken), batch=2)
    owe(5)
    steps: list[int] = []
    assert settling.count_owed() == 5
    assert settling.settle(app, steps.append) == 0
    assert len(done) == sum(steps) == 5
    assert steps == [2, 2, 1]


def test_it_waits_while_another_process_does_the_work(app: Flask, lanes: dict[str, Queue]) -> None:
    turns = 0

    @contextmanager
    def busy() -> Iterator[bool]:
        nonlocal turns
        turns += 1
        if turns == 2:
            with app.app_context():
                lease, taken = service.take_due("index", 10)
                service.remove_done(lease, [one.id for one in taken])
                db.session.remove()
        yield False

    lanes["index"] = Queue("index", lambda taken: None, guard=busy)
    settling.prepare(app)
    owe(3)
    assert settling.settle(app, lambda _count: None) == 0
    assert turns == 2


def test_it_gives_up_in_the_end_and_says_how_much_is_left(app: Flask, lanes: dict[str, Queue]) -> None:
    def refuse(_taken: Sequence[LeasedJob]) -> None:
        raise OSError

    lanes["index"] = Queue("index", refuse)
    owe(2)
    assert settling.settle(app, lambda _count: None, patience=0.3) == 2
    del lanes["index"]
    settling.prepare(app)
    assert settling.settle(app, lambda _count: None) == 2


def test_the_command_says_when_the_index_is_not_ready(
    app: Flask, lanes: dict[str, Queue], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del lanes["index"]
    result = made.run("practices", "import", str(made.write(tmp_path / "f.jsonl", [made.record()])), "--reviewed")
    assert result.exit_code == 0
    assert result.stdout == "created 1, updated 0, unchanged 0, refused 0\n"
    assert result.stderr.startswith("1 changes are not in the index yet.")


def test_changed_terms_owe_index_work_for_what_carries_them(tmp_path: Path) -> None:
    rows = [
        made.record(1, themes=["waste"]),
        made.record(2, countries=["KE"]),
        made.record(3, extra={"practice": {"answers": {"targets": ["12.3"]}}}),
        made.record(4, themes=["transport"], countries=["FR"]),
    ]
    made.take_in(made.write(tmp_path / "f.jsonl", rows))
    made.take_in(made.write(tmp_path / "g.jsonl", [made.record(5, themes=["waste"])]), reviewed=False)
    with transaction():
        for one in db.session.scalars(select(Job)):
            db.session.delete(one)
    with transaction():
        record_changed_terms(TermsChanged(frozenset({"waste"}), frozenset({"KE"}), frozenset({"12.3"})))
    assert jobs() == [f"practice:{made.practice(f'test:{number}').id}" for number in (1, 2, 3)]


def test_index_work_that_failed_for_good_is_not_waited_for(app: Flask) -> None:
    owe(2)
    with transaction():
        db.session.execute(update(Job).values(failed_at=clock.now()))
    assert settling.count_owed() == 0
