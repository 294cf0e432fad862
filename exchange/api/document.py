"""The OpenAPI document, made from the addresses, the views and the shapes they answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from apispec import APISpec
from flask import Flask
from msgspec import Struct

from exchange.api import shapes
from exchange.api.parameters import MOST_PER_PAGE, NO_COUNTS, names_for
from exchange.api.problems import MIMETYPE
from exchange.core import identity
from exchange.core.languages import CODES, DEFAULT
from exchange.core.paging import LAST_PAGE, PER_PAGE
from exchange.retrieval.kinds.facet import Facet
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.parsing import MOST_CHARACTERS, MOST_WORDS
from exchange.search.parameters import MOST_VALUES, YEARS

View = TypeVar("View", bound=Callable[..., Any])
Parameter = dict[str, Any]
REFERENCE = "#/components/schemas/{name}"
_PART = re.compile(r"<(?:\w+:)?(\w+)>")
INTRODUCTION = (
    "Read access to everything everybody may read: no token, no cookie, any site. Repeating a parameter means “or”, "
    f"different parameters mean “and”; {MOST_VALUES} values count in all. Values are stable codes, never translated words. Dates are RFC 3339 in UTC."
)
MEANINGS = {
    "q": 'Words to look for. "Quoted words" stand together, -word must not occur, a star stands for any ending. '
    f"Of a long text {MOST_CHARACTERS:,} characters and {MOST_WORDS} words count, and `problems` says so.",
    "year_from": "Running in this year or later; four digits.",
    "year_to": "Begun in this year or before; four digits.",
    "sort": "The order; match needs words. Without it: match with words, else newest.",
    "page": "The page, from 1.",
    "per_page": "Results on a page.",
    "lang": "The reader's language: for labels and sentences, and for texts that exist in it.",
    "counts": f"The facets to count; all when it is left out, `{NO_COUNTS}` for no facets and a quicker answer.",
}
SHAPES: dict[str, dict[str, Any]] = {
    "page": {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
    "per_page": {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
    "lang": {"type": "string", "enum": list(CODES), "default": DEFAULT},
    **{name: {"type": "string"} for name in ("q", *YEARS)},
}
ERRORS: dict[int, tuple[str, type[Struct]]] = {
    404: ("There is no such thing, or not everybody may read it.", shapes.Problem),
    410: ("The practice was retracted.", shapes.RetractedProblem),
    422: ("Parameters that cannot be taken.", shapes.ParameterProblem),
}
FAULT = ("Anything else that went wrong.", shapes.Problem)


@dataclass(frozen=True)
class Description:
    """What the document says of a view besides its docstring."""

    answer: type[Struct] | None
    parameters: Callable[[], Iterable[Parameter]]
    errors: tuple[int, ...]


def describes(
    answer: type[Struct] | None, parameters: Callable[[], Iterable[Parameter]] = tuple, errors: Iterable[int] = ()
) -> Callable[[View], View]:
    """Declare what a view answers, which parameters it takes and which errors it knows."""

    def declare(view: View) -> View:
        view.__described__ = Description(answer, parameters, tuple(errors))  # type: ignore[attr-defined]  # as for access
        return view

    return declare


def _describe(view: Any) -> Description:
    found: Description = view.__described__
    return found


def of_search(kind: str) -> list[Parameter]:
    """The parameters of a search."""
    facets = {facet.name: facet for facet in registered_kinds()[kind].facets}
    return [_of_facet(facets[name]) if name in facets else _parameter(kind, name) for name in names_for(kind)]


def of_record() -> list[Parameter]:
    """The parameters of a single record."""
    return [_parameter("", "lang")]


def _parameter(kind: str, name: str) -> Parameter:
    found: Parameter = {"name": name, "in": "query", "description": MEANINGS[name], "schema": SHAPES.get(name)}
    if name == "sort":
        found["schema"] = {"type": "string", "enum": list(registered_kinds()[kind].sorts)}
    elif name == "counts":
        found["schema"] = {"type": "array", "items": {"type": "string", "enum": [*registered_kinds()[kind].names, NO_COUNTS]}}
    return found


def _of_facet(facet: Facet[Any]) -> Parameter:
    value: dict[str, Any] = {"type": "string"}
    if facet.values.fixed:
        value["examples"] = list(facet.values.fixed)
    return {"name": facet.name, "in": "query", "description": facet.meaning, "schema": {"type": "array", "items": value}}


def document(app: Flask, blueprint: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of a blueprint of `app`."""
    spec = APISpec(
        title=identity.name_in_records(),
        version="1",
        openapi_version="3.1.0",
        info={"description": INTRODUCTION},
        servers=[{"url": app.config["PUBLIC_URL"]}],
    )
    rules = sorted((rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(f"{blueprint}.")), key=str)
    _add_shapes(spec, [_describe(app.view_functions[rule.endpoint]) for rule in rules])
    for rule in rules:
        named = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}} for name in rule.arguments
        ]
        spec.path(
            _PART.sub(r"{\1}", rule.rule), operations={"get": _operation(rule.endpoint, app.view_functions[rule.endpoint], named)}
        )
    return spec.to_dict()


def _add_shapes(spec: APISpec, described: Iterable[Description]) -> None:
    answers = [one.answer for one in described if one.answer is not None]
    problems = [shape for _words, shape in (*ERRORS.values(), FAULT)]
    _references, schemas = msgspec.json.schema_components(answers + problems, ref_template=REFERENCE)
    for name, schema in schemas.items():
        spec.components.schema(name, schema)


def _operation(endpoint: str, view: Callable[..., Any], named: list[Parameter]) -> dict[str, Any]:
    described = _describe(view)
    answer = _reference(described.answer) if described.answer else {"type": "object"}
    errors = {str(status): _problem(*ERRORS[status]) for status in described.errors}
    return {
        "operationId": endpoint.replace(".", "_"),
        "summary": (view.__doc__ or "").strip(),
        "parameters": [*named, *described.parameters()],
        "responses": {
            "200": {"description": "As asked.", "headers": _etag(), "content": {"application/json": {"schema": answer}}},
            "304": {"description": "The reader has it already: If-None-Match names its ETag."},
            **errors,
            "default": _problem(*FAULT),
        },
    }


def _reference(shape: type[Struct]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=shape.__name__)}


def _etag() -> dict[str, Any]:
    return {"ETag": {"description": "Changes with the answer.", "schema": {"type": "string"}}}


def _problem(words: str, shape: type[Struct]) -> dict[str, Any]:
    return {"description": words, "content": {MIMETYPE: {"schema": _reference(shape)}}}
