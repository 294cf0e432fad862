"""The addresses for programs. They ask what the pages ask, and answer everybody alike."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from exchange.api import answers, parameters, results, shapes
from exchange.api import practice as whole
from exchange.api.document import describes, document, of_record, of_search
from exchange.core import access
from exchange.core.access import Need
from exchange.experts.searchable import EXPERTS
from exchange.practices.searchable import PRACTICES
from exchange.search import service

PREFIX = "/api/"
blueprint = Blueprint("api", __name__, url_prefix=f"{PREFIX}v1")


@blueprint.get("/practices")
@describes(shapes.Practices, partial(of_search, PRACTICES), errors=[422])
@access.needs(Need.NOTHING)
def practices() -> Response:
    """Published practices that match, a page of them."""
    wanted = parameters.read(PRACTICES, request.args)
    return answers.json_answer(results.practices(wanted, service.search(wanted.request())))


@blueprint.get("/practices/<int:number>")
@describes(shapes.Practice, of_record, errors=[404, 410, 422])
@access.needs(Need.NOTHING)
def practice(number: int) -> Response:
    """One published practice, whole."""
    return answers.json_answer(whole.practice(number, parameters.language(request.args)))


@blueprint.get("/experts")
@describes(shapes.Experts, partial(of_search, EXPERTS), errors=[422])
@access.needs(Need.NOTHING)
def experts() -> Response:
    """Public profiles that match, a page of them."""
    wanted = parameters.read(EXPERTS, request.args)
    return answers.json_answer(results.experts(wanted, service.search(wanted.request())))


@blueprint.get("/openapi.json")
@describes(None)
@access.needs(Need.NOTHING)
def description() -> Response:
    """This description, as an OpenAPI document."""
    return answers.json_answer(document(current_app._get_current_object(), blueprint.name))  # type: ignore[attr-defined]  # the proxy's own accessor
