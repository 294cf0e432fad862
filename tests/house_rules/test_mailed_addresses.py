"""An address once mailed leads its receiver to where the record is, whatever happens to it later.

Each story is told step by step; after each step everybody opens every address they were ever mailed. Links of accounts are left
out: those are used once. A practice that is hidden is the one exception: to its readers it looks as if it did not exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.contact import service as contact
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.notices.service import Composer, Words
from exchange.practices import service as practices
from exchange.review import service as review
from exchange.review.service import Work
from exchange.saved import service as saved
from tests import factories
from tests.client import Reader
from tests.contact import records as letters
from tests.practices import records
from tests.review import factories as make
from tests.saved import records as searches

LINK = re.compile(r"http://exchange\.test(/\S+)")


class Mailboxes:
    """Everybody's mail. `look` keeps what is owed and opens every address mailed so far as the person who got it."""

    def __init__(self, app: Flask, drain: Callable[[], int]) -> None:
        self.app, self.drain = app, drain
        self.kinds: set[str] = set()
        self.readers: dict[str, Reader] = {}

    def look(self, step: str) -> None:
        with clock.later(timedelta(hours=1)):
            self.drain()
            with clock.later(timedelta(hours=1)):
                self.drain()
        for receiver, address in sorted(self._mailed()):
            answer = self.reader(receiver).get(address, follow_redirects=True)
            assert answer.status_code in {200, 410}, f"{address} after “{step}”: {answer.status_code} for {receiver}"

    def _mailed(self) -> set[tuple[str, str]]:
        found = set()
        for path in (Path(self.app.config["EXCHANGE_VAR"]) / "mail").glob("*.eml"):
            letter = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = letter.get_body(("plain",))
            assert body is not None
            found |= {(str(letter["To"]), address) for address in LINK.findall(body.get_content())}
        return found

    def reader(self, receiver: str) -> Reader:
        """The browser of who gets mail at this address, signed in."""
        if receiver not in self.readers:
            made = self.app.test_client()
            assert isinstance(made, Reader)
            made.sign_in(db.session.scalars(select(User.id).where(User.email == receiver)).one())
            self.readers[receiver] = made
        return self.readers[receiver]

    def of_room(self, room: str) -> set[str]:
        """The kinds of notices a room has."""
        return {kind for kind in self.app.extensions["notices"] if kind.startswith(room)}


@pytest.fixture
def mailboxes(app: Flask, drain: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> Mailboxes:
    made = Mailboxes(app, drain)
    for name, kind in app.extensions["notices"].items():
        noting = replace(kind, composer=_noting(made.kinds, name, kind.composer))
        monkeypatch.setitem(app.extensions["notices"], name, noting)
    return made


def _noting(kinds: set[str], kind: str, composer: Composer) -> Composer:
    """The composer itself, which also notes that a notice of its kind was made."""

    def compose(values: Mapping[str, Any]) -> Words | None:
        kinds.add(kind)
        return composer(values)

    return compose


def tell(mailboxes: Mailboxes, story: Iterator[str]) -> None:
    """Tell a story to its end and look into every mailbox after each step."""
    for step in story:
        mailboxes.look(step)


def act(verb: Callable[..., object], *given: object) -> None:
    with transaction():
        verb(*given)


def a_submission(author: User, reviewer: User, second: User) -> Iterator[str]:
    number = make.sent(author)
    yield "sent"
    act(review.withdraw, author, number)
    yield "withdrawn"
    act(review.reopen, author, number)
    yield "a draft again"
    make.declare(number)
    act(review.submit, author, number)
    act(review.take, reviewer, number)
    yield "taken"
    act(review.save, reviewer, number, Work(2, comments={"advice": "Say more."}))
    act(review.request_changes, reviewer, number, Work(2, message="Name the source."))
    act(review.reply, author, number, 1, "Which one?")
    yield "changes asked"
    act(review.submit, author, number)
    act(review.take, reviewer, number)
    act(review.save, reviewer, number, Work(3, replies={1: "The survey."}, resolve=1))
    yield "sent again"
    act(review.hand_back, reviewer, number, "Away.")
    act(review.assign, second, number, reviewer.id)
    yield "assigned"
    act(review.withdraw, author, number)
    yield "withdrawn from the reviewer"
    act(review.reopen, author, number)
    make.declare(number)
    act(review.submit, author, number)
    act(review.take, reviewer, number)
    act(review.decline, reviewer, number, Work(4, message="It is a plan."), "not_a_practice")
    yield "declined"
    act(review.reopen, author, number)
    yield "reopened after the decline"
    make.declare(number)
    act(review.submit, author, number)
    act(review.take, second, number)
    act(review.publish, second, number, make.whole(5))
    yield "published"
    yield from a_publication(make.practice_of(number), number, author, reviewer, second)


def a_publication(practice: int, number: int, author: User, reviewer: User, second: User) -> Iterator[str]:
    act(review.hide, reviewer, practice, "Looked into.")
    yield "hidden"
    act(review.show_again, reviewer, practice, "Unfounded.")
    act(review.ask_retraction, reviewer, practice, "Copied.")
    act(review.refuse_retraction, second, practice, "Its own.")
    yield "the retraction is refused"
    newer = make.another_version(number, author)
    act(review.submit, author, newer)
    yield "a new version is sent"
    act(review.take, reviewer, newer)
    act(review.publish, reviewer, newer, make.whole())
    yield "replaced by the new version"
    act(review.ask_retraction, reviewer, practice, "Copied.")
    act(review.retract, second, practice)
    yield "retracted"


def test_what_the_review_mailed_leads_somewhere_after_every_later_step(mailboxes: Mailboxes) -> None:
    author, reviewer, second = make.author(), make.reviewer(), make.reviewer("Omar")
    tell(mailboxes, a_submission(author, reviewer, second))
    assert mailboxes.kinds == mailboxes.of_room("review.")


def agreed(_author: User, invited: User, _draft: int, practice: int) -> None:
    with transaction():
        practices.answer_invitation(invited, practice, "contact", agrees=True)


def refused(_author: User, invited: User, _draft: int, practice: int) -> None:
    with transaction():
        practices.answer_invitation(invited, practice, "contact", agrees=False)


def taken_back(author: User, invited: User, draft: int, _practice: int) -> None:
    act(practices.remove, author, draft, "contact", invited.id)


def discarded(author: User, _invited: User, draft: int, _practice: int) -> None:
    act(practices.discard, author, draft)


def published(_author: User, _invited: User, draft: int, _practice: int) -> None:
    records.publish(draft)


@pytest.mark.parametrize(
    "steps",
    [[agreed, refused], [refused], [taken_back], [discarded], [agreed, discarded], [published, agreed, refused]],
    ids=lambda steps: " then ".join(step.__name__ for step in steps),
)
def test_an_invitation_leads_somewhere_whatever_became_of_it(
    app: Flask, mailboxes: Mailboxes, steps: list[Callable[[User, User, int, int], None]]
) -> None:
    author, invited = factories.member("Ana Silva"), factories.expert("Ben Okoro")
    draft = records.whole_draft(author)
    practice = make.practice_of(draft)
    act(practices.invite, author, draft, "contact", invited.id)
    listed = _invitation_on_desk(mailboxes.reader(invited.email))
    mailboxes.look("invited")
    for step in steps:
        step(author, invited, draft, practice)
        mailboxes.look(step.__name__)
        assert mailboxes.reader(invited.email).get(listed).status_code in {200, 410}
    stranger = app.test_client()
    assert isinstance(stranger, Reader)
    stranger.sign_in(factories.member())
    assert stranger.get(listed).status_code == 404
    expected = {"practices.invitation"} | {f"practices.{step.__name__}" for step in steps if step in {agreed, refused}}
    assert mailboxes.kinds == expected


def _invitation_on_desk(reader: Reader) -> str:
    found = re.search(r'href="(/en/desk/invitations/[^"]+)"', reader.get("/en/desk/").get_data(as_text=True))
    assert found
    return found[1].replace("&amp;", "&")


def a_conversation(writer: User, receiver: User, moderator: User) -> Iterator[str]:
    number = letters.write(writer, receiver)
    yield "written"
    letters.reply(receiver, number)
    act(contact.share, receiver, number)
    yield "answered, address shared"
    act(contact.report, receiver, number, "It sells things.")
    yield "reported"
    act(contact.close_report, moderator, 1, "warned", "Do not sell.")
    yield "the report is closed"
    act(contact.block, receiver, number)
    yield "blocked"
    letters.close_account(receiver)
    yield "the account of the other is closed"


def test_a_conversation_stays_where_the_mail_said(mailboxes: Mailboxes) -> None:
    writer, receiver = letters.pair()
    tell(mailboxes, a_conversation(writer, receiver, factories.moderator()))
    assert mailboxes.kinds == mailboxes.of_room("contact_")


def test_what_a_saved_search_mailed_leads_somewhere_after_every_later_step(mailboxes: Mailboxes) -> None:
    tell(mailboxes, a_saved_search(searches.member()))
    assert mailboxes.kinds == mailboxes.of_room("saved")


def a_saved_search(owner: User) -> Iterator[str]:
    number = searches.keep(owner)
    practice = searches.publish("Repair cafés in Porto")
    yield "owed a look"
    yield "told"
    act(saved.change, owner, number, "Mending", "daily")
    yield "changed"
    searches.publish_again(practice, "Repair cafés in Lisbon")
    yield "the practice has a new version"
    act(saved.stop, owner.id)
    yield "stopped"
    act(saved.remove, owner, number)
    yield "removed"
    records.retract(practice)
    yield "the practice is retracted"
