"""Making a copy while the exchange serves: all tables as they were at one moment, then the files that the rows name."""

from __future__ import annotations

import errno
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from flask import Flask
from sqlalchemy import Connection, func, inspect, select

from config import Settings
from exchange.backup import manifest, numbers, plain, tables
from exchange.backup.archive import BLOCK, Writer
from exchange.backup.manifest import Manifest, Part, TablePart
from exchange.backup.values import Copied, tables_of
from exchange.core import clock, folders
from exchange.core.db import db, is_sqlite

Advance = Callable[[int], object]
BATCH = 500
NOT_COPIED = {tables.REVISIONS}
# A sign-in that ended after the copy was made would begin again with its old cookie.
EMPTIED = frozenset({"sign_ins"})
NO_HARD_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


class NothingThere(Exception):
    """There are no tables to copy."""


def create(app: Flask, path: Path, advance: Advance) -> Manifest:
    """Write a copy of the exchange to `path`, with mode 0600: what it holds.

    Others read and write meanwhile; the copy holds what was committed when it began. The file takes its name only when it is
    whole and on the disk. Raises FileExistsError when there is one, other OSError when it cannot be written, NothingThere.
    `advance` is told how many rows were written since.
    """
    with fresh(path) as file, Writer(file) as writer:
        with snapshot() as connection:
            made = _describe(app, connection, writer, advance)
        made = Manifest(**{**vars(made), "files": dict(_files(app, writer))})
        writer.finish(made)
    return made


def rows_now() -> int:
    """About how many rows a copy made now would have."""
    with snapshot() as connection:
        found = tables_of(inspect(connection))
        return sum(connection.scalar(select(func.count()).select_from(one.table)) or 0 for one in found.values())


@contextmanager
def snapshot() -> Iterator[Connection]:
    """The database as it is now, for as long as the block takes; nobody waits for it."""
    with db.engine.connect() as connection:
        if not is_sqlite(db.engine):
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection.execution_options(yield_per=BATCH)


@contextmanager
def fresh(path: Path) -> Iterator[IO[bytes]]:
    """A new file for the owner's eyes only that gets the name `path` when the block ends well, and leaves nothing when not."""
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    unfinished = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b") as file:
            yield file
        _name(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _name(unfinished: Path, path: Path) -> None:
    try:
        # Unlike a renaming, this never takes the place of a file that came meanwhile.
        path.hardlink_to(unfinished)
    except OSError as error:
        if error.errno not in NO_HARD_LINKS:
            raise
        unfinished.rename(path)
    number = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _describe(app: Flask, connection: Connection, writer: Writer, advance: Advance) -> Manifest:
    settings: Settings = app.config["SETTINGS"]
    revision = tables.revision_of(connection)
    if revision is None:
        raise NothingThere
    found = {name: one for name, one in tables_of(inspect(connection)).items() if name not in NOT_COPIED}
    return Manifest(
        made_at=clock.now().isoformat(),
        database=db.engine.dialect.name,
        revision=revision,
        tables={name: _table(connection, writer, one, advance) for name, one in found.items()},
        files={},
        settings=plain.settings_of(settings),
        secrets=plain.secrets_of(settings),
    )


def _table(connection: Connection, writer: Writer, one: Copied, advance: Advance) -> TablePart:
    name = one.table.name
    count = 0

    def blocks() -> Iterator[bytes]:
        nonlocal count
        chosen = select(one.table).order_by(*one.table.primary_key.columns)
        for rows in connection.execute(chosen).partitions(BATCH) if name not in EMPTIED else ():
            count += len(rows)
            yield "".join(_line(one.write(row)) for row in rows).encode()
            advance(len(rows))

    part = writer.add(f"{manifest.TABLES}{name}.jsonl", blocks())
    return TablePart(part.size, part.sha256, tuple(one.names), count, numbers.last_of(connection, one))


def _line(values: list[Any]) -> str:
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _files(app: Flask, writer: Writer) -> Iterator[tuple[str, Part]]:
    for folder, root in folders.all_folders(app).items():
        for path in sorted(_regular(root)):
            # A file may go while others are read; the row that named it went before.
            with suppress(FileNotFoundError), path.open("rb") as file:
                name = f"{folder}/{path.relative_to(root).as_posix()}"
                yield name, writer.add(f"{manifest.FILES}{name}", iter(partial(file.read, BLOCK), b""))


def _regular(root: Path) -> Iterator[Path]:
    """The files below a folder; what is only a link, or was not finished, is none."""
    for folder, _below, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink() and not name.startswith("."):
                yield path
