"""Figures for a monitoring system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox import queries
from exchange.outbox.models import Job
from tests.client import Reader
from tests.search.factories import expert, practice

Drain = Callable[[], int]
TOKEN = "a token for the monitor"


@pytest.fixture(autouse=True)
def token(app: Flask) -> Iterator[None]:
    app.config["METRICS_TOKEN"] = TOKEN
    yield
    app.config["METRICS_TOKEN"] = ""


def samples(reader: Reader) -> dict[str, float]:
    """Each figure by its name and labels."""
    answer = reader.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "no-store"
    found = {}
    for family in text_string_to_metric_families(answer.get_data(as_text=True)):
        for one in family.samples:
            found[" ".join([one.name, *(value for _name, value in sorted(one.labels.items()))])] = one.value
    return found


@pytest.mark.parametrize("sent", [None, "Bearer", "Bearer another", "Bearer é", "Basic YTpi", f"bearer x{TOKEN}"])
def test_without_the_token_there_is_no_such_address(reader: Reader, sent: str | None) -> None:
    assert reader.get("/metrics", headers={"Authorization": sent} if sent else {}).status_code == 404


def test_where_no_token_is_set_there_is_no_such_address(app: Flask, reader: Reader) -> None:
    app.config["METRICS_TOKEN"] = ""
    for sent in ("Bearer ", f"Bearer {TOKEN}"):
        assert reader.get("/metrics", headers={"Authorization": sent}).status_code == 404


def test_the_lag_and_what_is_owed_are_shown(reader: Reader, drain: Drain) -> None:
    drain()
    practice("Repair cafés")
    behind = samples(reader)
    assert behind["exchange_index_lag_rows"] == behind["exchange_outbox_waiting index"] == 1
    assert behind["exchange_index_lag_seconds"] >= 0
    drain()
    level = samples(reader)
    assert (
        level["exchange_index_lag_rows"] == level["exchange_outbox_waiting index"] == level["exchange_outbox_waiting mail"] == 0
    )


def test_the_index_and_the_searches_are_shown(reader: Reader, drain: Drain) -> None:
    practice("Repair cafés")
    expert("Amina")
    before = samples(reader)
    assert before["exchange_index_up"] == 0
    assert "exchange_index_rebuilds_total" not in before
    reader.get("/en/practices/?q=repair")
    drain()
    reader.get("/en/practices/?q=repair")
    after = samples(reader)
    assert after["exchange_index_up"] == after["exchange_index_rebuilds_total"] == 1
    assert after["exchange_index_documents practices"] == after["exchange_index_segments experts"] == 1
    assert after["exchange_index_damages_total"] == after["exchange_index_deleted practices"] == 0
    for answered in ("index", "reduced"):
        name = f"exchange_search_seconds_count {answered} practices"
        assert after[name] > before.get(name, 0)


def test_restarts_are_shown_where_a_supervisor_counts_them(app: Flask, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "exchange_restarts_total web" not in samples(reader)
    monkeypatch.setitem(app.extensions, "restarts", lambda: {"web": 3, "worker": 0})
    found = samples(reader)
    assert (found["exchange_restarts_total web"], found["exchange_restarts_total worker"]) == (3, 0)


def test_damage_is_counted_once_each_time(app: Flask, reader: Reader, drain: Drain) -> None:
    drain()
    for times in (1, 2):
        path = max((Path(app.config["EXCHANGE_VAR"]) / "index").glob("g*/practices/*.toc"))
        path.write_bytes(b"")
        assert samples(reader)["exchange_index_up"] == 0
        assert samples(reader)["exchange_index_up"] == 0
        drain()
        mended = samples(reader)
        assert (mended["exchange_index_damages_total"], mended["exchange_index_rebuilds_total"]) == (times, times + 1)


def test_figures_of_a_database_that_is_away_are_left_out(reader: Reader, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    drain()

    def away() -> None:
        raise OperationalError("SELECT 1", {}, OSError("away"))

    monkeypatch.setattr(queries, "backlog", away)
    found = samples(reader)
    assert (found["exchange_database_up"], found["exchange_index_up"]) == (0, 1)
    assert "exchange_index_lag_rows" not in found


def test_jobs_failed_for_good_are_counted_apart(reader: Reader, drain: Drain) -> None:
    drain()
    practice("Repair cafés")
    with transaction():
        db.session.execute(update(Job).values(failed_at=clock.now()))
    found = samples(reader)
    assert (found["exchange_outbox_failed index"], found["exchange_outbox_waiting index"], found["exchange_index_lag_rows"]) == (
        1,
        0,
        0,
    )
