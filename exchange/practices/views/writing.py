"""Writing: start, task list, sections, check, discard, new version, confirm."""

from __future__ import annotations

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import NotFound
from exchange.practices.views import blueprint


@blueprint.route("/submissions/new/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def new() -> str:
    raise NotFound()


@blueprint.get("/submissions/<int:number>/")
@access.needs(Need.MEMBER)
def edit(number: int) -> str:
    raise NotFound()


@blueprint.route("/submissions/<int:number>/<section>/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def section(number: int, section: str) -> str:
    raise NotFound()


@blueprint.get("/submissions/<int:number>/check/")
@access.needs(Need.MEMBER)
def check(number: int) -> str:
    raise NotFound()


@blueprint.route("/submissions/<int:number>/discard/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def discard(number: int) -> str:
    raise NotFound()


@blueprint.route("/practices/<int:number>/new-version/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def new_version(number: int) -> str:
    raise NotFound()


@blueprint.post("/practices/<int:number>/confirm/")
@access.needs(Need.MEMBER)
def confirm(number: int) -> str:
    raise NotFound()
