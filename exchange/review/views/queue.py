"""Addresses of queue."""

from __future__ import annotations

from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import NotFound
from exchange.review.views import blueprint


@blueprint.route("/review/", methods=["GET"])
@access.needs(Need.MODERATOR)
def queue() -> Response:
    raise NotFound()


@blueprint.route("/review/<int:number>/take/", methods=["POST"])
@access.needs(Need.MODERATOR)
def take(number: int) -> Response:
    raise NotFound()


@blueprint.route("/review/<int:number>/assign/", methods=["GET", "POST"])
@access.needs(Need.MODERATOR)
def assign(number: int) -> Response:
    raise NotFound()


@blueprint.route("/review/<int:number>/hand-back/", methods=["GET", "POST"])
@access.needs(Need.MODERATOR)
def hand_back(number: int) -> Response:
    raise NotFound()
