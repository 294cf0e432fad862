"""The set-up room in the application: the command that prepares an instance without serving it."""

from __future__ import annotations

import click
from flask import Flask, current_app

from exchange.setup import preparation


def init(app: Flask) -> None:
    """Add `flask prepare` to `app`."""

    @app.cli.command("prepare", help="Migrate, load vocabularies and sample, as `run.py` does before it serves.")
    def prepare() -> None:
        preparation.prepare(current_app._get_current_object(), click.echo)  # type: ignore[attr-defined]  # the proxy's own accessor
