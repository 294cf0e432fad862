"""`flask db` and `flask settings`: the operator's commands that belong to no feature."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import Migrate
from sqlalchemy.exc import OperationalError

from config import ROOT, SETTINGS
from exchange.core.db import db

HEAD = """# Settings

Read from the environment at the start. Production demands the names marked with *.
This page is written by `flask --app run settings`.

| name | kind | default | meaning |
| --- | --- | --- | --- |
"""


# Where no other exit code has a meaning of its own: the command could not work at all.
OUT_OF_ORDER = 3
FULL_OR_FORBIDDEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}

# As SQLite and PostgreSQL name it.
FULL_DATABASE = {"SQLITE_FULL", "53100"}


class OutOfOrder(click.ClickException):
    """What the product stands on does not work; the text says what."""

    exit_code = OUT_OF_ORDER


class Commands(AppGroup):
    """The product's commands: a database or a disk that does not work is told in a line, with exit code 3."""

    def invoke(self, ctx: click.Context) -> Any:
        with report_faults():
            return super().invoke(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        # Flask's own group asks this one for a command and then runs it itself, inside `ctx`.
        ctx.with_resource(report_faults())
        return super().get_command(ctx, cmd_name)


@contextmanager
def report_faults() -> Iterator[None]:
    """Raises OutOfOrder for what an operator can mend and a programmer cannot."""
    try:
        yield
    except OperationalError as error:
        if is_full(error):
            raise OutOfOrder(
                "There is no room left for the database. Make room and do it again; what is written stands."
            ) from error
        first = str(error.orig).strip().splitlines()[0]
        raise OutOfOrder(f"The database does not work: {first}. A new one is prepared with `flask --app run prepare`.") from error
    except OSError as error:
        if error.errno not in FULL_OR_FORBIDDEN:
            raise
        raise OutOfOrder(f"{error.filename or 'A file'} cannot be written: {error.strerror}.") from error


def is_full(error: OperationalError) -> bool:
    """True when the database found no room to write."""
    return {getattr(error.orig, name, None) for name in ("sqlite_errorname", "sqlstate")} & FULL_DATABASE != set()


def settings_page() -> str:
    """The text of `docs/configuration.md`: every setting in a table row."""
    rows = [
        f"| `{one.name}` | {one.kind} | {f'`{one.default}`' if one.default else 'empty'} | {one.meaning} |" for one in SETTINGS
    ]
    return HEAD + "\n".join(rows) + "\n"


def init(app: Flask) -> None:
    """Add the commands to `app`; those of the features come after it."""
    app.cli = Commands(app.name)
    Migrate(app, db, directory=str(ROOT / "migrations"))

    @app.cli.command("settings", help="Print every setting as the table of docs/configuration.md.")
    def settings() -> None:
        click.echo(settings_page(), nl=False)
