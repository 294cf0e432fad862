"""The mail of a test: what the outbox has written, and the links in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

LINK = re.compile(r"http://exchange\.test(/\S+)")
PASSWORD = "seven tall copper kettles"


def mails() -> list[EmailMessage]:
    """Every mail written so far, oldest first."""
    folder = Path(current_app.config["EXCHANGE_VAR"]) / "mail"
    files = sorted(folder.glob("*.eml")) if folder.exists() else []
    return [message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default) for file in files]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def last_link(drain: Callable[[], int]) -> str:
    """The path of the link in the newest mail, after the outbox has done its work."""
    drain()
    found = LINK.search(text_of(mails()[-1]))
    assert found
    return urlsplit(found[1]).path
