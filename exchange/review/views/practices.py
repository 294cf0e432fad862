"""Addresses of practices."""

from __future__ import annotations

from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import NotFound
from exchange.review.views import blueprint


@blueprint.route("/review/practices/<int:number>/", methods=["GET"])
@access.needs(Need.MODERATOR)
def practice(number: int) -> Response:
    raise NotFound()


@blueprint.route("/review/practices/<int:number>/hide/", methods=["POST"])
@access.needs(Need.MODERATOR)
def hide(number: int) -> Response:
    raise NotFound()


@blueprint.route("/review/practices/<int:number>/show-again/", methods=["POST"])
@access.needs(Need.MODERATOR)
def show_again(number: int) -> Response:
    raise NotFound()


@blueprint.route("/review/practices/<int:number>/ask-retraction/", methods=["POST"])
@access.needs(Need.MODERATOR)
def ask_retraction(number: int) -> Response:
    raise NotFound()


@blueprint.route("/review/practices/<int:number>/retract/", methods=["POST"])
@access.needs(Need.MODERATOR)
def retract(number: int) -> Response:
    raise NotFound()


@blueprint.route("/review/practices/<int:number>/refuse-retraction/", methods=["POST"])
@access.needs(Need.MODERATOR)
def refuse_retraction(number: int) -> Response:
    raise NotFound()
