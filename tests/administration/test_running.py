"""Jobs that failed, the search index and the settings, on the desk of administrators."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from config import SETTINGS
from exchange.accounts.models import User
from exchange.administration import service, words
from exchange.administration.lifecycle import INDEX, JOBS
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid
from exchange.core.transaction import transaction
from exchange.outbox import queries as outbox
from exchange.outbox import service as outbox_service
from exchange.outbox.models import Job
from exchange.search import sync
from exchange.workflow import queries as log
from tests import factories
from tests.client import Reader
from tests.client import words as words_of
from tests.house_rules import administration as made
from tests.house_rules import values

DESK = "/en/admin/"


@pytest.fixture
def boss(reader: Reader) -> User:
    user = factories.member("Boss", "administrator")
    reader.sign_in(user)
    return user


def test_a_job_that_failed_is_told_in_words_and_tried_again_with_a_reason(reader: Reader, boss: User) -> None:
    made.jobs_that_failed(None)
    [failed] = outbox.failed_jobs()
    assert "1 job failed for good" in words_of(reader.get(DESK))
    page = words_of(reader.get(f"{DESK}jobs/"))
    assert "The mail server refused the address." in page
    assert "password_changed" not in page
    assert reader.send(f"{DESK}jobs/", {"job": [str(failed.number)], "reason": "Mended."}).status_code == 303
    assert outbox.failed_jobs() == []
    [line] = log.events_of(JOBS, failed.number)
    assert (line.what, line.note, line.revision, line.actor_id) == ("retry", "Mended.", 1, boss.id)


@pytest.mark.parametrize("reason", ["", "x" * 1_001])
def test_the_index_is_not_rebuilt_without_a_reason_of_the_right_length(boss: User, reason: str) -> None:
    with pytest.raises(Invalid) as raised, transaction():
        service.rebuild_index(db.session.merge(boss), reason)
    assert list(raised.value.problems) == ["reason"]


def test_jobs_that_somebody_else_tried_again_first_are_told(boss: User) -> None:
    made.jobs_that_failed(None)
    [failed] = outbox.failed_jobs()
    with transaction():
        service.retry_jobs(db.session.merge(boss), [failed.number], "Mended.")
    with pytest.raises(Conflict), transaction():
        service.retry_jobs(db.session.merge(boss), [failed.number], "Mended.")


def test_jobs_are_not_tried_again_without_a_reason(reader: Reader, boss: User) -> None:
    made.jobs_that_failed(None)
    [failed] = outbox.failed_jobs()
    answer = reader.send(f"{DESK}jobs/", {"job": [str(failed.number)], "reason": " "})
    assert answer.status_code == 422
    assert f'value="{failed.number}" checked' in answer.get_data(as_text=True)
    assert len(outbox.failed_jobs()) == 1


@pytest.mark.parametrize("role", ["member", "moderator"])
def test_whoever_is_no_administrator_neither_retries_nor_rebuilds(role: str) -> None:
    actor = factories.member(role=role)
    with pytest.raises(Forbidden), transaction():
        service.retry_jobs(actor, None, "Mended.")
    with pytest.raises(Forbidden), transaction():
        service.rebuild_index(actor, "Lost.")


def test_the_index_is_built_anew_by_the_worker_and_its_progress_shown(
    reader: Reader, boss: User, drain: Callable[[], int]
) -> None:
    values.practice_of_somebody(None)
    drain()
    assert reader.send(f"{DESK}index/", {"reason": "A search missed a practice."}).status_code == 303
    assert sync.progress() == sync.Progress(0, 1)
    assert "0 of 1 records read" in words_of(reader.get(f"{DESK}index/"))
    assert drain() == 1
    assert sync.progress() is None
    [line] = log.events_of(INDEX, 0)
    assert line.note == "A search missed a practice."


def test_a_rebuild_says_how_far_it_is(drain: Callable[[], int], boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    values.practice_of_somebody(None)
    drain()
    seen: list[object] = []
    kept = outbox_service.note_payload

    def note(number: int, payload: dict[str, int]) -> None:
        kept(number, payload)
        seen.append(db.session.scalar(select(Job.payload).where(Job.id == number)))
        db.session.rollback()

    monkeypatch.setattr(outbox_service, "note_payload", note)
    with transaction():
        service.rebuild_index(db.session.merge(boss), "Lost.")
    drain()
    assert seen[-1] == {"done": 1, "total": 1}


def test_a_rebuild_that_is_owed_is_not_owed_twice(boss: User) -> None:
    with transaction():
        service.rebuild_index(db.session.merge(boss), "Lost.")
    with pytest.raises(Conflict), transaction():
        service.rebuild_index(db.session.merge(boss), "Lost.")


def test_settings_are_shown_and_secrets_never(reader: Reader, boss: User, app: Flask) -> None:
    answer = reader.get(f"{DESK}settings/")
    text, page = answer.get_data(as_text=True), words_of(answer)
    assert all(one.name in page for one in SETTINGS)
    assert app.config["SECRET_KEY"] not in text
    assert app.config["DATABASE_URL"] not in text
    assert "http://exchange.test" in page


def test_an_error_without_words_is_named() -> None:
    assert words.reason("KeyError") == "It failed with the error KeyError."
    assert words.topic("other") == "other"
