"""People of a practice: inviting, agreeing, leaving."""

from __future__ import annotations

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import NotFound
from exchange.practices.views import blueprint


@blueprint.route("/submissions/<int:number>/authors/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def people(number: int) -> str:
    raise NotFound()


@blueprint.route("/desk/invitations/<int:number>/<part>/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def invitation(number: int, part: str) -> str:
    raise NotFound()
