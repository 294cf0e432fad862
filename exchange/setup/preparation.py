"""What an instance needs before it serves: tables, vocabularies, sample, and in development three accounts.

Each step is left alone when the database says it was finished with the same files, so that a later start
is quick; a step that was interrupted was not written down and is done again. Every step can be repeated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade

from config import ROOT, Settings
from exchange.core.db import db
from exchange.core.folders import alone
from exchange.core.transaction import transaction
from exchange.core.upkeep import take_statistics
from exchange.setup import demo_accounts, marks
from exchange.vocabularies import service as vocabularies

Say = Callable[[str], None]
VOCABULARIES = ROOT / "exchange" / "vocabularies" / "data"
SAMPLE = ROOT / "exchange" / "transfer" / "sample"


class Failed(Exception):
    """A step did not end well; the text says which."""


def prepare(app: Flask, say: Say) -> None:
    """Bring the instance of `app` to where it can serve; `say` is told what takes long.

    One process at a time does this for one folder; another waits. Raises Failed, or the error of a step.
    """
    settings: Settings = app.config["SETTINGS"]
    with alone(settings.var), app.app_context():
        migrate(say)
        load_vocabularies(say)
        if settings["SAMPLE"]:
            load_sample(app, say)
        if not settings.production:
            demo_accounts.make(settings, say)
        take_statistics()
        db.session.remove()


def migrate(say: Say) -> None:
    """Bring the tables to the newest migration; says nothing and takes no time when they are there."""
    wanted = set(ScriptDirectory(str(ROOT / "migrations")).get_heads())
    with db.engine.connect() as connection:
        found = set(MigrationContext.configure(connection).get_current_heads())
    if found != wanted:
        say("Preparing the database")
        upgrade(directory=str(ROOT / "migrations"))


def load_vocabularies(say: Say) -> None:
    """Bring themes, places and goals to what the files say, unless this database has them from the same files."""
    digest = digest_of(VOCABULARIES)
    if marks.finished_digest("vocabularies") == digest:
        return
    say("Loading the vocabularies")
    with transaction():
        vocabularies.load()
        marks.finish("vocabularies", digest)


def load_sample(app: Flask, say: Say) -> None:
    """Import the sample practices, unless this database has them from the same files."""
    digest = digest_of(SAMPLE)
    if marks.finished_digest("sample") == digest:
        return
    say("Loading the sample practices")
    try:
        code = app.cli.main(args=["sample", "load"], prog_name="flask", standalone_mode=False)
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        raise Failed(f"The sample could not be loaded. {error.format_message()}") from error
    if code:
        raise Failed(f"The sample could not be loaded: `flask --app run sample load` ended with exit code {code}.")
    with transaction():
        marks.finish("sample", digest)


def digest_of(folder: Path) -> str:
    """One digest of the names and contents of every file in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
