"""`flask backup`: a copy of the exchange in one file, and an exchange from such a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from tqdm import tqdm

from config import Settings
from exchange.backup import archive, creating, plain, restoring
from exchange.backup.creating import NothingThere
from exchange.backup.manifest import Manifest, Refused
from exchange.backup.restoring import Taken
from exchange.core.commands import OutOfOrder

commands = AppGroup("backup", help="A copy of the whole exchange in one file, and an exchange from it.")

NOT_FREE = 1
UNREADABLE = 2


@commands.command("create")
@click.argument("file", type=click.Path(path_type=Path))
def create_command(file: Path) -> None:
    """Write a copy of the exchange to FILE, also while it is served and people write.

    It holds every record as it was at one moment, files of members, and the settings without secrets. The index, sign-ins and
    secrets are left out. FILE must not exist; it is readable for you alone, and appears only when it is whole. Keep it as
    safe as the database: it holds addresses, messages and the hashes of passwords.

    Exit 0 when written, 2 if it cannot be, 3 if the database does not work.
    """
    try:
        with _bar(creating.rows_now(), "Copying") as bar:
            made = creating.create(_app(), file, bar.update)
    except NothingThere:
        raise OutOfOrder(
            "There is no exchange here to copy: its database has no tables. Look at EXCHANGE_VAR and DATABASE_URL."
        ) from None
    except FileExistsError:
        _end(UNREADABLE, f"The file {file} exists already. Choose another name; a copy never takes the place of another.")
    except OSError as error:
        _end(UNREADABLE, f"The file {file} cannot be written: {error.strerror}.")
    click.echo(f"copied {_counts(made)}")


@commands.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
def restore_command(file: Path) -> None:
    """Make the exchange of FILE anew in an empty place, and bring it to this version of the product.

    The place is that of EXCHANGE_VAR and DATABASE_URL. It must not be served now, and must not hold records. All of FILE is
    read and checked first. Everything is brought back or nothing; run it again after an interruption. Afterwards everybody
    signs in again, and the index is built at the next start.

    Exit 0 when restored, 1 if the place is not free, 2 if FILE cannot be restored, 3 if the database does not work.
    """
    try:
        restoring.require_free()
        with archive.open_archive(file) as found, _bar(found.manifest.rows, "Restoring") as bar:
            restoring.restore(_app(), found, bar.update)
    except Taken as error:
        _end(NOT_FREE, str(error))
    except Refused as error:
        _refuse(file, error)
    _tell_settings(found.manifest)
    click.echo(f"restored {_counts(found.manifest)}, of {found.manifest.made_at}")


@commands.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Read all of FILE and say what it holds, without a database. Exit 0 if it is whole, 2 if it is not."""
    try:
        with archive.open_archive(file) as found:
            found.check()
    except Refused as error:
        _refuse(file, error)
    made = found.manifest
    click.echo(f"whole: {_counts(made)}, of {made.made_at}, from {made.database} at migration {made.revision}")


def _counts(made: Manifest) -> str:
    return f"{made.rows} rows of {len(made.tables)} tables, {len(made.files)} files"


def _tell_settings(made: Manifest) -> None:
    """Which settings of the copied exchange this one does not share: information, since none is taken over."""
    settings: Settings = current_app.config["SETTINGS"]
    here, secret = plain.settings_of(settings), set(plain.secrets_of(settings))
    differing = [f"{name} was {value!r}" for name, value in made.settings.items() if name in here and here[name] != value]
    unset = [f"{name} was set" for name in made.secrets if name not in secret]
    for line in sorted(differing) + sorted(unset):
        click.echo(line, err=True)


def _refuse(file: Path, error: Refused) -> NoReturn:
    _end(UNREADABLE, f"{file} cannot be restored. {error}")


def _end(code: int, sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise click.exceptions.Exit(code)


def _bar(total: int, what: str) -> tqdm[NoReturn]:
    """A progress bar on standard error, on a terminal only."""
    return tqdm(total=total, unit="rows", desc=what, disable=not sys.stderr.isatty(), file=sys.stderr, leave=False)


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own accessor
    return app
