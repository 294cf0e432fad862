"""The files with everything a member has written: whole, in their language, and nobody else's."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import fields, service
from exchange.practices.models import Version
from exchange.review import lists
from exchange.review import service as review
from exchange.review.service import Work
from tests import factories
from tests.client import Reader, page_of, words
from tests.practices import records
from tests.review import factories as reviews

REASON = next(iter(lists.REASONS))
PAGE = "/submissions/download.html"
LINES = "/submissions/download.jsonl"
STRANGE = (
    "Line one\n\n  indented\ttab “quotes” \\ back 🧴\n| a | b |\n| - | - |\n<script>alert(1)</script>\n**bold** \u2067إعادة\u2069"
)


@pytest.fixture
def me(reader: Reader) -> User:
    """A member who is signed in."""
    found = factories.member("Ana Silva")
    reader.sign_in(found)
    return found


def lines(reader: Reader) -> list[dict[str, Any]]:
    """What the file for programs holds."""
    answer = reader.get(f"/en{LINES}")
    assert answer.status_code == 200
    return [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]


def test_every_answer_stands_in_the_data_as_it_is_kept(reader: Reader, me: User) -> None:
    given = {**records.WHOLE, "problem": STRANGE, "start": "sometime in 2020", "keywords": ["再装", "repair"]}
    records.draft(me, given)
    (found,) = lines(reader)
    assert {name: found["answers"][name] for name in given} == given
    assert set(found["answers"]) == {field.name for field in fields.FORM.questions}
    assert (found["status"], found["version"], found["address"]) == ("draft", 1, None)


def test_every_version_in_every_state_is_in_both_files(reader: Reader, me: User) -> None:
    moderator = factories.moderator()
    number = records.published(me, title="Published one")
    with transaction():
        service.new_version(db.session.merge(me), number)
    reviews.sent(me, title="Sent one")
    declined = reviews.in_review(me, moderator, title="Declined one")
    with transaction():
        review.decline(moderator, declined, reviews.whole(message="A plan only."), REASON)
    records.draft(me, {"title": ""})
    found = [(one["answers"]["title"], one["version"], one["status"]) for one in lines(reader)]
    assert found == [
        ("Published one", 1, "published"),
        ("Published one", 2, "draft"),
        ("Sent one", 1, "submitted"),
        ("Declined one", 1, "declined"),
        ("", 1, "draft"),
    ]
    page = words(reader.get(f"/en{PAGE}"))
    assert all(title in page for title in ("Published one", "Sent one", "Declined one", "Practice without a title"))
    assert "Version 2" in page


def test_what_was_sent_each_time_stands_in_the_data(reader: Reader, me: User) -> None:
    number = reviews.sent(me, title="First words")
    with transaction():
        review.withdraw(me, number)
    (found,) = lines(reader)
    assert [one["answers"]["title"] for one in found["sent"]] == ["First words"]


def test_the_page_shows_what_was_typed_and_runs_nothing(reader: Reader, me: User) -> None:
    records.draft(me, {**records.WHOLE, "problem": STRANGE})
    answer = reader.get(f"/en{PAGE}")
    root = page_of(answer)
    assert not list(root.iter("script"))
    assert not [one for one in root.iter() if one.tag in {"link", "img", "style", "form"}]
    said = words(answer)
    assert "<script>alert(1)</script> **bold**" in said
    assert "Repair vouchers for household appliances in Porto" in said
    assert "Portugal" in said


def test_the_page_is_in_the_reader_s_language_and_direction(reader: Reader, me: User) -> None:
    records.draft(me, records.WHOLE)
    page = reader.get(f"/ar{PAGE}").get_data(as_text=True)
    assert '<html lang="ar" dir="rtl">' in page
    assert "البرتغال" in page


@pytest.mark.parametrize("address", [PAGE, LINES])
def test_the_files_are_saved_under_a_name_and_kept_by_no_cache(reader: Reader, me: User, address: str) -> None:
    answer = reader.get(f"/ru{address}")
    kind, plain, named = answer.headers["Content-Disposition"].split("; ")
    assert kind == "attachment"
    assert plain.startswith("filename=practices-20")
    assert unquote(named.removeprefix("filename*=UTF-8''")).endswith(address.rpartition("download")[2])
    assert answer.headers["Cache-Control"] == "no-store"


def test_drafts_and_comments_of_others_are_in_no_file(reader: Reader, me: User) -> None:
    other, moderator = factories.expert("Omar"), factories.moderator()
    number = reviews.in_review(me, moderator, title="Mine", contact=me)
    work = Work(revision=1, checks=[], evidence="reported", message="Not sent yet.", comments={"results": "A private remark."})
    with transaction():
        review.save(moderator, number, work)
    asked, expert = records.draft(other, {"title": "Of somebody else"}), factories.expert(user=me).id
    with transaction():
        service.invite(db.session.merge(other), asked, "author", expert)
    for address in (PAGE, LINES):
        said = reader.get(f"/en{address}").get_data(as_text=True)
        assert "Mine" in said
        assert not [one for one in ("Of somebody else", "Not sent yet.", "A private remark.") if one in said]
    with transaction():
        service.answer_invitation(me, db.session.get_one(Version, asked).practice_id, "author", True)
    assert "Of somebody else" in reader.get(f"/en{LINES}").get_data(as_text=True)


def test_many_drafts_are_read_in_batches(reader: Reader, me: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exchange.practices.queries.own.BATCH", 2)
    for number in range(5):
        records.draft(me, {"title": f"Draft {number}"})
    assert [one["answers"]["title"] for one in lines(reader)] == [f"Draft {number}" for number in range(5)]


def test_the_files_are_offered_in_my_work_and_in_the_settings(reader: Reader, me: User) -> None:
    assert PAGE not in reader.get("/en/desk/").get_data(as_text=True)
    records.draft(me, {"title": "A draft"})
    for address in ("/en/desk/?show=mine", "/en/account/settings/"):
        page = reader.get(address).get_data(as_text=True)
        assert f'href="/en{PAGE}"' in page
        assert f'href="/en{LINES}"' in page


def test_files_are_asked_for_only_so_often(app: Flask, reader: Reader, me: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "RATE_LIMITS", True)
    answers = {reader.get(f"/en{LINES}").status_code for _ in range(31)}
    assert answers == {200, 429}
