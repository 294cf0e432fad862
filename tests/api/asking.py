"""Asking the interface as a program does; every answer is held against the document that describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from tests.client import Reader

_documents: dict[str, Any] = {}


def body_of(answer: TestResponse) -> dict[str, Any]:
    """The body of an answer."""
    found: dict[str, Any] = answer.get_json()
    return found


def document(reader: Reader) -> dict[str, Any]:
    """The OpenAPI document."""
    if not _documents:
        _documents.update(body_of(reader.get("/api/v1/openapi.json")))
    return _documents


def ask(reader: Reader, address: str, status: int = 200, **headers: str) -> TestResponse:
    """The answer at `/api/v1` + `address`, of this status and of the shape the document gives."""
    answer = reader.get(f"/api/v1{address}", headers=headers)
    assert answer.status_code == status, (address, answer.get_data(as_text=True))
    hold(reader, address.partition("?")[0], answer)
    return answer


def found(reader: Reader, address: str) -> dict[str, Any]:
    """The body of an answer that is 200."""
    return body_of(ask(reader, address))


def titles(body: Mapping[str, Any]) -> list[str]:
    """Titles of practices, or names of experts, in order."""
    return [one.get("title") or one["name"] for one in body["results"]]


def hold(reader: Reader, path: str, answer: TestResponse) -> None:
    """Fail unless the answer is one that the document describes for its address and status."""
    whole = document(reader)
    path = "/api/v1/practices/{number}" if path.startswith("/practices/") else f"/api/v1{path}"
    responses = whole["paths"][path]["get"]["responses"]
    described = responses.get(str(answer.status_code), responses["default"])
    schema = described["content"][answer.mimetype]["schema"]
    validator = Draft202012Validator(
        {**schema, "components": whole["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    errors = [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(body_of(answer))]
    assert not errors, errors
    known = set(whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]) if "$ref" in schema else None
    assert known is None or set(body_of(answer)) <= known
