"""An exchange as the release before left it: tables of migration 0002, with rows in every one that this release's verbs wrote.

`earlier.jsonl` holds a row a line, values as a copy writes them; of the vocabularies only what the rows name.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Connection, MetaData, inspect, text

from exchange.backup.values import Copied, tables_of
from exchange.core.db import db

FILE = Path(__file__).parent / "earlier.jsonl"
REVISION = "0002"
# After the last one that is left another was made and removed: a member, and a draft that was discarded.
NUMBERS_GIVEN = {"users": 8, "practices": 9}
PASSWORD = "a long sentence to sign in with"
MEMBER = "ana@example.org"
Row = dict[str, Any]


def rows() -> dict[str, list[Row]]:
    """The rows by table, as a copy writes their values."""
    found: dict[str, list[Row]] = defaultdict(list)
    for line in FILE.read_text("utf-8").splitlines():
        one = json.loads(line)
        found[one["table"]].append(one["row"])
    return dict(found)


def build(app: Flask) -> None:
    """Make this exchange in the empty database of `app`."""
    with app.app_context():
        upgrade(revision=REVISION)
        with db.engine.connect().execution_options(writing=True) as connection, connection.begin():
            found, given = tables_of(inspect(connection)), rows()
            known = MetaData()
            known.reflect(connection)
            for table in known.sorted_tables:
                if table.name in given:
                    _insert(connection, found[table.name], given[table.name])
            for name in given:
                _number(connection, found[name])


def full(app: Flask) -> Flask:
    """`app` with this exchange, brought to the newest migration."""
    build(app)
    with app.app_context():
        upgrade()
    return app


def _insert(connection: Connection, one: Copied, given: list[Row]) -> None:
    """Insert the rows of a table, each after the rows of the same table that it names."""
    name = one.table.name
    own = {
        key["constrained_columns"][0]: key["referred_columns"][0]
        for key in inspect(connection).get_foreign_keys(name)
        if key["referred_table"] == name
    }
    left, there = list(given), {column: set[Any]() for column in own.values()}
    while left:
        ready = [row for row in left if all(row[mine] is None or row[mine] in there[other] for mine, other in own.items())]
        assert ready, f"rows of {name} name each other in a circle"
        for row in ready:
            connection.execute(one.table.insert(), one.read([row[column] for column in one.names]))
            for column in there:
                there[column].add(row[column])
        left = [row for row in left if row not in ready]


def _number(connection: Connection, one: Copied) -> None:
    """Let the table give the numbers that come after these rows."""
    name, last = one.table.name, NUMBERS_GIVEN.get(one.table.name)
    if connection.dialect.name == "sqlite":
        if last:
            connection.execute(text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name"), {"last": last, "name": name})
        return
    if one.numbered and connection.scalar(text(f"SELECT pg_get_serial_sequence('{name}', '{one.numbered}')")):
        highest = last or connection.scalar(text(f'SELECT max("{one.numbered}") FROM "{name}"'))  # noqa: S608 - names of our own
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', '{one.numbered}'), {highest})"))
