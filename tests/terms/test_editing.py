"""Editing themes: texts, use, upgrades, two administrators at once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.changes.models import Change
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid, NotFound
from exchange.core.transaction import transaction
from exchange.questions import options
from exchange.terms import queries as terms
from exchange.terms import service
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies import service as loading
from exchange.vocabularies.models import Theme
from exchange.workflow.models import Event
from tests import factories
from tests.client import Reader, words
from tests.practices import records
from tests.transfer.test_correcting import form_fields

PAGE = "/en/admin/vocabularies/themes/transport/"


@pytest.fixture
def admin() -> User:
    return factories.member("Ada", "administrator")


@pytest.fixture
def browser(reader: Reader, admin: User) -> Reader:
    reader.sign_in(admin)
    return reader


def theme(theme_id: str = "transport") -> Theme:
    db.session.rollback()
    found = terms.theme(theme_id)
    assert found is not None
    return found


def edit(actor: User, theme_id: str = "transport", *, retired: bool = False, note: str = "Better.", **changed: Any) -> None:
    found = theme(theme_id)
    texts = {name: {code: getattr(found, name).get(code) for code in found.labels} for name in service.COLUMNS}
    for name, by_code in changed.items():
        texts[name].update(by_code)
    seen = service.mark(found)
    db.session.rollback()
    with transaction():
        service.edit(db.session.merge(actor), theme_id, texts, retired=retired, note=note, seen=seen)


def test_an_edited_label_is_shown_logged_and_recorded_as_a_change(admin: User) -> None:
    number = records.published(factories.member(), themes=["transport"])
    edit(admin, labels={"en": "Moving about"})
    db.session.rollback()
    assert vocabularies.theme_label("transport", "en") == "Moving about"
    line = db.session.scalars(select(Event).where(Event.subject == "vocabularies")).one()
    assert (line.actor_id, line.note, line.reason) == (admin.id, "Better.", "transport")
    newest = db.session.scalars(select(Change).where(Change.kind == "practice").order_by(Change.sequence.desc())).first()
    assert newest is not None
    assert (newest.number, newest.what) == (number, "changed")


def test_an_upgrade_leaves_what_was_edited_and_brings_the_rest(admin: User) -> None:
    shipped = theme().labels["fr"]
    edit(admin, labels={"en": "Moving about"}, also={"en": ["buses"]})
    with transaction():
        other = db.session.get(Theme, "transport")
        assert other is not None
        other.labels = {**other.labels, "fr": "Old text of a release before"}
    with transaction():
        loading.load()
    assert (theme().labels["en"], theme().labels["fr"], theme().also["en"]) == ("Moving about", shipped, ["buses"])


def test_a_theme_out_of_use_is_not_offered_and_still_shown_also_after_an_upgrade(admin: User) -> None:
    edit(admin, retired=True)
    with transaction():
        loading.load()
    db.session.rollback()
    offered = {code for group in options.themes([], "en").values() if isinstance(group, dict) for code in group}
    assert "transport" not in offered
    assert vocabularies.theme_label("transport", "en") != "transport"
    edit(admin, retired=False)
    assert theme().retired is False


@pytest.mark.parametrize(
    ("changed", "note", "at"),
    [
        ({"labels": {"en": ""}}, "Why", "labels_en"),
        ({"labels": {"fr": "x" * 121}}, "Why", "labels_fr"),
        ({"also": {"en": ["x" * 61]}}, "Why", "also_en"),
        ({"definitions": {"en": "x" * 5_001}}, "Why", "definitions_en"),
        ({"labels": {"en": "Other"}}, " ", "note"),
        ({}, "Why", ""),
    ],
)
def test_an_edit_that_breaks_a_rule_is_refused_at_its_field(admin: User, changed: dict[str, Any], note: str, at: str) -> None:
    with pytest.raises(Invalid) as raised:
        edit(admin, note=note, **changed)
    assert list(raised.value.problems) == [at]


def test_a_theme_that_is_not_there_cannot_be_edited(admin: User) -> None:
    with pytest.raises(NotFound), transaction():
        service.edit(db.session.merge(admin), "none", {}, retired=False, note="Why", seen="")


def test_a_theme_stays_in_use_as_long_as_narrower_ones_do(admin: User) -> None:
    broader = db.session.scalars(select(Theme.parent_id).where(Theme.parent_id.is_not(None))).first()
    db.session.rollback()
    with pytest.raises(Invalid) as raised:
        edit(admin, str(broader), retired=True)
    assert list(raised.value.problems) == ["retired"]


def test_the_name_of_another_theme_is_refused(admin: User) -> None:
    with pytest.raises(Invalid, match="Another theme"):
        edit(admin, labels={"en": theme("waste").labels["en"].upper()})


def test_only_administrators_edit_themes() -> None:
    with pytest.raises(Forbidden):
        edit(factories.moderator(), labels={"en": "Other"})


def test_the_second_of_two_administrators_is_told(admin: User) -> None:
    seen = service.mark(theme())
    edit(admin, labels={"en": "Moving about"})
    db.session.rollback()
    with pytest.raises(Conflict), transaction():
        service.edit(db.session.merge(admin), "transport", {}, retired=False, note="Why", seen=seen)


def test_what_the_second_administrator_typed_stays_beside_the_newer_text(browser: Reader, admin: User) -> None:
    assert "Vocabularies" in words(browser.get("/en/admin/vocabularies/"))
    fields = {**form_fields(browser.get(PAGE).get_data(as_text=True)), "labels_en": "My name", "note": "Mine"}
    edit(admin, labels={"en": "Their name"})
    answer = browser.post(PAGE, data=fields)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "My name" in page
    assert "Their name" in page
    assert browser.post(PAGE, data={**form_fields(page), "note": "Mine"}).status_code == 303
    assert theme().labels["en"] == "My name"
    assert "Edited here" in words(browser.get("/en/admin/vocabularies/"))


def test_what_was_typed_stays_without_a_reason(browser: Reader) -> None:
    fields = {**form_fields(browser.get(PAGE).get_data(as_text=True)), "labels_en": "My name", "note": ""}
    answer = browser.post(PAGE, data=fields)
    assert answer.status_code == 422
    assert "My name" in answer.get_data(as_text=True)
