"""What is counted is what the database says now, whatever happened since it was counted last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from exchange.changes import figures
from exchange.core import clock
from exchange.core.db import db
from exchange.experts import figures as experts
from exchange.outbox import worker
from exchange.practices import queries as practices
from tests import factories, statements
from tests.changes.test_every_verb import VISIBLE, World, world
from tests.review import factories as make

__all__ = ["world"]


def counted() -> tuple[object, ...]:
    """All that pages count, as this process has it."""
    db.session.rollback()
    by_two = (practices.counts_by_country("waste"), practices.counts_by_theme("PT"), experts.counts_by_theme("KE"))
    by_one = (
        practices.counts_by_theme(),
        practices.counts_by_country(),
        practices.counts_by_region(),
        practices.counts_by_evidence(),
    )
    people = (experts.count(), experts.count_open(), experts.counts_by_theme(), experts.counts_by_country())
    return practices.count(), practices.sources(), *by_one, *by_two, *people, practices.read_first(9)


def counted_anew(app: Flask) -> tuple[object, ...]:
    """What a process that has just begun counts."""
    kept = app.extensions.pop("figures")
    found = counted()
    app.extensions["figures"] = kept
    return found


@pytest.mark.parametrize("verb", VISIBLE.values(), ids=VISIBLE.keys())
def test_what_is_kept_is_what_a_new_process_counts(app: Flask, world: World, verb: Callable[[World], None]) -> None:
    counted()
    verb(world)
    assert counted() == counted_anew(app)


def test_hidden_and_retracted_practices_are_counted_no_more(app: Flask, world: World) -> None:
    before = practices.count()
    VISIBLE["hide a practice"](world)
    assert (practices.count(), practices.count(theme="waste")) == (before - 1, 0)
    VISIBLE["show a practice again"](world)
    assert practices.count() == before


def test_an_expert_whose_last_day_for_requests_is_over_is_not_open(app: Flask) -> None:
    factories.expert(open_to_requests="yes", open_until=clock.now().date(), reaches={"open_to_requests": "everyone"})
    assert (experts.count_open(), len(experts.open_first(3))) == (1, 1)
    with clock.later(timedelta(days=1)):
        worker.drain(app)
        assert counted() == counted_anew(app)
        assert (experts.count_open(), experts.open_first(3)) == (0, [])


def test_nothing_is_read_again_while_nothing_changed(app: Flask) -> None:
    make.published(factories.expert(), factories.moderator())
    counted()
    with statements.asked() as asked:
        practices.count()
        practices.counts_by_theme("PT")
        experts.counts_by_country()
    tables = {statement.split("FROM ")[1].split()[0] for statement, _values in asked if "FROM " in statement}
    assert tables <= {"changes", "vocabulary_state"}


def test_more_changes_than_are_looked_at_singly_have_all_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    counted()
    monkeypatch.setattr(figures, "WHOLE", 1)
    for _each in range(3):
        make.published(factories.expert(), factories.moderator())
    assert practices.count() == 3
    assert counted() == counted_anew(app)
