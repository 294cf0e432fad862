"""Bringing a copy back into an empty place: all of it in one transaction, so that an interrupted one left nothing and is repeated."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, delete, insert, inspect, select, text
from sqlalchemy.exc import DataError, IntegrityError

from config import SERVED_LOCK, Settings
from exchange.backup import manifest, numbers, tables
from exchange.backup.archive import Archive
from exchange.backup.manifest import Manifest, Part, Refused
from exchange.backup.values import Copied, tables_of
from exchange.core import folders
from exchange.core.db import db, is_sqlite
from exchange.core.private import write_private
from exchange.search import sync

Advance = Callable[[int], object]
BATCH = 500
# What a first start makes by itself, and a copy brings along: it does not make a place anybody's.
MADE_BY_ITSELF = frozenset({tables.REVISIONS, "prepared", "goals", "targets", "places", "themes", "vocabulary_state", "changes"})


class Taken(Exception):
    """The place is not free for a copy; the text says why, and what to do."""


def restore(app: Flask, archive: Archive, advance: Advance) -> None:
    """Bring the exchange of `app` to what `archive` holds, at the newest migration.

    Raises Refused for a copy that is damaged or of other tables, and Taken when the place is served or holds records; the
    database, the files and the index are then as they were. `advance` is told how many rows were written since.
    """
    settings: Settings = app.config["SETTINGS"]
    made = archive.manifest
    if not tables.is_known(made.revision):
        raise Refused(
            f"The copy is at migration {made.revision}, which this version of the product does not know. Use a newer one."
        )
    with _resting(settings.var), folders.alone(settings.var):
        archive.check()
        roots = _roots(app, made)
        with _writing(db.engine) as connection:
            _require_empty(connection)
            _make_tables(connection, made.revision)
            _load(connection, archive, advance)
            _require_whole(connection)
            tables.upgrade(connection, tables.NEWEST)
            # Both can be done again, and neither is seen before the rows are.
            _put_files(archive, roots)
            sync.forget()


def require_free() -> None:
    """Raise Taken when the database holds records, without changing anything."""
    with db.engine.connect() as connection:
        _require_empty(connection)


@contextmanager
def _resting(var: Path) -> Iterator[None]:
    """Keep everybody from serving this folder meanwhile. Taken when it is served."""
    with (var / SERVED_LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken(f"The exchange in {var} is served. Stop it first, or restore into another EXCHANGE_VAR.") from None
        yield


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    """One transaction over tables and rows; rows may name others that come later, until it ends. Refused for rows that do not fit."""
    with engine.connect() as connection:
        _heed_foreign_keys(connection, "OFF")
        try:
            with connection.execution_options(writing=True).begin():
                yield connection
        except (IntegrityError, DataError) as error:
            raise Refused(f"The rows of the copy do not fit one another or this database ({type(error).__name__}).") from error
        finally:
            _heed_foreign_keys(connection, "ON")


def _heed_foreign_keys(connection: Connection, switch: str) -> None:
    # SQLite rebuilds tables to change them. The pragma does nothing inside a transaction: it goes past SQLAlchemy, which begins one.
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA foreign_keys={switch}")
        cursor.close()


def _require_empty(connection: Connection) -> None:
    names = inspect(connection).get_table_names()
    if not is_sqlite(db.engine) and names:
        # Nobody comes in between the look and the writing.
        quoted = ", ".join(map(connection.dialect.identifier_preparer.quote, names))
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        connection.execute(text(f"LOCK TABLE {quoted} IN ACCESS EXCLUSIVE MODE"))
    found = tables.revision_of(connection)
    strangers = set(names) - {tables.REVISIONS}
    if (found is None and strangers) or (found is not None and not tables.is_known(found)):
        raise Taken("The database holds tables of something else, or of a newer version. Give DATABASE_URL an empty database.")
    held = [
        name for name, one in tables_of(inspect(connection)).items() if name not in MADE_BY_ITSELF and _has_rows(connection, one)
    ]
    if held:
        raise Taken(
            f"There is an exchange in this place already: it has rows in {held[0]}. "
            "Restore into an empty database and another EXCHANGE_VAR; nothing was changed."
        )


def _has_rows(connection: Connection, one: Copied) -> bool:
    return connection.execute(select(text("1")).select_from(one.table).limit(1)).first() is not None


def _make_tables(connection: Connection, revision: str) -> None:
    """Tables as they were when the copy was made, without rows."""
    if tables.revision_of(connection) not in {None, revision}:
        tables.take_away(connection)
    tables.upgrade(connection, revision)


def _load(connection: Connection, archive: Archive, advance: Advance) -> None:
    found = {name: one for name, one in tables_of(inspect(connection)).items() if name != tables.REVISIONS}
    parts = archive.manifest.tables
    if {name: set(one.names) for name, one in found.items()} != {name: set(part.columns) for name, part in parts.items()}:
        raise Refused(f"The tables of the copy are not those of migration {archive.manifest.revision}.")
    with _in_any_order(connection, found):
        for one in found.values():
            connection.execute(delete(one.table))
        for name, one in found.items():
            for rows in _batches(_read(archive, name, one)):
                connection.execute(insert(one.table), rows)
                advance(len(rows))
    for name, one in found.items():
        numbers.go_on_after(connection, one, parts[name].last)


def _read(archive: Archive, name: str, one: Copied) -> Iterator[dict[str, Any]]:
    """The rows of a table for the database, whatever the order of its columns is here."""
    columns = archive.manifest.tables[name].columns
    places = [columns.index(column) for column in one.names]
    for row in archive.rows(name):
        try:
            yield one.read([row[place] for place in places])
        except (ValueError, TypeError):
            raise Refused(f"A row of the table {name} holds a value that its column cannot.") from None


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while some := list(islice(left, BATCH)):
        yield some


@contextmanager
def _in_any_order(connection: Connection, found: Iterable[str]) -> Iterator[None]:
    """Inside, PostgreSQL looks only at the end whether the rows that others name are there; SQLite does when all is done."""
    if is_sqlite(db.engine):
        yield
        return
    quote = connection.dialect.identifier_preparer.quote
    names = [
        f"ALTER TABLE {quote(table)} ALTER CONSTRAINT {quote(str(one['name']))}"
        for table in found
        for one in inspect(connection).get_foreign_keys(table)
    ]
    for name in names:
        connection.execute(text(f"{name} DEFERRABLE INITIALLY DEFERRED"))
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for name in names:
        connection.execute(text(f"{name} NOT DEFERRABLE"))


def _require_whole(connection: Connection) -> None:
    if is_sqlite(db.engine) and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise Refused("Rows of the copy name others that are not in it.")


def _roots(app: Flask, made: Manifest) -> Mapping[str, Path]:
    """The folders that files of the copy belong to. Refused for a folder this product does not have, Taken where another file stands."""
    roots = folders.all_folders(app)
    for name, part in made.files.items():
        folder, _, path = name.partition("/")
        if folder not in roots:
            raise Refused(f"The copy has files of a folder {folder}, which this version of the product does not know.")
        place = roots[folder] / path
        if place.is_symlink() or not place.resolve().is_relative_to(roots[folder].resolve()):
            raise Taken(f"{place} leads out of its folder. Restore into another EXCHANGE_VAR; nothing was changed.")
        if place.exists() and not _is(place, part):
            raise Taken(
                f"{place} is another file than the one of the copy. Restore into another EXCHANGE_VAR; nothing was changed."
            )
    return roots


def _is(place: Path, part: Part) -> bool:
    """True when the file is the one of the copy, as an interrupted restoring leaves it."""
    if not place.is_file() or place.stat().st_size != part.size:
        return False
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == part.sha256


def _put_files(archive: Archive, roots: Mapping[str, Path]) -> None:
    for name, part in archive.manifest.files.items():
        folder, _, path = name.partition("/")
        place = roots[folder] / path
        if not _is(place, part):
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(place, archive.blocks(f"{manifest.FILES}{name}"))
