"""A test client that reads like a person: strict about every page, and fills in forms by their names."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from exchange.accounts import security
from exchange.accounts.models import SignIn, User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction

FORM_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Reader(FlaskClient):
    """Parses every HTML answer strictly; a page with a markup error fails the test.

    Each request has a context and a database session of its own, as in the product; what the test holds is read anew after it.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.rollback()
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.rollback()
        bare = "Content-Encoding" not in answer.headers and answer.request.method != "HEAD"
        if answer.mimetype == "text/html" and answer.data and bare:
            page_of(answer)
        return answer

    def sign_in(self, user: User | int) -> None:
        """Be this member from now on, as after the sign-in page."""
        number = user if isinstance(user, int) else user.id
        token = f"token-of-{number}-{id(self)}"
        with transaction():
            db.session.add(SignIn(digest=security.digest(token), user_id=number, created_at=clock.now()))
        unique = db.session.scalar(select(User.fs_uniquifier).where(User.id == number))
        db.session.rollback()
        with self.session_transaction() as session:
            session["_user_id"] = unique
            session["_fresh"] = True
            session[security.TOKEN] = token

    def send(
        self, address: str, data: dict[str, Any] | None = None, *, form_at: str | None = None, **kwargs: Any
    ) -> TestResponse:
        """POST a form as a person does: open the page that holds it (`form_at`, else `address`), take its token, send."""
        page = self.get(form_at or address, follow_redirects=True).get_data(as_text=True)
        token = FORM_TOKEN.search(page)
        assert token, f"no form at {form_at or address}"
        return self.post(address, data={"csrf_token": token[1], **(data or {})}, **kwargs)


def page_of(answer: TestResponse) -> Element:
    """The parsed page of an answer; html5lib.html5parser.ParseError for markup that is not HTML."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False, strict=True)
    root: Element = parser.parse(answer.get_data(as_text=True))
    return root


def words(answer: TestResponse) -> str:
    """The words of a page on one line, without markup."""
    body = page_of(answer).find("body")
    assert body is not None
    return " ".join(" ".join(body.itertext()).split())
