"""The room's addresses, by noun. Every one is for administrators."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("administration", __name__, url_prefix="/<language:lang>/admin")

from exchange.administration.views import home, members, running, texts  # noqa: E402, F401 - they add their addresses to the blueprint
