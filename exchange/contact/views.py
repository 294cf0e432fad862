"""Writing to another member, the conversation of two members, and reports to the moderators."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import NotFound

blueprint = Blueprint("contact", __name__, url_prefix="/<language:lang>")


@blueprint.route("/desk/messages/new/<int:number>/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def write(number: int) -> Response | str:
    raise NotFound


@blueprint.route("/desk/messages/", methods=["GET"])
@access.needs(Need.MEMBER)
def index() -> Response | str:
    raise NotFound


@blueprint.route("/desk/messages/<int:number>/", methods=["GET"])
@access.needs(Need.MEMBER)
def show(number: int) -> Response | str:
    raise NotFound


@blueprint.route("/desk/messages/<int:number>/reply/", methods=["POST"])
@access.needs(Need.MEMBER)
def reply(number: int) -> Response | str:
    raise NotFound


@blueprint.route("/desk/messages/<int:number>/share/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def share(number: int) -> Response | str:
    raise NotFound


@blueprint.route("/desk/messages/<int:number>/block/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def block(number: int) -> Response | str:
    raise NotFound


@blueprint.route("/desk/messages/<int:number>/unblock/", methods=["POST"])
@access.needs(Need.MEMBER)
def unblock(number: int) -> Response | str:
    raise NotFound


@blueprint.route("/desk/messages/<int:number>/report/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def report(number: int) -> Response | str:
    raise NotFound


@blueprint.route("/review/reports/", methods=["GET"])
@access.needs(Need.MODERATOR)
def reports() -> Response | str:
    raise NotFound


@blueprint.route("/review/reports/<int:number>/", methods=["GET", "POST"])
@access.needs(Need.MODERATOR)
def close_report(number: int) -> Response | str:
    raise NotFound
