"""Jobs that failed for good: tried no longer, listed, and tried again when an operator says so."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox import queries, service, worker
from exchange.outbox.models import Job
from exchange.outbox.service import MOST_ATTEMPTS
from tests.client import Reader
from tests.outbox.test_outbox import TOPIC, Work, owe, queue, row, work

__all__ = ["work"]


def run(app: Flask, *arguments: str) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["outbox", *arguments])


def fail(app: Flask, work: Work, *numbers: int) -> list[int]:
    """Owe jobs, let each fail its last attempt, and mend the handler: the numbers of the rows."""
    owe(*numbers)
    with transaction():
        db.session.execute(update(Job).values(attempts=MOST_ATTEMPTS - 1))
    work.error = ValueError("a private word")
    while queries.anything_due([TOPIC], clock.now()):
        db.session.rollback()
        worker.work_once(queue(app))
    work.error = None
    return [one.number for one in queries.failed_jobs()]


def test_the_attempt_before_the_last_is_not_for_good(app: Flask, work: Work) -> None:
    owe(1)
    with transaction():
        db.session.execute(update(Job).values(attempts=MOST_ATTEMPTS - 2))
    work.error = ValueError()
    worker.work_once(queue(app))
    assert (row().attempts, row().failed_at) == (MOST_ATTEMPTS - 1, None)


def test_a_job_failed_for_good_says_when_and_why_without_text(app: Flask, work: Work) -> None:
    before = clock.now()
    number = fail(app, work, 1)[0]
    found = queries.failed_jobs()[0]
    assert (found.number, found.topic, found.key) == (number, TOPIC, "1")
    assert (found.error, found.attempts) == ("ValueError", MOST_ATTEMPTS)
    assert before <= found.failed_at <= clock.now()


def test_a_job_failed_for_good_is_tried_no_longer(app: Flask, work: Work) -> None:
    fail(app, work, 1)
    with clock.later(service.LONGEST_WAIT * 2):
        assert worker.drain(app) == 0
    assert work.done == []


def test_a_job_failed_for_good_counts_as_failed_only(app: Flask, work: Work) -> None:
    number = fail(app, work, 1)[0]
    with clock.later(service.LONGEST_WAIT * 2):
        assert queries.backlog() == [queries.Backlog(TOPIC, waiting=0, failing=0, oldest_seconds=0.0, failed=1)]
    assert queries.owed_keys(TOPIC) == queries.waiting_keys(TOPIC) == set()
    assert not queries.is_owed(number)


def test_readiness_counts_failed_jobs_and_stays_ready(app: Flask, work: Work, reader: Reader) -> None:
    fail(app, work, 1, 2)
    answer = reader.get("/readyz").get_json()["outbox"]
    assert (answer["ok"], answer["failed"], answer["failing"], answer["waiting"]) == (True, 2, 0, 0)


def test_a_job_tried_again_has_all_its_attempts(app: Flask, work: Work) -> None:
    numbers = fail(app, work, 1, 2)
    with transaction():
        assert service.retry([*numbers[:1], 99_999]) == numbers[:1]
    assert db.session.get_one(Job, numbers[0]).attempts == 0
    assert worker.drain(app) == 1
    assert work.done == [1]
    assert [one.number for one in queries.failed_jobs()] == numbers[1:]


def test_a_job_still_owed_is_left_alone_by_trying_again(app: Flask, work: Work) -> None:
    owe(1)
    work.error = ValueError()
    worker.work_once(queue(app))
    with transaction():
        assert service.retry() == []
    assert row().attempts == 1


def test_the_command_lists_failed_jobs_and_ends_with_one(app: Flask, work: Work) -> None:
    assert (run(app, "failed").exit_code, run(app, "failed").output) == (0, "nothing failed\n")
    number = fail(app, work, 1)[0]
    result = run(app, "failed")
    assert result.exit_code == 1
    assert result.output.startswith(f"{number} {TOPIC} 1: ValueError after {MOST_ATTEMPTS} attempts, ")
    assert "private" not in result.output
    assert run(app, "status").output == f"{TOPIC}: 0 waiting, 0 failing, oldest 0 s, 1 failed for good\n"


def test_the_command_tries_one_or_all_again(app: Flask, work: Work) -> None:
    numbers = fail(app, work, 1, 2, 3)
    result = run(app, "retry", str(numbers[1]))
    assert (result.exit_code, result.output) == (0, "trying 1 again\n")
    result = run(app, "retry", "--all")
    assert (result.exit_code, result.output) == (0, "trying 2 again\n")
    assert queries.failed_jobs() == []


def test_the_command_ends_with_one_for_a_number_that_did_not_fail(app: Flask, work: Work) -> None:
    number = fail(app, work, 1)[0]
    result = run(app, "retry", str(number), "99999")
    assert result.exit_code == 1
    assert result.output == "trying 1 again\n99999 did not fail for good\n"


@pytest.mark.parametrize("arguments", [[], ["1", "--all"]])
def test_the_command_wants_numbers_or_all_and_not_both(app: Flask, work: Work, arguments: list[str]) -> None:
    assert run(app, "retry", *arguments).exit_code == 2
