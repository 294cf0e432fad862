"""Sending one mail: a port with two ends, files in development and SMTP in production."""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from textwrap import wrap
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from exchange.core import clock

TIMEOUT_SECONDS = 20
UNSUBSCRIBE = "List-Unsubscribe"
LONGEST_LINE = 76
# A word of a plain subject that is longer could not be folded, and "=?" would be taken for an encoded word.
LONGEST_PLAIN_WORD = 60


class Unbroken(EmailPolicy):
    """Headers as RFC 2047 wants them, where the policies of the library lose spaces between words.

    They put each word outside ASCII into an encoded word of its own and leave the space between two of them outside, where a reader
    must drop it. `Header` encodes a text as a whole and cuts between characters. An address to unsubscribe stays in one piece.
    """

    def fold(self, name: str, value: str) -> str:
        if name == UNSUBSCRIBE:
            return f"{name}: {value}{self.linesep}"
        if name == "Subject" and not _is_plain(value):
            return f"{name}: {_encode(name, value).encode(linesep=self.linesep)}{self.linesep}"
        if name == "Subject":
            # The library may leave the first line empty, which some readers take for an empty header.
            lines = wrap(f"{name}: {value}", LONGEST_LINE - 1, break_long_words=False, break_on_hyphens=False)
            return f"{self.linesep} ".join(lines) + self.linesep
        if isinstance(value, AddressHeader) and len(value.addresses) == 1:
            only = value.addresses[0]
            if only.addr_spec.isascii() and not only.display_name.isascii():
                words = _encode(name, only.display_name)
                words.append(f"<{only.addr_spec}>", "us-ascii")
                return f"{name}: {words.encode(linesep=self.linesep)}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")


def _is_plain(value: str) -> bool:
    """True for text that can stand in a header as it is, folded between words only."""
    return value.isascii() and "=?" not in value and all(len(word) <= LONGEST_PLAIN_WORD for word in value.split(" "))


def _encode(name: str, value: str) -> Header:
    return Header(value, "utf-8", maxlinelen=LONGEST_LINE, header_name=name)


POLICY = Unbroken(linesep="\r\n")


@dataclass(frozen=True)
class Mail:
    """A mail ready to go. `token` names it for ever: a repeat carries the same, another mail of any database never does.

    `number` is that of its job, for an order among mails. `stop` is an address that takes a POST without a cookie to end mail of this kind (RFC 8058).
    `sender` is the name that stands before the address mail is sent from, unless the operator gave that one a name.
    """

    number: int
    token: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    stop: str = ""
    sender: str = ""


class Mailer(Protocol):
    """Where mail goes."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over; raises OSError when it was not taken."""


def message(mail: Mail, sender: str, host: str) -> EmailMessage:
    """The mail as MIME: plain text with an HTML alternative, both UTF-8."""
    made = EmailMessage(policy=POLICY)
    named = "<" in sender or not mail.sender
    made["From"] = sender if named else Address(" ".join(mail.sender.split()), addr_spec=sender)
    made["To"] = mail.to
    subject = " ".join(mail.subject.split())
    # What is set is read as a header is: a text that looks like an encoded word stays itself only when it is one.
    made["Subject"] = subject if _is_plain(subject) else _encode("Subject", subject).encode(maxlinelen=0)
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = f"<{mail.token}@{host}>"
    made["Auto-Submitted"] = "auto-generated"
    if mail.stop:
        made[UNSUBSCRIBE] = f"<{mail.stop}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(mail.text)
    made.add_alternative(mail.html, subtype="html")
    # Setting the content drops every Content header set before.
    made["Content-Language"] = mail.language
    return made


@dataclass(frozen=True)
class FolderMailer:
    """Writes each mail as one file, for development and tests; the files' names are in the order of the jobs."""

    folder: Path
    sender: str
    host: str

    def send(self, mail: Mail) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{mail.number:08d}-{mail.token}.eml"
        fresh = path.with_suffix(f".{os.getpid()}.part")
        fresh.write_bytes(message(mail, self.sender, self.host).as_bytes())
        fresh.replace(path)


@dataclass(frozen=True)
class SmtpMailer:
    """Hands each mail to a server: `smtp://` with STARTTLS when offered, `smtps://` with TLS from the start."""

    address: str
    sender: str
    host: str

    def send(self, mail: Mail) -> None:
        parts = urlsplit(self.address)
        secure = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                parts.hostname or "", parts.port or 465, timeout=TIMEOUT_SECONDS, context=secure
            )
        else:
            server = smtplib.SMTP(parts.hostname or "", parts.port or 587, timeout=TIMEOUT_SECONDS)
        with server:
            closed = parts.scheme == "smtps"
            if not closed and server.has_extn("starttls"):
                server.starttls(context=secure)
                closed = True
            if parts.username:
                if not closed:
                    raise OSError("the mail server offers no TLS: the password stays here")
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message(mail, self.sender, self.host))


def init(app: Flask) -> None:
    """Choose the mailer by the settings: SMTP when `SMTP_URL` is set, files otherwise."""
    sender = app.config["MAIL_SENDER"]
    host = urlsplit(app.config["PUBLIC_URL"]).hostname or "localhost"
    if app.config["SMTP_URL"]:
        app.extensions["mailer"] = SmtpMailer(app.config["SMTP_URL"], sender, host)
    else:
        app.extensions["mailer"] = FolderMailer(Path(app.config["EXCHANGE_VAR"]) / "mail", sender, host)


def mailer() -> Mailer:
    """The mailer of this product."""
    found: Mailer = current_app.extensions["mailer"]
    return found
