"""Browsers and forms the tests of the pages share."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from flask import Flask

from exchange.accounts.models import User
from exchange.review import lists
from tests.client import Reader

WHOLE: dict[str, Any] = {"checks": list(lists.CHECKS), "evidence": "measured"}
NewReader = Callable[[], Reader]


def signed_in(new_reader: NewReader, user: User) -> Reader:
    made = new_reader()
    made.sign_in(user)
    return made


def decide(browser: Reader, number: int, **data: Any) -> Any:
    return browser.send(f"/en/review/{number}/decide/", {"revision": 1, **data}, form_at=f"/en/review/{number}/")


def mails(app: Flask) -> list[tuple[str, str, str]]:
    """(to, subject, text) of every mail, oldest first."""
    found = []
    for path in sorted((Path(app.config["EXCHANGE_VAR"]) / "mail").glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        body = mail.get_body(("plain",))
        assert body is not None
        found.append((str(mail["To"]), str(mail["Subject"]), str(body.get_content())))
    return found
