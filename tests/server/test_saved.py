"""Saved searches with two workers at them at once: each member is told of each practice by one mail."""

from __future__ import annotations

from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.server.conftest import RECORDS, Make
from tests.server.instance import Instance

pytestmark = pytest.mark.server

EVERYBODY_SAVES_A_SEARCH = """
INSERT INTO saved_searches (user_id, kind, name, query, often, language, created_at, since)
SELECT id, 'practices', 'Everything', '', 'at_once', 'en', '2020-01-01 00:00:00.000000', '2020-01-01 00:00:00.000000' FROM users
"""
# Enough looks for a batch each, every one at all the practices.
OWE_LOOKS = """
INSERT INTO outbox (topic, key, payload, created_at, due_at, attempts)
SELECT 'saved', 'published', '{"practices": ' || (SELECT json_group_array(id) FROM practices) || '}', one.created_at, one.created_at, 0
FROM practices AS one, practices AS other
"""


def rows(instance: Instance, what: str) -> list[tuple[str, int]]:
    with instance.database() as base, base:
        return list(base.execute(what))


def test_two_workers_tell_each_member_of_each_practice_by_one_mail(make: Make, filled: Path) -> None:
    instance = make("saved", over=filled)
    rows(instance, EVERYBODY_SAVES_A_SEARCH)
    rows(instance, OWE_LOOKS)
    workers = [instance.flask_begun("outbox", "work", "--once") for _ in range(2)]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    of_members = "FROM saved_told JOIN users ON users.id = user_id GROUP BY email"
    told = rows(instance, f"SELECT email, count(*) {of_members}")
    assert sorted(told) == sorted((one["email"], RECORDS) for one in instance.accounts())
    notices = rows(instance, f"SELECT email, count(DISTINCT notice) {of_members}")
    sent = Counter(message_from_bytes(mail.read_bytes())["To"] for mail in (instance.var / "mail").glob("*.eml"))
    assert sent == dict(notices)
