"""The expert's public page, and the page where a member keeps their profile."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import NotFound

blueprint = Blueprint("experts", __name__, url_prefix="/<language:lang>")


@blueprint.route("/experts/<int:number>/<slug>/")
@access.needs(Need.NOTHING)
def show(number: int, slug: str) -> Response | str:
    raise NotFound


@blueprint.route("/account/profile/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def edit() -> Response | str:
    return render_template("errors/404.html")
