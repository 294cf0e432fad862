"""The vocabularies room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.vocabularies.cli import commands


def init(app: Flask) -> None:
    """Add `flask vocabularies` to `app`."""
    app.cli.add_command(commands)
