"""Pages for administrators: imports, and the records they brought."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("transfer", __name__, url_prefix="/<language:lang>/admin/imports")
records_blueprint = Blueprint("records", __name__, url_prefix="/<language:lang>/admin/records")

from exchange.transfer.views import imports, records  # noqa: E402, F401 - they add their addresses to the blueprints
