"""Owing a notice and delivering it.

A feature registers a composer for each kind of notice in its `notices.py`, with the cause of such mail; a verb calls `owe`
inside its transaction; the outbox worker composes the words in the receiver's language and hands the mail over.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from flask import Flask, current_app, g, render_template

from exchange.core import mail
from exchange.core.languages import BY_CODE, DEFAULT, direction
from exchange.notices.quoting import LONGEST_LINE, LONGEST_SUBJECT, harmless_line
from exchange.outbox import service as outbox
from exchange.outbox.service import Taken
from exchange.outbox.worker import Lane, register

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
class Receiver:
    """Where a notice goes and in which language."""

    email: str
    language: str = DEFAULT


Composer = Callable[[Mapping[str, Any]], Words | None]


@dataclass(frozen=True)
class Kind:
    """A kind of notice: how its words are found, and why it is sent."""

    composer: Composer
    cause: Cause


def compose_with(app: Flask, kind: str, composer: Composer, cause: Cause) -> None:
    """Let `composer` find the words of notices of `kind`, sent for `cause`, when one is delivered.

    It is called with the values owed, in the receiver's language, where `url_for(..., _external=True)` works, and may read the
    database; None when there is nothing to say any more.
    """
    app.extensions.setdefault("notices", {})[kind] = Kind(composer, cause)


def cause_of(kind: str) -> Cause:
    """Why notices of this kind are sent. KeyError for a kind that nobody registered."""
    found: Kind = current_app.extensions["notices"][kind]
    return found.cause


def owe(receiver: Receiver, kind: str, **values: Any) -> None:
    """Owe a notice, inside the transaction of what it tells about. `values` must be JSON. RuntimeError as for `owe_all`."""
    owe_all(kind, [(receiver, values)])


def owe_all(kind: str, owed: Sequence[tuple[Receiver, Mapping[str, Any]]]) -> None:
    """Owe several receivers a notice of the same kind, each with values of their own. RuntimeError for a kind that needs a permit."""
    if cause_of(kind).needs_permit:
        raise RuntimeError(f"notices of the kind {kind} are sent by exchange.reach")
    _promise(kind, owed)


def owe_with(permit: Permit, receiver: Receiver, **values: Any) -> None:
    """Owe the notice that a permit allows; nothing when it is quiet."""
    if not permit.quiet:
        _promise(permit.kind, [(receiver, values)])


def _promise(kind: str, owed: Sequence[tuple[Receiver, Mapping[str, Any]]]) -> None:
    # The token goes into the Message-ID. It is made once, so a repeat carries it again, and a database restored or made anew
    # never makes it for another mail, as it does with numbers.
    payloads = [
        {"to": to.email, "language": to.language, "kind": kind, "values": dict(values), "token": secrets.token_hex(16)}
        for to, values in owed
    ]
    outbox.promise_all(TOPIC, [(kind, payload) for payload in payloads])


def deliver(taken: Sequence[Taken]) -> None:
    """Compose and send each notice; raises what the mailer raises."""
    for one in taken:
        made = _compose(one)
        if made is not None:
            mail.mailer().send(made)


def _compose(one: Taken) -> mail.Mail | None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own accessor
    language = one.payload["language"] if one.payload["language"] in BY_CODE else DEFAULT
    # A context of its own: the language of the mail before stays out of this one, and what composing reads is let go before
    # the mail server is asked, which may take long.
    with app.app_context(), app.test_request_context(base_url=app.config["PUBLIC_URL"]):
        g.language = language
        words = _words(app.extensions["notices"][one.payload["kind"]], one.payload["values"])
        if words is None:
            return None
        values = {"words": words, "language": language, "direction": direction(language)}
        return mail.Mail(
            number=one.id,
            token=_token(one),
            to=one.payload["to"],
            subject=words.subject,
            text=render_template("mail/notice.txt", **values),
            html=render_template("mail/notice.html", **values),
            language=language,
            stop=words.stop.link if words.stop else "",
        )


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


def _token(one: Taken) -> str:
    # Promises written before tokens were: what they say and their number tell them apart.
    said = json.dumps([one.id, one.payload], sort_keys=True)
    return str(one.payload.get("token") or hashlib.sha256(said.encode()).hexdigest()[:32])


def init(app: Flask) -> None:
    """Give the outbox its mail lane."""
    app.extensions.setdefault("notices", {})
    register(app, Lane(TOPIC, deliver, batch=1))
