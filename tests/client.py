"""A test client that reads like a person: strict about every page, and fills in forms by their names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

import html5lib
from flask.testing import FlaskClient
from lxml import etree  # type: ignore[import-untyped]  # ships no types
from sqlalchemy import select
from werkzeug.test import TestResponse

from exchange.accounts import security
from exchange.accounts.models import SignIn, User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction

FORM_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
# Of words and values nothing can be an error of markup but the signs that begin something and those no page may have.
_SIGNS = r"<>&\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"
WORDS = re.compile(rf"(?<=[>;])[^;{_SIGNS}]+(?=[<&])")
VALUE = re.compile(rf'(?<!type)="[^"{_SIGNS}]+"')


class Tree(TreeBuilder):
    """The standard library's elements, from a parser written in C."""

    def start(self, tag: str, attrs: Mapping[str, str], /) -> Element:
        return super().start(tag, dict(attrs))


class Reader(FlaskClient):
    """Parses every HTML answer strictly; a page with a markup error fails the test.

    A page that differs in words and values alone from one that was parsed before is not parsed again.

    Each request has a context and a database session of its own, as in the product; what the test holds is read anew after it.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.rollback()
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.rollback()
        bare = "Content-Encoding" not in answer.headers and answer.request.method != "HEAD"
        if answer.mimetype == "text/html" and answer.data and bare:
            check_markup(answer.get_data(as_text=True))
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
        return self.post(address, data={"csrf_token": self.token_on(form_at or address), **(data or {})}, **kwargs)

    def token_on(self, address: str) -> str:
        """The forgery token of the first form on a page."""
        token = FORM_TOKEN.search(self.get(address, follow_redirects=True).get_data(as_text=True))
        assert token, f"no form at {address}"
        return token[1]


_FLAWLESS: set[bytes] = set()


def shape_of(page: str) -> bytes:
    """A digest of the markup of a page: equal for two pages whose tags, names of attributes and places of words are the same."""
    shape = VALUE.sub('="a"', WORDS.sub(lambda text: "a" if text[0].strip() else " ", page))
    return hashlib.blake2b(shape.encode(errors="surrogatepass"), digest_size=16).digest()


def check_markup(page: str) -> None:
    """Raise html5lib.html5parser.ParseError for a page that is not HTML."""
    shape = shape_of(page)
    if shape not in _FLAWLESS:
        html5lib.HTMLParser(strict=True).parse(page)
        _FLAWLESS.add(shape)


def page_of(answer: TestResponse) -> Element:
    """The parsed page of an answer; html5lib.html5parser.ParseError for markup that is not HTML."""
    page = answer.get_data(as_text=True)
    check_markup(page)
    root: Element = etree.fromstring(page.encode(), etree.HTMLParser(target=Tree(), encoding="utf-8"))
    return root


def words(answer: TestResponse) -> str:
    """The words of a page on one line, without markup."""
    body = page_of(answer).find("body")
    assert body is not None
    return " ".join(" ".join(body.itertext()).split())
