"""Addresses of practices: reading, writing, people."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("practices", __name__, url_prefix="/<language:lang>")

from exchange.practices.views import people, reading, sections, writing  # noqa: E402, F401 - they add their addresses to the blueprint
