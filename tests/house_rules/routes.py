"""The table of route × role, and opening an address as each role."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, g, session, url_for
from werkzeug.test import TestResponse

from exchange.accounts.access import REACHED_BY
from exchange.accounts.models import User
from exchange.core import access, forgery
from exchange.core.db import db
from tests import factories, statements
from tests.client import Reader
from tests.house_rules import values as makers

FILE = Path(__file__).parent / "routes.csv"
ROLES = ("visitor", "member", "moderator", "administrator")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


@dataclass(frozen=True)
class Row:
    """One line of the table: what each role gets when it opens the address."""

    endpoint: str
    method: str
    expected: tuple[int, ...]
    values: str

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.method, self.endpoint, self.values) if part)


def table() -> list[Row]:
    """Every row, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            Row(line["endpoint"], line["method"], tuple(int(line[role]) for role in ROLES), line["values"])
            for line in csv.DictReader(file)
        ]


def of_the_product(app: Flask) -> set[tuple[str, str]]:
    """(endpoint, method) of every address of the product; HEAD and OPTIONS go with GET."""
    return {
        (rule.endpoint, method) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def suggestion(app: Flask, endpoint: str, method: str) -> str:
    """The row a new address most likely needs, by the access its view declares."""
    need = access.declared_need(app.view_functions[endpoint])
    reached = REACHED_BY[need] if need else frozenset()
    done = 200 if method == "GET" else 303
    answers = [done if role in reached else 302 if role == "visitor" else 403 for role in ROLES]
    has_parts = any(rule.arguments - {"lang"} for rule in app.url_map.iter_rules(endpoint))
    maker = f"{endpoint.rpartition('.')[2]}_of_somebody" if has_parts else ""
    return ",".join([endpoint, method, *map(str, answers), maker])


def member_of(role: str) -> User | None:
    """A member with this role; None for a visitor."""
    return None if role == "visitor" else factories.member(role=role)


@dataclass(frozen=True)
class Visit:
    """A browser of somebody with one role, before one address whose records are there."""

    app: Flask
    reader: Reader
    method: str
    address: str
    form: dict[str, Any]

    def open(self, *, forged: bool = False) -> tuple[TestResponse, list[str]]:
        """The answer, and the statements that wrote meanwhile. A POST carries a good forgery token, unless `forged`."""
        posts = self.method == "POST"
        token = {"csrf_token": token_for(self.app, self.reader)} if posts and not forged else {}
        db.session.rollback()
        with statements.asked() as found:
            answer = self.reader.open(self.address, method=self.method, data={**self.form, **token} if posts else None)
            answer.close()
        db.session.rollback()
        return answer, changing(found)


def visit(app: Flask, row: Row, role: str) -> Visit:
    """Somebody with this role, before the row's address; its records are made."""
    actor = member_of(role)
    made: dict[str, Any] = getattr(makers, row.values)(actor) if row.values else {}
    reader = app.test_client()
    assert isinstance(reader, Reader)
    if actor is not None:
        reader.sign_in(actor)
    parts = {name for rule in app.url_map.iter_rules(row.endpoint) for name in rule.arguments}
    in_address = made if row.method == "GET" else {key: value for key, value in made.items() if key in parts}
    with app.app_context(), app.test_request_context():
        g.language = "en"
        address = url_for(row.endpoint, **in_address)
    return Visit(app, reader, row.method, address, {key: value for key, value in made.items() if key not in in_address})


def token_for(app: Flask, reader: Reader) -> str:
    """A forgery token that is good in this reader's browser."""
    with app.app_context(), app.test_request_context():
        token = forgery.session_token()
        kept = session[forgery.KEPT]
    with reader.session_transaction() as browser:
        browser[forgery.KEPT] = kept
    return token


def changing(found: statements.Asked) -> list[str]:
    """Those of the statements that change the database."""
    return [" ".join(one.split())[:200] for one, _values in found if one.lstrip().upper().startswith(WRITES)]
