"""`flask db` and `flask settings`: the operator's commands that belong to no feature."""

from __future__ import annotations

import click
from flask import Flask
from flask_migrate import Migrate

from config import ROOT, SETTINGS
from exchange.core.db import db

HEAD = """# Settings

Read from the environment at the start. Production demands the names marked with *.
This page is written by `flask --app run settings`.

| name | kind | default | meaning |
| --- | --- | --- | --- |
"""


def settings_page() -> str:
    """The text of `docs/configuration.md`: every setting in a table row."""
    rows = [
        f"| `{one.name}` | {one.kind} | {f'`{one.default}`' if one.default else 'empty'} | {one.meaning} |" for one in SETTINGS
    ]
    return HEAD + "\n".join(rows) + "\n"


def init(app: Flask) -> None:
    """Add the commands to `app`."""
    Migrate(app, db, directory=str(ROOT / "migrations"))

    @app.cli.command("settings", help="Print every setting as the table of docs/configuration.md.")
    def settings() -> None:
        click.echo(settings_page(), nl=False)
