"""Filling in the form of any address as a person would, and what can be in the way when it is sent."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask import Flask, g, url_for
from flask_limiter.util import get_qualified_name
from sqlalchemy import create_engine, delete, update
from sqlalchemy.pool import NullPool
from werkzeug.test import TestResponse

from exchange.accounts.models import SignIn, User
from exchange.core import access
from exchange.core.db import db, is_sqlite
from exchange.core.limits import limiter
from exchange.core.transaction import transaction
from tests import factories
from tests.client import Reader, page_of
from tests.house_rules import routes
from tests.house_rules import values as makers
from tests.house_rules.routes import ROLES, Row

LONG_PART = re.compile(r"/[\w.-]{40,}/")
SECRET = "Four words nobody knows"
TYPED = ("text", "search", "email", "url", None)
# Forms of addresses that are only sent to: they stand on the page of another address.
STANDS_ON = {
    "transfer.undo": "transfer.show",
    "transfer.agree": "transfer.show",
    "transfer.refuse": "transfer.show",
    "contact.reply": "contact.show",
    "accounts.sign_out_everywhere": "accounts.settings",
    "experts.confirm": "experts.edit",
    "experts.hide": "experts.edit",
    "contact.unblock": "contact.show",
    "review.decide": "review.show",
    "review.take": "review.show",
    "review.check_import": "review.practice",
    "review.hide": "review.practice",
    "review.show_again": "review.practice",
    "review.ask_retraction": "review.practice",
    "review.retract": "review.practice",
    "review.refuse_retraction": "review.practice",
    "administration.change_role": "administration.member",
    "administration.agree_to_role": "administration.member",
    "administration.refuse_role": "administration.member",
    "administration.suspend": "administration.member",
    "administration.lift": "administration.member",
    "administration.end_sessions": "administration.member",
    "administration.resend": "administration.member",
    "administration.send_link": "administration.registrations",
    "administration.retry_jobs": "administration.jobs",
    "administration.write_text": "administration.text",
    "administration.rebuild_index": "administration.index",
}


@dataclass(frozen=True)
class Written:
    """A form as it was filled in: where it goes, all its fields, and those that a person typed."""

    address: str
    fields: dict[str, str]
    typed: dict[str, str]


@dataclass(frozen=True)
class Desk:
    """Somebody who has filled in a form, in a browser of their own."""

    app: Flask
    reader: Reader
    actor: User | None
    role: str
    written: Written

    def send(self) -> TestResponse:
        return self.reader.post(self.written.address, data=self.written.fields)


def who_may(row: Row) -> str:
    """The first role that the table lets send this form with success, or with a form to mend."""
    return next(role for role, status in zip(ROLES, row.expected, strict=True) if status in {303, 422})


def fill_in(app: Flask, row: Row) -> Desk:
    """Open the page with the row's form as somebody who may, and type something into each of its fields for text."""
    role = who_may(row)
    actor = routes.member_of(role)
    made: dict[str, Any] = getattr(makers, row.values)(actor) if row.values else {}
    reader = app.test_client()
    assert isinstance(reader, Reader)
    if actor is not None:
        reader.sign_in(actor)
    address = _address(app, row.endpoint, made)
    page = _address(app, STANDS_ON.get(row.endpoint, row.endpoint), made)
    form = _form(reader, page, address)
    fields = {} if form is None else dict(_sent_untouched(form))
    typed = {} if form is None else {name: f"Typed into {name}, ünlöst" for name in _for_text(form)}
    secrets = {} if form is None else dict.fromkeys(_of_kind(form, "password"), SECRET)
    extra = {name: str(value) for name, value in made.items() if name not in _parts(app, row.endpoint) and name not in typed}
    token = {"csrf_token": routes.token_for(app, reader)}
    writer = {"writer": str(actor.id)} if actor is not None else {}
    return Desk(app, reader, actor, role, Written(address, {**fields, **extra, **token, **writer, **typed, **secrets}, typed))


def _parts(app: Flask, endpoint: str) -> set[str]:
    return {name for rule in app.url_map.iter_rules(endpoint) for name in rule.arguments}


def _address(app: Flask, endpoint: str, made: dict[str, Any]) -> str:
    with app.app_context(), app.test_request_context():
        g.language = "en"
        return url_for(endpoint, **{name: value for name, value in made.items() if name in _parts(app, endpoint)})


def _form(reader: Reader, page: str, address: str) -> Element | None:
    """The form of `page` that is sent to `address`; None where there is no such page, as for a button in the top bar."""
    answer = reader.get(page)
    if answer.status_code != 200:
        return None
    path = urlsplit(address).path
    forms = [one for one in page_of(answer).iter("form") if one.get("method") == "post"]
    return next((one for one in forms if urlsplit(one.get("action") or page).path == path), None)


def _sent_untouched(form: Element) -> Iterator[tuple[str, str]]:
    """What a browser sends of the controls that nobody touched."""
    for one in form.iter():
        name, kind = one.get("name"), one.get("type")
        if not name:
            continue
        if one.tag == "textarea":
            yield name, (one.text or "").removeprefix("\n")
        elif one.tag == "select":
            options = list(one.iter("option"))
            chosen = next((option for option in options if option.get("selected") is not None), options[0] if options else None)
            yield name, (chosen.get("value") or "") if chosen is not None else ""
        elif one.tag == "input" and (kind in {"hidden", *TYPED} or one.get("checked") is not None):
            yield name, one.get("value") or ""


def _for_text(form: Element) -> list[str]:
    boxes = [one.get("name") for one in form.iter("textarea")]
    lines = [one.get("name") for one in form.iter("input") if one.get("type") in TYPED]
    return [name for name in (*boxes, *lines) if name]


def _of_kind(form: Element, kind: str) -> list[str]:
    return [name for one in form.iter("input") if one.get("type") == kind and (name := one.get("name"))]


def missing(answer: TestResponse, written: Written) -> list[str]:
    """Names of the fields whose words stand nowhere in the answer."""
    page = html.unescape(answer.get_data(as_text=True))
    return [name for name, words in written.typed.items() if words not in page]


# What can be in the way. Each is entered around the sending.

Obstacle = Callable[[Desk], Any]


@contextmanager
def no_session(desk: Desk) -> Iterator[None]:
    desk.reader.delete_cookie("session")
    yield


@contextmanager
def session_ended(desk: Desk) -> Iterator[None]:
    with transaction():
        db.session.execute(delete(SignIn))
    yield


@contextmanager
def other_persons_session(desk: Desk) -> Iterator[None]:
    desk.reader.sign_in(factories.member(role=desk.role))
    yield


@contextmanager
def old_token(desk: Desk) -> Iterator[None]:
    desk.written.fields["csrf_token"] = "a token from before"
    yield


@contextmanager
def suspended(desk: Desk) -> Iterator[None]:
    assert desk.actor is not None
    with transaction():
        db.session.execute(update(User).where(User.id == desk.actor.id).values(active=False))
    yield


@contextmanager
def rate_limited(desk: Desk) -> Iterator[None]:
    # A link that is none is refused quickly, and counts as the right one does.
    address = LONG_PART.sub("/forged/", desk.written.address)
    desk.app.config["RATE_LIMITS"] = True
    limiter.reset()
    try:
        for _time in range(130):
            tried = {"email": desk.written.fields.get("email", "")}
            if desk.reader.post(address, data=tried).status_code == 429:
                break
        yield
    finally:
        limiter.reset()
        desk.app.config["RATE_LIMITS"] = False


@contextmanager
def database_locked(desk: Desk) -> Iterator[None]:
    """Another process holds the write lock until the answer has come; a request waits for it no longer than it must here."""
    patience = pytest.MonkeyPatch()
    for name in ("PATIENCE_SECONDS", "LEAST_SECONDS"):
        patience.setattr(f"exchange.core.patience.{name}", 0.05)
    engine = create_engine(desk.app.config["DATABASE_URL"], poolclass=NullPool)
    with engine.connect() as other:
        if is_sqlite(engine):
            other.connection.driver_connection.isolation_level = None  # type: ignore[union-attr]  # SQLite's own
            other.connection.cursor().execute("BEGIN IMMEDIATE")
        else:
            tables = other.exec_driver_sql(
                "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = 'public'"
            )
            other.exec_driver_sql(f"LOCK TABLE {tables.scalar_one()} IN EXCLUSIVE MODE")
        try:
            yield
        finally:
            other.rollback()
            if is_sqlite(engine):
                other.connection.cursor().execute("ROLLBACK")
    engine.dispose()
    patience.undo()


OF_MEMBERS: dict[str, Obstacle] = {
    "no session": no_session,
    "session ended": session_ended,
    "other person's session": other_persons_session,
    "suspended": suspended,
}
OF_ALL: dict[str, Obstacle] = {"old token": old_token, "database locked": database_locked}


def needs_a_member(app: Flask, row: Row) -> bool:
    return access.declared_need(app.view_functions[row.endpoint]) is not access.Need.NOTHING


def is_limited(app: Flask, row: Row) -> bool:
    return bool(limiter.limit_manager.decorated_limits(get_qualified_name(app.view_functions[row.endpoint])))
