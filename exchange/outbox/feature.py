"""The outbox in the application: its commands."""

from __future__ import annotations

from flask import Flask

from exchange.outbox.cli import commands


def init(app: Flask) -> None:
    """Add `flask outbox` to `app`."""
    app.cli.add_command(commands)
