"""Sending one mail: a port with two ends, files in development and SMTP in production."""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from exchange.core import clock

TIMEOUT_SECONDS = 20
UNSUBSCRIBE = "List-Unsubscribe"


class Unbroken(EmailPolicy):
    """Headers as mail servers want them, an address to unsubscribe in one piece: the library would make a long one unreadable."""

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name == UNSUBSCRIBE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii") if name == UNSUBSCRIBE else super().fold_binary(name, value)


POLICY = Unbroken(linesep="\r\n")


@dataclass(frozen=True)
class Mail:
    """A mail ready to go. `number` is that of its promise, so that a repeat carries the same Message-ID.

    `stop` is an address that takes a POST without a cookie to end mail of this kind (RFC 8058).
    """

    number: int
    to: str
    subject: str
    text: str
    html: str
    language: str
    stop: str = ""


class Mailer(Protocol):
    """Where mail goes."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over; raises OSError when it was not taken."""


def message(mail: Mail, sender: str, host: str) -> EmailMessage:
    """The mail as MIME: plain text with an HTML alternative, both UTF-8."""
    made = EmailMessage(policy=POLICY)
    made["From"] = sender
    made["To"] = mail.to
    made["Subject"] = " ".join(mail.subject.split())
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = f"<{mail.number}.outbox@{host}>"
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
    """Writes each mail as one file, for development and tests."""

    folder: Path
    sender: str
    host: str

    def send(self, mail: Mail) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{mail.number:08d}.eml"
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
