"""The operator's texts: one source for every page and mail, and nothing said that nobody wrote."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from exchange.accounts import service as accounts
from exchange.accounts.models import User
from exchange.core import identity
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid
from exchange.core.transaction import transaction
from exchange.operator import queries, service
from exchange.operator.lifecycle import TEXTS
from exchange.operator.models import OperatorText
from exchange.workflow import queries as log
from tests import factories
from tests.accounts import mailbox
from tests.client import Reader, words

TEXTS_PAGE = "/en/admin/texts/"


@pytest.fixture
def boss(reader: Reader) -> User:
    user = factories.member("Boss", "administrator")
    reader.sign_in(user)
    return user


def write(name: str, language: str, text: str, seen: int = 0, actor: User | None = None) -> None:
    who = actor or factories.member(role="administrator")
    with transaction():
        service.write(who, name, language, text, "As agreed.", seen)
    identity.forget()


@pytest.mark.parametrize("page", ["about", "privacy", "accessibility"])
def test_what_nobody_wrote_is_said_nowhere(reader: Reader, page: str) -> None:
    text = words(reader.get(f"/en/{page}/"))
    assert "run by" not in text
    assert "Write to us" not in text
    assert "Imprint" not in text


def test_what_is_written_stands_on_the_pages_in_the_language_of_the_reader(reader: Reader) -> None:
    write("operator", "en", "the Green Board")
    write("operator", "fr", "le Conseil vert")
    write("contact", "en", "Ask@Example.org")
    write("imprint", "en", "Registered **here**.")
    write("privacy", "en", "Kept for a year.")
    about = reader.get("/en/about/")
    assert "This exchange is run by the Green Board" in words(about)
    assert 'href="mailto:ask@example.org"' in about.get_data(as_text=True)
    assert "<strong>here</strong>" in about.get_data(as_text=True)
    assert "le Conseil vert" in words(reader.get("/fr/about/"))
    assert "Kept for a year." in words(reader.get("/en/privacy/"))


def test_a_text_that_a_language_lacks_stands_in_english_with_its_language(reader: Reader) -> None:
    write("about", "en", "Ours.")
    assert '<div lang="en" dir="ltr"><p>Ours.</p>' in reader.get("/ar/about/").get_data(as_text=True)


def test_a_text_is_escaped(reader: Reader) -> None:
    write("operator", "en", "<script>alert(1)</script>")
    write("about", "en", "<img src=x onerror=alert(1)>")
    text = reader.get("/en/about/").get_data(as_text=True)
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_the_name_is_the_same_in_pages_feeds_the_interface_and_mail(reader: Reader, drain: Callable[[], int]) -> None:
    write("name", "en", "Green Works")
    assert "– Green Works</title>" in reader.get("/en/").get_data(as_text=True)
    assert "– Green Works</title>" in reader.get("/ru/").get_data(as_text=True)
    assert "Green Works" in reader.get("/feeds/en.xml").get_data(as_text=True)
    assert reader.get("/api/v1/openapi.json").get_json()["info"]["title"] == "Green Works"
    with transaction():
        accounts.register("Ann", "ann@example.org", "en")
    drain()
    assert "Green Works" in mailbox.text_of(mailbox.mails()[-1])


def test_the_settings_stand_where_nobody_wrote(reader: Reader, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "OPERATOR", "the Board of the settings")
    assert "run by the Board of the settings" in words(reader.get("/en/about/"))
    write("operator", "en", "the Green Board")
    assert "the Board of the settings" not in words(reader.get("/en/about/"))


def test_an_administrator_writes_a_text_in_the_page_with_a_reason(reader: Reader, boss: User) -> None:
    page = f"{TEXTS_PAGE}about/fr/"
    answer = reader.send(page, {"words": "**Bonjour**", "reason": "Our first.", "seen": "0"})
    assert answer.status_code == 303
    assert "<strong>Bonjour</strong>" in reader.get("/fr/about/").get_data(as_text=True)
    [row] = queries.history("about", "fr")
    [line] = log.events_of(TEXTS, row.id)
    assert (row.by_id, line.note, line.actor_id) == (boss.id, "Our first.", boss.id)


def test_a_preview_shows_the_text_and_keeps_nothing(reader: Reader, boss: User) -> None:
    answer = reader.send(f"{TEXTS_PAGE}about/en/", {"words": "**Soon**", "reason": "", "seen": "0", "preview": "1"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<strong>Soon</strong>" in text
    assert "**Soon**" in text
    assert db.session.scalar(select(func.count()).select_from(OperatorText)) == 0


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("contact", "no address", "Enter an e-mail address"),
        ("name", "x" * 81, "Shorten this text to 80 characters."),
        ("about", "x" * 10_001, "Shorten this text to 10000 characters."),
    ],
)
def test_a_text_that_cannot_be_kept_is_told_and_stays_in_the_form(
    reader: Reader, boss: User, name: str, given: str, told: str
) -> None:
    answer = reader.send(f"{TEXTS_PAGE}{name}/en/", {"words": given, "reason": "Why not", "seen": "0"})
    assert answer.status_code == 422
    assert told in words(answer)
    assert given in answer.get_data(as_text=True)


def test_the_second_who_writes_a_text_is_told_and_gets_theirs_back(reader: Reader, boss: User) -> None:
    write("about", "en", "First.")
    answer = reader.send(f"{TEXTS_PAGE}about/en/", {"words": "Second.", "reason": "Better", "seen": "0"})
    assert answer.status_code == 409
    assert "Second." in answer.get_data(as_text=True)
    assert queries.texts() == {("about", "en"): "First."}


def test_an_empty_text_takes_it_away_and_the_earlier_one_stays_in_the_history(reader: Reader, boss: User) -> None:
    write("about", "en", "First.")
    last = queries.history("about", "en")[0].id
    write("about", "en", " ", last)
    assert queries.texts() == {}
    assert "First." in words(reader.get(f"{TEXTS_PAGE}about/en/"))
    assert "First." not in words(reader.get("/en/about/"))


@pytest.mark.parametrize("role", ["member", "moderator"])
def test_whoever_is_no_administrator_writes_no_text(role: str) -> None:
    with pytest.raises(Forbidden):
        write("about", "en", "Mine.", actor=factories.member(role=role))


def test_a_verb_asks_for_what_the_page_knew_and_for_a_reason() -> None:
    with pytest.raises(Conflict):
        write("about", "en", "Mine.", 7)
    boss = factories.member(role="administrator")
    with pytest.raises(Invalid), transaction():
        service.write(boss, "about", "en", "Mine.", " ", 0)


@pytest.mark.parametrize("address", ["nothing/en/", "about/xx/"])
def test_a_text_there_is_not_is_not_found(reader: Reader, boss: User, address: str) -> None:
    assert reader.get(f"{TEXTS_PAGE}{address}").status_code == 404


def test_the_command_sets_what_it_is_given_and_asks_nothing_without_a_terminal(app: Flask) -> None:
    run = app.test_cli_runner()
    answer = run.invoke(args=["operator", "set-up", "--name", "Green Works", "--contact", "ask@example.org"])
    assert (answer.exit_code, answer.output) == (0, "name is set\ncontact is set\n")
    assert queries.texts() == {("name", "en"): "Green Works", ("contact", "en"): "ask@example.org"}
    refused = run.invoke(args=["operator", "set-up", "--contact", "nowhere"])
    assert (refused.exit_code, "e-mail address" in refused.output) == (2, True)
