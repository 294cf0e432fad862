"""Errors for programs: problem details (RFC 9457), in English or the language of `lang`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from flask import url_for
from werkzeug.wrappers import Response

from exchange.api.shapes import ParameterProblem, Problem, RetractedProblem, WrongParameter
from exchange.core.errors import DomainError
from exchange.core.languages import absolute

MIMETYPE = "application/problem+json"


class WrongParameters(DomainError):
    """Parameters that cannot be taken. Answered 422, each with what is allowed."""

    status = 422

    def __init__(self, errors: list[WrongParameter]) -> None:
        super().__init__()
        self.values = {"errors": errors}


def answer(status: int, message: str, values: Mapping[str, Any]) -> Response:
    """The error of `status` as problem details; `values` say more of some."""
    shown = Response(msgspec.json.encode(_problem(status, message or None, values)), status, mimetype=MIMETYPE)
    shown.headers["Cache-Control"] = "no-cache"
    return shown


def _problem(status: int, detail: str | None, values: Mapping[str, Any]) -> Problem:
    title = HTTPStatus(status).phrase
    if "errors" in values:
        return ParameterProblem(title, status, _type(ParameterProblem), detail, errors=values["errors"])
    if "retracted_on" in values:
        return RetractedProblem(
            title, status, _type(RetractedProblem), detail,
            practice_title=values["practice_title"], retracted_on=values["retracted_on"], reason=values["reason"],
        )  # fmt: skip
    return Problem(title, status, detail=detail, reference=values.get("reference"))


def _type(shape: type[Problem]) -> str:
    """The address of its description."""
    return f"{absolute(url_for('api.description'))}#/components/schemas/{shape.__name__}"
