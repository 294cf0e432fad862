"""The contact room in the application."""

from __future__ import annotations

from flask import Flask

from exchange.contact import models as models


def init(app: Flask) -> None:
    """Add the room's addresses, commands and notices to `app`."""
