"""Notices: owed with the change, composed in the receiver's language, sent once the change stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from flask_babel import get_locale
from sqlalchemy import select

from exchange.core import clock
from exchange.core.db import db
from exchange.core.mail import Mail
from exchange.core.transaction import transaction
from exchange.notices import service
from exchange.notices.service import Address, Cause, Linked, Listing, Member, Words, compose_with, owe
from exchange.outbox.models import Job
from tests import databases
from tests.accounts.mailbox import mails, text_of


def told(values: Mapping[str, Any]) -> Words | None:
    if values.get("nothing"):
        return None
    return Words(
        subject=f"{get_locale()}: {values['title']}",
        fact="This happened.",
        lines=["First line.", "Second line."],
        quote=values.get("quote", ""),
        link=url_for("pages.about", _external=True),
        link_label="Read more",
        why="You asked for it.",
    )


@pytest.fixture(autouse=True)
def kind(app: Flask) -> None:
    compose_with(app, "example", told, Cause.ROLE, Address)


def send(language: str = "en", **values: Any) -> None:
    with transaction():
        owe(Address("ann@example.org", language), "example", **{"title": "Title", **values})


def test_a_notice_is_mailed_in_the_language_of_its_receiver(drain: Callable[[], int]) -> None:
    send("ar")
    assert drain() == 1
    mail = mails()[0]
    assert (mail["To"], mail["Subject"], mail["Content-Language"]) == ("ann@example.org", "ar: Title", "ar")
    assert "http://exchange.test/ar/about/" in text_of(mail)
    html = mail.get_body(("html",))
    assert html is not None
    assert '<html lang="ar" dir="rtl">' in html.get_content()


def test_the_parts_of_a_notice_stand_in_their_order(drain: Callable[[], int]) -> None:
    send(quote="One\nTwo")
    drain()
    text = text_of(mails()[0])
    parts = [
        "This happened.",
        "First line.",
        "Second line.",
        "> One\n> Two",
        "Read more\nhttp://",
        "Practice Exchange",
        "You asked",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_what_people_wrote_is_escaped_in_the_mail(drain: Callable[[], int]) -> None:
    send(title="<b>x</b>\nBcc: all@example.org", quote="<script>alert(1)</script>")
    drain()
    mail = mails()[0]
    assert mail["Subject"] == "en: <b>x</b> Bcc: all[at]example[.]org"
    assert mail["Bcc"] is None
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()


def test_one_mail_is_not_in_the_language_of_the_one_before(drain: Callable[[], int]) -> None:
    send("ru")
    send("fr")
    drain()
    assert [mail["Subject"] for mail in mails()] == ["ru: Title", "fr: Title"]


def test_a_language_that_is_none_of_the_six_becomes_english(drain: Callable[[], int]) -> None:
    send("tlh")
    drain()
    assert mails()[0]["Content-Language"] == "en"


def test_a_notice_with_nothing_to_say_any_more_is_not_sent(drain: Callable[[], int]) -> None:
    send(nothing=True)
    assert drain() == 1
    assert mails() == []


def test_a_notice_of_an_unknown_kind_cannot_be_owed(app: Flask) -> None:
    with pytest.raises(KeyError), transaction():
        owe(Address("ann@example.org"), "unheard of")


def test_a_notice_is_owed_only_with_its_change(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        owe(Address("ann@example.org"), "example", title="T")


def test_a_notice_is_owed_to_the_sort_of_receiver_of_its_kind_only(app: Flask) -> None:
    with pytest.raises(TypeError), transaction():
        owe(Member(1), "example", title="T")
    assert db.session.scalars(select(Job.id)).all() == []


def test_a_notice_that_is_due_later_waits_until_then(drain: Callable[[], int]) -> None:
    with transaction():
        owed = [(Address("ann@example.org"), {"title": "Title"})]
        service.owe_all("example", owed, not_before=clock.now() + timedelta(days=7))
    with clock.later(timedelta(days=6)):
        assert drain() == 0
    with clock.later(timedelta(days=8)):
        assert drain() == 1
    assert [mail["Subject"] for mail in mails()] == ["en: Title"]


class Broken:
    """A mailer whose server is away for a while."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> None:
        assert not db.session.registry().in_transaction(), "nothing may be held while the mail server is asked"
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError
        self.sent.append(mail)


def test_mail_that_cannot_go_is_tried_again_under_the_same_number(
    app: Flask, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], int]
) -> None:
    mailer = Broken(2)
    monkeypatch.setitem(app.extensions, "mailer", mailer)
    send()
    number = db.session.scalars(select(Job.id)).one()
    for minutes in (0, 1, 2):
        with clock.later(timedelta(minutes=minutes)):
            drain()
    assert [mail.number for mail in mailer.sent] == [number]
    assert db.session.scalars(select(Job.id)).all() == []


class Forgetful(Broken):
    """A mailer whose server takes the mail and breaks off before it says so."""

    def send(self, mail: Mail) -> None:
        self.sent.append(mail)
        if self.failures:
            self.failures -= 1
            raise ConnectionResetError


@pytest.mark.parametrize("written_before_tokens", [False, True])
def test_a_repeat_of_a_notice_carries_its_message_id_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], int], written_before_tokens: bool
) -> None:
    mailer = Forgetful(2)
    monkeypatch.setitem(app.extensions, "mailer", mailer)
    send()
    if written_before_tokens:
        with transaction():
            owed = db.session.scalars(select(Job)).one()
            owed.payload = {name: value for name, value in owed.payload.items() if name != "token"}
    for minutes in (0, 1, 2):
        with clock.later(timedelta(minutes=minutes)):
            drain()
    assert len(mailer.sent) == 3
    assert len({mail.token for mail in mailer.sent}) == 1
    assert len(mailer.sent[0].token) == 32


def test_a_database_restored_or_made_anew_repeats_no_message_id_and_no_file(
    app: Flask, database: databases.TestDatabase, drain: Callable[[], int]
) -> None:
    for _time in range(2):
        send()
        drain()
        db.session.remove()
        database.restore(db.engine)
    assert len({mail["Message-ID"] for mail in mails()}) == 2


def test_delivering_what_is_taken_sends_each(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    mailer = Broken(0)
    monkeypatch.setitem(app.extensions, "mailer", mailer)
    from exchange.outbox import service as outbox

    send(title="One")
    send(title="Two")
    service.deliver(outbox.take_due(service.TOPIC, 5)[1])
    assert [mail.subject for mail in mailer.sent] == ["en: One", "en: Two"]


def test_lists_and_the_way_to_stop_stand_in_both_bodies(app: Flask, drain: Callable[[], int]) -> None:
    items = [Linked("One <b>", "http://exchange.test/1", "fr"), Linked("Two", "http://exchange.test/2")]
    words = Words(
        subject="New",
        fact="This happened.",
        lists=[Listing("First", items, Linked("And more", "http://exchange.test/all")), Listing("Second", items[1:])],
        link="http://exchange.test/desk",
        link_label="Change",
        why="You asked for it.",
        stop=Linked("Stop", "http://exchange.test/stop"),
    )
    compose_with(app, "example", lambda _values: words, Cause.ROLE, Address)
    send()
    drain()
    mail = mails()[0]
    assert text_of(mail).strip() == (
        "This happened.\n\nFirst\n- One <b>\n  http://exchange.test/1\n- Two\n  http://exchange.test/2\n"
        "And more\nhttp://exchange.test/all\n\nSecond\n- Two\n  http://exchange.test/2\n\nChange\nhttp://exchange.test/desk\n\n"
        "--\nPractice Exchange\nYou asked for it.\n\nStop\nhttp://exchange.test/stop"
    )
    html = mail.get_body(("html",))
    assert html is not None
    assert '<a href="http://exchange.test/1" lang="fr" dir="auto">One &lt;b&gt;</a>' in html.get_content()
    assert '<a href="http://exchange.test/stop">Stop</a>' in html.get_content()
