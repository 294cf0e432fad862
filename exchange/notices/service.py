"""Owing a notice and delivering it.

A feature registers a composer for each kind of notice in its `notices.py`, with the cause of such mail; a verb calls `owe`
inside its transaction; the outbox worker finds out where the mail goes now, composes the words in the receiver's language
and hands the mail over.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from flask import Flask, current_app, g, render_template

from exchange.core import identity, mail
from exchange.core.languages import BY_CODE, DEFAULT, direction
from exchange.notices.quoting import LONGEST_LINE, LONGEST_SUBJECT, harmless_line
from exchange.outbox import service as outbox
from exchange.outbox.service import LeasedJob
from exchange.outbox.worker import Queue, register

TOPIC = "mail"


class Cause(Enum):
    """Why somebody gets mail of a kind. The last two are a member's wish to reach another: they need a permit of `exchange.reach`."""

    ACCOUNT = "it is about the receiver's own account or address"
    ASKED = "the receiver asked for it, or it answers what they did"
    ROLE = "the receiver is author, reviewer or moderator of what it is about"
    OPENING = "a member turns to the receiver, who did not ask"
    ANSWER = "a member goes on in what both take part in"

    @property
    def needs_permit(self) -> bool:
        """True for mail that goes out because one member wants to reach another."""
        return self in {Cause.OPENING, Cause.ANSWER}


@dataclass(frozen=True)
class Permit:
    """Leave for one mail of `kind` from a member to another, given by `exchange.reach` once its rules allow it and it is counted.

    With `quiet` the act stands and no mail goes: the receiver was told of the same lately.
    """

    kind: str
    sender_id: int
    receiver_id: int
    quiet: bool = False


@dataclass(frozen=True)
class Linked:
    """A line that leads somewhere; `language` is that of its words, when it may differ from the notice's."""

    label: str
    link: str
    language: str = ""


@dataclass(frozen=True)
class Listing:
    """A list of a notice under a heading; `more` leads to what is left out."""

    heading: str
    items: Sequence[Linked]
    more: Linked | None = None


@dataclass(frozen=True)
class Words:
    """What a notice says: subject, the fact as first line, further lines, a text quoted, lists, one link with its label, why it was sent.

    `stop` leads to a page that ends notices of this kind without signing in; mail programs offer it as a button.
    """

    subject: str
    fact: str
    lines: Sequence[str] = ()
    quote: str = ""
    lists: Sequence[Listing] = ()
    link: str = ""
    link_label: str = ""
    why: str = ""
    stop: Linked | None = None


@dataclass(frozen=True)
class Member:
    """A receiver with an account, by its number: address and language are those of the account when the mail goes."""

    number: int


@dataclass(frozen=True)
class Address:
    """An address that is itself the matter, whether it has an account or not, and the language its owner is told in."""

    email: str
    language: str = DEFAULT


Receiver = Member | Address


class Directory(Protocol):
    """What notices ask about members; the room of accounts answers."""

    def address_of(self, number: int) -> Address | None:
        """Where this member gets mail now, in which language; None for a closed, suspended or deleted account."""

    def owner_of(self, email: str) -> int | None:
        """The number of the account with this address, closed ones too; None without one."""


Composer = Callable[[Mapping[str, Any]], Words | None]


@dataclass(frozen=True)
class Kind:
    """A kind of notice: how its words are found, why it is sent, and which sort of receiver it is owed to."""

    composer: Composer
    cause: Cause
    to: type[Member] | type[Address] = Member


def compose_with(app: Flask, kind: str, composer: Composer, cause: Cause, to: type[Member] | type[Address] = Member) -> None:
    """Let `composer` find the words of notices of `kind`, sent for `cause`, when one is delivered.

    It is called with the values owed, in the receiver's language, where `url_for(..., _external=True)` works, and may read the
    database; None when there is nothing to say any more, or the receiver does not want such mail any more.
    """
    app.extensions.setdefault("notices", {})[kind] = Kind(composer, cause, to)


def look_up_in(app: Flask, directory: Directory) -> None:
    """Let `directory` say where members get their mail."""
    app.extensions["notices.directory"] = directory


def cause_of(kind: str) -> Cause:
    """Why notices of this kind are sent. KeyError for a kind that nobody registered."""
    return _kind(kind).cause


def _kind(name: str) -> Kind:
    found: Kind = current_app.extensions["notices"][name]
    return found


def owe(receiver: Receiver, kind: str, **values: Any) -> None:
    """Owe a notice, inside the transaction of what it tells about. `values` must be JSON. Errors as for `owe_all`."""
    owe_all(kind, [(receiver, values)])


def owe_all(kind: str, owed: Sequence[tuple[Receiver, Mapping[str, Any]]], not_before: datetime | None = None) -> None:
    """Owe several receivers a notice of the same kind, each with values of their own, now or at `not_before`.

    RuntimeError for a kind that needs a permit, TypeError for a receiver of the sort that the kind is not owed to.
    """
    if cause_of(kind).needs_permit:
        raise RuntimeError(f"notices of the kind {kind} are sent by exchange.reach")
    _enqueue(kind, owed, not_before)


def owe_with(permit: Permit, **values: Any) -> None:
    """Owe the receiver of a permit the notice that it allows; nothing when it is quiet."""
    if not permit.quiet:
        _enqueue(permit.kind, [(Member(permit.receiver_id), values)])


def _enqueue(kind: str, owed: Sequence[tuple[Receiver, Mapping[str, Any]]], not_before: datetime | None = None) -> None:
    sort = _kind(kind).to
    if not all(isinstance(to, sort) for to, _values in owed):
        raise TypeError(f"notices of the kind {kind} are owed to a receiver of the sort {sort.__name__}")
    # The token goes into the Message-ID. It is made once, so a repeat carries it again, and a database restored or made anew
    # never makes it for another mail, as it does with numbers.
    payloads = [{**_encode(to), "kind": kind, "values": dict(values), "token": secrets.token_hex(16)} for to, values in owed]
    outbox.enqueue_all(TOPIC, [(kind, payload) for payload in payloads], not_before)


def _encode(to: Receiver) -> dict[str, Any]:
    return {"member": to.number} if isinstance(to, Member) else {"to": to.email, "language": to.language}


def deliver(taken: Sequence[LeasedJob]) -> None:
    """Compose and send each notice to where its receiver is now; raises what the mailer raises."""
    for one in taken:
        made = _compose(one)
        if made is not None:
            mail.mailer().send(made)


def _compose(one: LeasedJob) -> mail.Mail | None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own accessor
    # A context of its own: the language of the mail before stays out of this one, and what composing reads is let go before
    # the mail server is asked, which may take long.
    with app.app_context(), app.test_request_context(base_url=app.config["PUBLIC_URL"]):
        kind = _kind(one.payload["kind"])
        to = _destination(kind, one.payload)
        if to is None:
            return None
        language = to.language if to.language in BY_CODE else DEFAULT
        g.language = language
        words = _words(kind, one.payload["values"])
        if words is None:
            return None
        values = {"words": words, "language": language, "direction": direction(language)}
        return mail.Mail(
            number=one.id,
            token=_token(one),
            to=to.email,
            subject=words.subject,
            text=render_template("mail/notice.txt", **values),
            html=render_template("mail/notice.html", **values),
            language=language,
            stop=words.stop.link if words.stop else "",
            sender=identity.exchange_name(),
        )


def _destination(kind: Kind, payload: Mapping[str, Any]) -> Address | None:
    """Where a notice goes now; None when its receiver has no open account any more."""
    directory: Directory = current_app.extensions["notices.directory"]
    if "member" in payload:
        return directory.address_of(payload["member"])
    written = Address(payload["to"], payload["language"])
    if kind.to is Address:
        return written
    # Owed by a release that wrote the member's address down: it still names the account, unless it was changed since.
    number = directory.owner_of(written.email)
    return written if number is None else directory.address_of(number)


def _words(kind: Kind, values: Mapping[str, Any]) -> Words | None:
    """What a notice says, with nothing in its subject and sentences that acts by itself, whoever wrote a part of them."""
    words = kind.composer(values)
    if words is None:
        return None
    return replace(
        words,
        subject=harmless_line(words.subject, LONGEST_SUBJECT),
        fact=harmless_line(words.fact, LONGEST_LINE),
        lines=[harmless_line(line, LONGEST_LINE) for line in words.lines],
    )


def _token(one: LeasedJob) -> str:
    # Jobs written before tokens were: what they say and their number tell them apart.
    said = json.dumps([one.id, one.payload], sort_keys=True)
    return str(one.payload.get("token") or hashlib.sha256(said.encode()).hexdigest()[:32])


def init(app: Flask) -> None:
    """Give the outbox its mail queue."""
    app.extensions.setdefault("notices", {})
    register(app, Queue(TOPIC, deliver, batch=1))
