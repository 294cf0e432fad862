"""The room's addresses, by noun."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("review", __name__, url_prefix="/<language:lang>")

from exchange.review.views import deciding, moderation, queueing, submissions  # noqa: E402, F401 - they add their addresses to the blueprint
