"""Finding practices and experts: the two result pages."""

from __future__ import annotations

from flask import Blueprint, render_template

from exchange.core import access
from exchange.core.access import Need

blueprint = Blueprint("search", __name__, url_prefix="/<language:lang>")


@blueprint.get("/practices/")
@access.needs(Need.NOTHING)
def practices() -> str:
    """Published practices that match, a page of them."""
    return render_template("search/practices.html")


@blueprint.get("/experts/")
@access.needs(Need.NOTHING)
def experts() -> str:
    """Public profiles that match, a page of them."""
    return render_template("search/experts.html")
