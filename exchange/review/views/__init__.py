"""The room's addresses, by noun."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("review", __name__, url_prefix="/<language:lang>")

from exchange.review.views import practices as practices  # noqa: E402
from exchange.review.views import queue as queue  # noqa: E402
from exchange.review.views import reviews as reviews  # noqa: E402
from exchange.review.views import submissions as submissions  # noqa: E402
