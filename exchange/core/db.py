"""The database: declarative base, connection habits of SQLite, and types used by every feature."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, MetaData, event, func, select, text
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from config import SettingsError
from exchange.core import patience

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Takes and gives aware datetimes; a naive one raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Parent of every table; constraint names follow one pattern on both databases."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcDateTime(), dict[str, Any]: JSON(), list[Any]: JSON()},
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA cache_size=-16000",
)
# No page asks anything that takes so long: a statement that does has met a lock or a fault.
LONGEST_STATEMENT_SECONDS = 10


def init(app: Flask) -> None:
    """Bind the database to `app` and give connections their habits. SettingsError for an address of no database."""
    threads = app.config["WEB_THREADS"]
    # As many as the threads that read and those that write can ask for, each at times for a second one: none waits for another's.
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"pool_size": threads, "max_overflow": 3 * threads})
    try:
        db.init_app(app)
    except (ArgumentError, ImportError):
        # The reason may hold the address, and the address a password.
        raise SettingsError("Set DATABASE_URL to an address such as postgresql://user@host/name, or leave it empty.") from None
    with app.app_context():
        engine = db.engine
    if is_sqlite(engine):
        app.extensions["turns"] = patience.Turns()
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "checkout", _bound_postgres)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling is switched off: it begins late and cannot begin for writing.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another wrote in between;
    # one that means to write takes the write lock from the start and waits for it.
    options = connection.get_execution_options()
    seconds = options.get("patience", patience.usual())
    connection.connection.cursor().execute(f"PRAGMA busy_timeout={_milliseconds(seconds)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing", False) else "BEGIN")


def _bound_postgres(connection: Any, record: Any, _proxy: Any) -> None:
    # A connection keeps these until it serves another kind of work, so that a request pays nothing for them.
    bounded = patience.is_bounded()
    if record.info.get("bounded") is bounded:
        return
    lock, statement = (patience.PATIENCE_SECONDS, LONGEST_STATEMENT_SECONDS) if bounded else (0, 0)
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {_milliseconds(lock)}")
        cursor.execute(f"SET statement_timeout = {_milliseconds(statement)}")
    connection.commit()
    record.info["bounded"] = bounded


def _milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1_000))


@contextmanager
def turn() -> Iterator[float]:
    """Hold this process's turn to write inside the block, where the database takes one writer at a time: seconds it may wait for a lock.

    Raises OperationalError when the turn does not come in time.
    """
    turns: patience.Turns | None = current_app.extensions.get("turns")
    if turns is None:
        # Late ones may meet a lock each: what one waited in vain says nothing of the next.
        yield max(patience.seconds_left(), patience.LEAST_SECONDS / 2)
        return
    with turns.wait() as seconds:
        yield seconds


def begin_writing(seconds: float) -> None:
    """Begin the session's transaction as one that writes, waiting for a lock at most so long. OperationalError when it is not had."""
    turns: patience.Turns | None = current_app.extensions.get("turns")
    try:
        db.session.connection(execution_options={"writing": True, "patience": seconds})
    except OperationalError:
        if turns is not None:
            turns.note_refusal()
        raise
    if turns is not None:
        turns.note_success()
    elif patience.is_bounded():
        db.session.execute(text(f"SET LOCAL lock_timeout = {_milliseconds(seconds)}"))


def is_sqlite(engine: Engine) -> bool:
    """True when the engine speaks to SQLite, for the few places where the two databases differ."""
    return engine.dialect.name == "sqlite"


def wait_for_turn(number: int) -> None:
    """Go on alone among the transactions that call this with the same `number`, until this one ends.

    SQLite lets one process write at a time by itself, and nothing waits here.
    """
    if not is_sqlite(db.engine):
        db.session.execute(select(func.pg_advisory_xact_lock(number)))
