"""Addresses of reviews."""

from __future__ import annotations

from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import NotFound
from exchange.review.views import blueprint


@blueprint.route("/review/<int:number>/", methods=["GET"])
@access.needs(Need.MODERATOR)
def show(number: int) -> Response:
    raise NotFound()


@blueprint.route("/review/<int:number>/decide/", methods=["POST"])
@access.needs(Need.MODERATOR)
def decide(number: int) -> Response:
    raise NotFound()


@blueprint.route("/review/<int:number>/comments/", methods=["POST"])
@access.needs(Need.MODERATOR)
def comment(number: int) -> Response:
    raise NotFound()


@blueprint.route("/review/<int:number>/comments/<int:comment>/resolve/", methods=["POST"])
@access.needs(Need.MODERATOR)
def resolve(number: int, comment: int) -> Response:
    raise NotFound()
