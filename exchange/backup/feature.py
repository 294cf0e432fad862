"""The backup room in the application: its commands."""

from __future__ import annotations

from flask import Flask

from exchange.backup.cli import commands


def init(app: Flask) -> None:
    """Add `flask backup` to `app`."""
    app.cli.add_command(commands)
