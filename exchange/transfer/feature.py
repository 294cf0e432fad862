"""The transfer room in the application: practices in and out as files, and the sample."""

from __future__ import annotations

from flask import Flask

from exchange.transfer import cli


def init(app: Flask) -> None:
    """Add `flask practices` and `flask sample` to `app`."""
    app.cli.add_command(cli.practices)
    app.cli.add_command(cli.sample)
