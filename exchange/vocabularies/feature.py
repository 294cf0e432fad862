"""The vocabularies room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.changes import service as changes
from exchange.vocabularies import service
from exchange.vocabularies.cli import commands


def init(app: Flask) -> None:
    """Add `flask vocabularies` to `app`, and the vocabularies to what visible changes are recorded of."""
    app.cli.add_command(commands)
    changes.register(app, service.KIND, dict.fromkeys)
