"""Owing a notice and delivering it.

A feature registers a composer for each kind of notice in its `notices.py`; a verb calls `owe` inside its
transaction; the outbox worker composes the words in the receiver's language and hands the mail over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, render_template

from exchange.core import mail
from exchange.core.languages import BY_CODE, DEFAULT, direction
from exchange.outbox import service as outbox
from exchange.outbox.service import Taken
from exchange.outbox.worker import Lane, register

TOPIC = "mail"


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


def compose_with(app: Flask, kind: str, composer: Composer) -> None:
    """Let `composer` find the words of notices of `kind`, when one is delivered.

    It is called with the values owed, in the receiver's language, where `url_for(..., _external=True)` works, and may read the
    database; None when there is nothing to say any more.
    """
    app.extensions.setdefault("notices", {})[kind] = composer


def owe(receiver: Receiver, kind: str, **values: Any) -> None:
    """Owe a notice, inside the transaction of what it tells about. `values` must be JSON."""
    owe_all(kind, [(receiver, values)])


def owe_all(kind: str, owed: Sequence[tuple[Receiver, Mapping[str, Any]]]) -> None:
    """Owe several receivers a notice of the same kind, each with values of their own."""
    if kind not in current_app.extensions["notices"]:
        raise KeyError(kind)
    payloads = [{"to": to.email, "language": to.language, "kind": kind, "values": dict(values)} for to, values in owed]
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
        words = app.extensions["notices"][one.payload["kind"]](one.payload["values"])
        if words is None:
            return None
        values = {"words": words, "language": language, "direction": direction(language)}
        return mail.Mail(
            number=one.id,
            to=one.payload["to"],
            subject=words.subject,
            text=render_template("mail/notice.txt", **values),
            html=render_template("mail/notice.html", **values),
            language=language,
            stop=words.stop.link if words.stop else "",
        )


def init(app: Flask) -> None:
    """Give the outbox its mail lane."""
    app.extensions.setdefault("notices", {})
    register(app, Lane(TOPIC, deliver, batch=1))
