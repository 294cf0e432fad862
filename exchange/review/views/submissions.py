"""Addresses of submissions."""

from __future__ import annotations

from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import NotFound
from exchange.review.views import blueprint


@blueprint.route("/submissions/<int:number>/send/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def send(number: int) -> Response:
    raise NotFound()


@blueprint.route("/submissions/<int:number>/withdraw/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def withdraw(number: int) -> Response:
    raise NotFound()


@blueprint.route("/submissions/<int:number>/reopen/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def reopen(number: int) -> Response:
    raise NotFound()


@blueprint.route("/submissions/<int:number>/comments/<int:comment>/reply/", methods=["POST"])
@access.needs(Need.MEMBER)
def reply(number: int, comment: int) -> Response:
    raise NotFound()
