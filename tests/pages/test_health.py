"""What an operator's alarm is told."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox import service as outbox
from exchange.pages import health
from exchange.practices.searchable import PRACTICES
from exchange.practices.searchable.documents import VERSION
from exchange.search import sync
from tests.client import Reader
from tests.retrieval.kinds import change


def test_an_index_that_is_not_there_yet_is_not_ready(reader: Reader) -> None:
    answer = reader.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["index"] == {"ok": False, "answers": False, "waiting": 0, "lag_seconds": 0}
    assert answer.json["database"] == {"ok": True}


def test_an_instance_with_its_index_is_ready(reader: Reader) -> None:
    sync.rebuild()
    db.session.rollback()
    answer = reader.get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["ready"] is True
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_outdated_index_that_answers_is_ready_and_says_so(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    sync.rebuild()
    db.session.rollback()
    change(monkeypatch, PRACTICES, version=VERSION + 1)
    answer = reader.get("/readyz")
    assert answer.json is not None
    assert (answer.status_code, answer.json["index"]["answers"], answer.json["index"]["outdated"]) == (200, True, True)


def test_an_index_that_was_lost_is_not_ready(app: Flask, reader: Reader) -> None:
    sync.rebuild()
    db.session.rollback()
    shutil.rmtree(Path(app.config["EXCHANGE_VAR"]) / "index")
    assert reader.get("/readyz").status_code == 503


@pytest.mark.parametrize(("minutes", "index", "backlog"), [(5, True, True), (11, False, True), (61, False, False)])
def test_work_that_waits_too_long_is_not_ready(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, minutes: int, index: bool, backlog: bool
) -> None:
    sync.rebuild()
    db.session.rollback()
    with transaction():
        outbox.enqueue("index", {"kind": "practice", "id": 1}, key="practice:1")
    later = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = reader.get("/readyz")
    assert answer.json is not None
    assert (answer.json["index"]["ok"], answer.json["outbox"]["ok"]) == (index, backlog)
    assert answer.status_code == (200 if index and backlog else 503)


def test_a_database_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> health.Finding:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setitem(health.CHECKS, "database", away)
    assert health.look()["database"] == health.Finding(False, {"error": "OperationalError"})
