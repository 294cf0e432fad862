"""Reading: the practice page, its history and earlier versions."""

from __future__ import annotations

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import NotFound
from exchange.practices.views import blueprint


@blueprint.get("/practices/<int:number>/")
@blueprint.get("/practices/<int:number>/<slug>/")
@access.needs(Need.NOTHING)
def show(number: int, slug: str = "") -> str:
    raise NotFound()


@blueprint.get("/practices/<int:number>/history/")
@access.needs(Need.NOTHING)
def history(number: int) -> str:
    raise NotFound()


@blueprint.get("/practices/<int:number>/history/<int:version>/")
@access.needs(Need.NOTHING)
def earlier(number: int, version: int) -> str:
    raise NotFound()
