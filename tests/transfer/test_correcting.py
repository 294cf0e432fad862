"""Correcting imported records: the new version, its log, the next import, two administrators at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]  # ships no types
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid, NotFound
from exchange.core.transaction import transaction
from exchange.practices import service
from exchange.practices.edits import BaseRevision
from exchange.practices.models import Person, Practice
from exchange.transfer import imported
from exchange.workflow.models import Event
from tests import factories
from tests.client import Reader, words
from tests.transfer import made
from tests.transfer import runs as imports


@pytest.fixture
def admin() -> User:
    return factories.member("Ada", "administrator")


@pytest.fixture
def number(admin: User) -> int:
    imports.imported(admin, imports.content([{**imports.some(1)[0], "summary": "Short.", "url": "https://example.org/1"}]))
    return made.practice("test:1").id


@pytest.fixture
def browser(reader: Reader, admin: User) -> Reader:
    reader.sign_in(admin)
    return reader


def correct(actor: User, number: int, given: dict[str, Any], note: str = "The source told us.", edit: int = 1) -> list[str]:
    db.session.rollback()
    with transaction():
        return service.correct(db.session.merge(actor), number, given, BaseRevision(edit), note)


def test_a_correction_is_a_new_version_with_its_reason_in_the_log(admin: User, number: int) -> None:
    correct(admin, number, {"title": "Vouchers in Porto", "themes": ["transport"]})
    assert [one.status for one in made.versions("test:1")] == ["superseded", "published"]
    said = made.said("test:1")
    assert (said["title"], said["themes"], said["summary"]) == ("Vouchers in Porto", ["transport"], "Short.")
    practice = made.practice("test:1")
    assert (practice.source, practice.licence, practice.attribution) == ("Test source", "CC-BY-4.0", "Test")
    assert practice.source_url == "https://example.org/1"
    line = db.session.scalars(select(Event).where(Event.what == "correct")).one()
    assert (line.actor_id, line.note, line.after) == (admin.id, "The source told us.", "published")


def test_a_later_import_leaves_the_correction_and_lists_it(admin: User, number: int) -> None:
    correct(admin, number, {"title": "Vouchers in Porto"})
    run = imports.imported(admin, imports.content([made.record(1, title="New words of the source")]))
    assert made.said("test:1")["title"] == "Vouchers in Porto"
    assert imports.lines(run) == [(1, "kept", "corrected")]


def test_an_export_gives_the_correction_under_the_source_it_came_from(admin: User, number: int, tmp_path: Path) -> None:
    correct(admin, number, {"title": "Vouchers in Porto"})
    record = json.loads(made.give_out(tmp_path / "out.jsonl"))
    assert (record["title"], record["source_id"], record["source"]) == ("Vouchers in Porto", "test:1", "Test source")
    assert (record["licence"], record["attribution"]) == ("CC-BY-4.0", "Test")


@pytest.mark.parametrize(
    ("given", "note", "at"),
    [
        ({"title": ""}, "Why", "title"),
        ({"title": "x" * 151}, "Why", "title"),
        ({"themes": ["no-such-theme"]}, "Why", "themes"),
        ({"title": "Practice 1"}, "Why", ""),
        ({"title": "Other"}, " ", "note"),
    ],
)
def test_a_correction_that_breaks_a_rule_is_refused_at_its_field(
    admin: User, number: int, given: dict[str, Any], note: str, at: str
) -> None:
    with pytest.raises(Invalid) as raised:
        correct(admin, number, given, note)
    assert list(raised.value.problems) == [at]
    assert len(made.versions("test:1")) == 1


def test_only_administrators_correct_and_only_what_nobody_has_taken_on(admin: User, number: int) -> None:
    with pytest.raises(Forbidden):
        correct(factories.moderator(), number, {"title": "Other"})
    author = factories.member().id
    with transaction():
        now = clock.now()
        db.session.add(Person(practice_id=number, user_id=author, part="author", position=0, invited_at=now, agreed_at=now))
    with pytest.raises(Forbidden, match="their own"):
        correct(admin, number, {"title": "Other"})


def test_a_record_with_a_newer_text_that_waits_is_decided_first(admin: User, number: int) -> None:
    imports.imported(admin, imports.content([made.record(1, title="Newer")]), reviewed=False)
    with pytest.raises(Conflict, match="decided first"):
        correct(admin, number, {"title": "Other"})


def test_only_what_was_imported_and_is_published_can_be_corrected(admin: User, number: int) -> None:
    with pytest.raises(NotFound):
        correct(admin, number + 1, {"title": "Other"})
    imports.imported(admin, imports.content([made.record(2)]), reviewed=False)
    waiting = db.session.scalars(select(Practice.id).where(Practice.source_id == "test:2")).one()
    db.session.rollback()
    with pytest.raises(Conflict, match="published record"):
        correct(admin, waiting, {"title": "Other"})


def test_a_record_is_found_by_words_number_and_source_id(number: int) -> None:
    for words_typed in ("practice 1", "PRACTICE", str(number), "test:1", ""):
        assert [one.practice.id for one in imported.search(words_typed, 1).items] == [number], words_typed
    assert imported.search("100%", 1).total == 0


def test_an_administrator_finds_a_record_and_corrects_it_in_the_page(browser: Reader, number: int) -> None:
    assert "Practice 1" in words(browser.get("/en/admin/records/?q=practice"))
    page = f"/en/admin/records/{number}/overview/"
    fields = filled(browser, page)
    fields["title"], fields["note"] = "Vouchers in Porto", "The source told us."
    assert browser.post(page, data=fields).status_code == 303
    assert made.said("test:1")["title"] == "Vouchers in Porto"
    shown = words(browser.get(f"/en/admin/records/{number}/"))
    assert "The source told us." in shown
    assert "Ada" in shown


def test_what_was_typed_stays_when_the_correction_is_refused(browser: Reader, number: int) -> None:
    page = f"/en/admin/records/{number}/lessons/"
    answer = browser.post(page, data={**filled(browser, page), "advice": "Begin with one street.", "note": ""})
    assert answer.status_code == 422
    assert "Begin with one street." in answer.get_data(as_text=True)


def test_two_administrators_at_once_choose_between_both_texts(browser: Reader, admin: User, number: int) -> None:
    page = f"/en/admin/records/{number}/overview/"
    fields = {**filled(browser, page), "title": "My title", "note": "Mine"}
    correct(admin, number, {"title": "Their title"})
    answer = browser.post(page, data=fields)
    assert answer.status_code == 409
    both = answer.get_data(as_text=True)
    assert "Their" in both
    assert "My title" in both
    again = {**form_fields(both), "note": "Mine", "keep_title": "mine"}
    assert browser.post(page, data=again).status_code == 303
    assert made.said("test:1")["title"] == "My title"


def test_a_row_is_added_without_publishing_anything(browser: Reader, number: int) -> None:
    page = f"/en/admin/records/{number}/overview/"
    answer = browser.post(page, data={**filled(browser, page), "title": "Typed", "themes-add": "1"})
    assert answer.status_code == 200
    assert "Typed" in answer.get_data(as_text=True)
    assert len(made.versions("test:1")) == 1


def filled(browser: Reader, page: str) -> dict[str, str]:
    return form_fields(browser.get(page).get_data(as_text=True))


def form_fields(page: str) -> dict[str, str]:
    """What a browser would send of the form for writing, untouched."""
    tree = etree.fromstring(page.encode(), etree.HTMLParser(encoding="utf-8"))
    form = tree.xpath("//main//form[@method='post']")[-1]
    found = {
        one.get("name"): one.get("value", "")
        for one in form.xpath(".//input[@name][not(@type='radio') and not(@type='checkbox')]")
    }
    found.update({one.get("name"): one.get("value", "") for one in form.xpath(".//input[@checked]")})
    found.update({one.get("name"): (one.text or "").lstrip("\n") for one in form.xpath(".//textarea")})
    for select_ in form.xpath(".//select"):
        found[select_.get("name")] = next(iter(select_.xpath(".//option[@selected]/@value")), "")
    return {str(name): str(value) for name, value in found.items()}
