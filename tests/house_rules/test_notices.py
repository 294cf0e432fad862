"""Every kind of mail: why it is sent is declared, and what one person chose does no harm in the inbox of another."""

from __future__ import annotations

import ast
import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask import Flask

from config import ROOT
from exchange.accounts.models import User
from exchange.contact.models import Conversation, Message, Report
from exchange.core import clock
from exchange.core.db import db
from exchange.core.mail import Mail
from exchange.core.transaction import transaction
from exchange.notices import service
from exchange.notices.service import Address, Cause, Member, Receiver
from exchange.outbox import service as outbox
from exchange.saved.models import Told
from tests import factories
from tests.sampling import share
from tests.saved import records as saved
from tests.source import parsed

SOURCE = sorted((ROOT / "exchange").rglob("*.py"))
# Who may owe mail, by the name of the call. Whoever writes a file that must be added here decides why its mail is sent.
OWING = {
    "owe": {
        "accounts/administering.py",
        "accounts/service.py",
        "contact/service.py",
        "practices/service/people.py",
        "review/notices.py",
    },
    "owe_all": {"notices/service.py", "saved/looking.py"},
    "owe_with": {"reach/service.py"},
    "Permit": {"reach/service.py"},
}
HOST = "casino.example"
HOSTILE = f"Win\u202e” now\r\nBcc: ann@{HOST} https://{HOST}/win www.{HOST} \u2066\u200b" + "and again " * 12
NAME = f"Ana\u202e “www.{HOST}” \u200f" + "of the Board " * 8
QUOTED = f"One\u2028Bcc: ann@{HOST}\r\n\x0bhttps://{HOST}/x"


def causes() -> dict[str, Cause]:
    with (ROOT / "tests" / "house_rules" / "notices.csv").open(encoding="utf-8", newline="") as file:
        return {row["kind"]: Cause[row["cause"]] for row in csv.DictReader(file)}


def to_members() -> list[str]:
    """The kinds that are owed to a member, and not to an address."""
    return [kind for kind in causes() if kind not in {"address", "reset", "suspended", "suspension_lifted"}]


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def by_room(name: str) -> set[str]:
    """The files of the product that call something of this name."""
    return {
        str(path.relative_to(ROOT / "exchange"))
        for path in SOURCE
        if any(name_called(call) == name for call in calls(parsed(path)))
    }


def test_the_cause_of_every_kind_of_mail_is_written_down(app: Flask) -> None:
    registered = {kind: found.cause for kind, found in app.extensions["notices"].items() if kind != "example"}
    assert registered == causes(), "Decide in notices.csv why this mail is sent; from a member to another it needs a permit."


@pytest.mark.parametrize("name", OWING)
def test_mail_is_owed_in_known_places_only(name: str) -> None:
    assert by_room(name) == OWING[name]


def test_mail_is_promised_by_the_notices_only() -> None:
    found = [
        str(path)
        for path in SOURCE
        for call in calls(parsed(path))
        if name_called(call) in {"enqueue", "enqueue_all"} and path.parent.name != "outbox" and "mail" in ast.dump(call.args[0])
    ]
    assert found == []


@pytest.mark.parametrize("kind", [kind for kind, cause in causes().items() if cause.needs_permit])
def test_what_a_member_sends_another_cannot_be_owed_without_leave(kind: str) -> None:
    with pytest.raises(RuntimeError), transaction():
        service.owe(Member(1), kind)


def owe_any(kind: str, writer: User, other: User, given: Mapping[str, Any]) -> None:
    """Owe `other` a notice of any kind, with the permit of `writer` where one is needed."""
    to: Receiver = Member(other.id) if kind in to_members() else Address(other.email, other.language)
    with transaction():
        if causes()[kind].needs_permit:
            service.owe_with(service.Permit(kind, writer.id, other.id), **given)
        else:
            service.owe(to, kind, **given)


class Box:
    """A mailer that keeps the mail."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.mails.append(mail)


def values(writer: User, other: User) -> dict[str, Mapping[str, Any]]:
    """For every kind what it is owed with, as hostile as members can make it."""
    now = clock.now()
    with transaction():
        talk = Conversation(writer_id=writer.id, receiver_id=other.id, subject=HOSTILE[:150], created_at=now)
        db.session.add(talk)
        db.session.flush()
        message = Message(conversation_id=talk.id, author_id=writer.id, body=QUOTED, sent_at=now)
        closed = {"closed_at": now, "closed_by": other.id, "outcome": "warned", "note": QUOTED}
        report = Report(conversation_id=talk.id, reporter_id=writer.id, reason="Wrong", created_at=now, **closed)
        db.session.add_all([message, report])
    practice, search = saved.publish(HOSTILE), saved.keep(other)
    with transaction():
        db.session.add(Told(user_id=other.id, practice_id=practice, search_id=search, notice="n" * 32, told_at=now))
    about: dict[str, Any] = {
        "title": HOSTILE, "who": NAME, "inviter": NAME, "member": NAME, "note": QUOTED, "version": 1, "practice": practice,
        "name": NAME, "part": "author", "due": "2026-12-01", "open": 2, "reason": "other", "again": True, "to_reviewer": True, "writable": True,
        "message_id": message.id, "conversation_id": talk.id, "by": writer.id, "report_id": report.id, "email": other.email,
    }  # fmt: skip
    return {kind: {"member": other.id, "notice": "n" * 32} if kind == "saved.new" else about for kind in causes()}


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_what_people_chose_does_no_harm_in_a_mail_of_any_kind(
    app: Flask, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], int], language: str
) -> None:
    box = Box()
    monkeypatch.setitem(app.extensions, "mailer", box)
    writer, other = factories.member(NAME[:120]), factories.member(NAME[:120], language=language)
    owed = values(writer, other)
    for kind, given in owed.items():
        owe_any(kind, writer, other, given)
    drain()
    assert len(box.mails) == len(owed)
    for kind, mail in zip(owed, box.mails, strict=True):
        assert_harmless(kind, mail)


def test_every_kind_declares_the_sort_of_its_receiver(app: Flask) -> None:
    found = {kind: app.extensions["notices"][kind].to for kind in causes()}
    assert found == {kind: Member if kind in to_members() else Address for kind in causes()}


@pytest.fixture
def box(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Box:
    made = Box()
    monkeypatch.setitem(app.extensions, "mailer", made)
    return made


def mail_after(change: Mapping[str, Any], kind: str, drain: Callable[[], int]) -> str:
    """Owe a member a notice of `kind`, then change their account, then let the mail go: the address of the account when it was owed."""
    writer, other = factories.member("Wanjiru"), factories.member("Amina")
    before = other.email
    owe_any(kind, writer, other, values(writer, other)[kind])
    with transaction():
        account = db.session.get_one(User, other.id)
        for name, value in change.items():
            setattr(account, name, value)
    assert drain() >= 1
    return before


@pytest.mark.parametrize("kind", share(to_members(), 0, 4))
def test_a_notice_goes_to_the_address_a_member_has_when_it_goes(box: Box, drain: Callable[[], int], kind: str) -> None:
    mail_after({"email": "new@example.org"}, kind, drain)
    assert [mail.to for mail in box.mails] == ["new@example.org"]


@pytest.mark.parametrize("kind", share(to_members(), 1, 4))
def test_a_notice_is_in_the_language_a_member_has_when_it_goes(box: Box, drain: Callable[[], int], kind: str) -> None:
    before = mail_after({"language": "ar"}, kind, drain)
    assert [(mail.to, mail.language) for mail in box.mails] == [(before, "ar")]


@pytest.mark.parametrize("kind", share(to_members(), 2, 4))
def test_a_notice_to_an_account_closed_or_suspended_since_is_not_sent(box: Box, drain: Callable[[], int], kind: str) -> None:
    mail_after({"active": False}, kind, drain)
    assert box.mails == []


def owe_as_before(kind: str, email: str, given: Mapping[str, Any]) -> None:
    """Owe a notice as the release before did: with the address and language of that moment."""
    payload = {"to": email, "language": "en", "kind": kind, "values": dict(given), "token": "t" * 32}
    with transaction():
        outbox.enqueue(service.TOPIC, payload, key=kind)


@pytest.mark.parametrize("kind", causes())
def test_a_notice_owed_by_the_release_before_is_delivered(box: Box, drain: Callable[[], int], kind: str) -> None:
    writer, other = factories.member("Wanjiru"), factories.member("Amina", language="fr")
    owe_as_before(kind, other.email, values(writer, other)[kind])
    drain()
    assert [(mail.to, mail.language) for mail in box.mails] == [(other.email, "fr" if kind in to_members() else "en")]


@pytest.mark.parametrize("kind", share(to_members(), 3, 4))
def test_a_notice_of_the_release_before_to_a_closed_account_is_not_sent(box: Box, drain: Callable[[], int], kind: str) -> None:
    writer, other = factories.member("Wanjiru"), factories.member("Amina")
    owe_as_before(kind, other.email, values(writer, other)[kind])
    with transaction():
        db.session.get_one(User, other.id).active = False
    drain()
    assert box.mails == []


def test_a_notice_of_the_release_before_to_a_changed_address_goes_there(box: Box, drain: Callable[[], int]) -> None:
    owe_as_before("password_changed", "earlier@example.org", {})
    drain()
    assert [mail.to for mail in box.mails] == ["earlier@example.org"]


def assert_harmless(kind: str, mail: Mail) -> None:
    assert len(mail.subject) <= 180, kind
    assert kind != "practices.invitation" or "Win" not in mail.subject
    ours = [
        line for line in mail.text.splitlines() if not line.startswith(("> ", "http://exchange.test/", "  http://exchange.test/"))
    ]
    assert all(len(line) <= 400 for line in ours), kind
    for text in [mail.subject, *ours]:
        assert HOST not in text, (kind, text)
        assert not re.search(r"://|www\.|ann@", text), (kind, text)
        assert not [one for one in text if unicodedata.category(one) in {"Cc", "Cf", "Zl", "Zp"}], (kind, text)
        assert not text.startswith("Bcc"), (kind, text)
    assert all(link.startswith("http://exchange.test/") for link in re.findall(r'href="([^"]*)"', mail.html)), kind
    assert len(mail.token) == 32
