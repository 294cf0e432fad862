"""The numbers that the database gives out: a number once given stays that row's, also when the row is gone."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, text

from exchange.backup.values import Copied


def last_of(connection: Connection, one: Copied) -> int | None:
    """The highest number the table ever gave; None when it gave none, or numbers nothing."""
    if one.numbered is None:
        return None
    if connection.dialect.name == "sqlite":
        return _last_of_sqlite(connection, one.table.name)
    sequence = _sequence(connection, one)
    if sequence is None:
        return None
    found: int | None = connection.scalar(
        text("SELECT pg_sequence_last_value(CAST(:sequence AS regclass))"), {"sequence": sequence}
    )
    return found


def go_on_after(connection: Connection, one: Copied, last: int | None) -> None:
    """Let the table give numbers above `last` and above those it holds."""
    if one.numbered is None:
        return
    held = connection.scalar(select(func.max(one.table.c[one.numbered])))
    highest = max(last or 0, held or 0)
    if highest < 1:
        return
    if connection.dialect.name == "sqlite":
        _go_on_sqlite(connection, one.table.name, highest)
    elif sequence := _sequence(connection, one):
        connection.execute(text("SELECT setval(CAST(:sequence AS regclass), :last)"), {"sequence": sequence, "last": highest})


def _sequence(connection: Connection, one: Copied) -> str | None:
    asked = text("SELECT pg_get_serial_sequence(quote_ident(:table), :column)")
    found: str | None = connection.scalar(asked, {"table": one.table.name, "column": one.numbered})
    return found


def _counts(connection: Connection) -> bool:
    """True when a table of this database was made to number its rows for ever."""
    return connection.scalar(text("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")) is not None


def _last_of_sqlite(connection: Connection, table: str) -> int | None:
    if not _counts(connection):
        return None
    found: int | None = connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table})
    return found


def _go_on_sqlite(connection: Connection, table: str, highest: int) -> None:
    if not _counts(connection):
        return
    values = {"name": table, "seq": highest}
    done = connection.execute(text("UPDATE sqlite_sequence SET seq = :seq WHERE name = :name"), values)
    if not done.rowcount:
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), values)
