"""How the interface behaves over HTTP: for caches, for scripts of other sites, and when something is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy.exc import OperationalError

from exchange.search import service
from tests import factories
from tests.api.asking import ask, body_of, document, found
from tests.client import Reader
from tests.practices import records
from tests.search.factories import practice

Drain = Callable[[], int]
PLACES = ("/api/v1/practices", "/api/v1/experts", "/api/v1/openapi.json")


def test_the_document_is_valid_and_names_every_address(reader: Reader, app: Flask) -> None:
    whole = document(reader)
    OpenAPIV31SpecValidator(whole).validate()
    assert sorted(whole["paths"]) == [
        "/api/v1/experts",
        "/api/v1/openapi.json",
        "/api/v1/practices",
        "/api/v1/practices/{number}",
    ]
    assert whole["servers"] == [{"url": "http://exchange.test"}]


def test_an_answer_is_kept_shortly_by_everybody_and_asked_for_again_by_its_tag(reader: Reader, drain: Drain) -> None:
    practice("Repair")
    drain()
    for place in PLACES:
        answer = reader.get(place)
        assert answer.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
        assert set(answer.vary) == {"Accept-Encoding"}
        again = reader.get(place, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == answer.headers["ETag"]
    tag = reader.get("/api/v1/practices").headers["ETag"]
    practice("More")
    drain()
    assert reader.get("/api/v1/practices", headers={"If-None-Match": tag}).status_code == 200


def test_a_head_has_the_headers_and_no_body(reader: Reader) -> None:
    whole, head = reader.get(PLACES[0]), reader.head(PLACES[0])
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])


def test_scripts_of_any_site_may_read(reader: Reader) -> None:
    for place in (*PLACES, "/api/v1/practices/999", "/api/nowhere"):
        answer = reader.get(place, headers={"Origin": "https://harvester.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = reader.options(PLACES[0], headers={"Origin": "https://harvester.example", "Access-Control-Request-Method": "GET"})
    assert asked.status_code == 200
    assert "GET" in asked.headers["Access-Control-Allow-Methods"]
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in reader.get("/en/").headers


def test_no_cookie_is_read_or_set_even_for_a_member(reader: Reader, drain: Drain) -> None:
    author = factories.member()
    number = records.published(author)
    records.hide(number)
    reader.sign_in(author)
    assert reader.get(f"/en/practices/{number}/", follow_redirects=True).status_code == 200
    answer = ask(reader, f"/practices/{number}", 404)
    assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" not in reader.get(PLACES[0]).headers


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v2", "/api/v1/", "/api/v1/practices/", "/api/v1/practices/x", "/api/v1/practices/99999999999"]
)
def test_an_unknown_address_is_a_problem_and_no_page(reader: Reader, address: str) -> None:
    answer = reader.get(address)
    assert (answer.status_code, answer.mimetype, body_of(answer)) == (
        404,
        "application/problem+json",
        {"title": "Not Found", "status": 404},
    )


def test_writing_is_refused_with_what_is_allowed(reader: Reader) -> None:
    for send in (reader.post, reader.put, reader.delete):
        answer = send(PLACES[0])
        assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
        assert "GET" in answer.headers["Allow"]


def test_a_fault_is_a_problem_with_a_reference_and_nothing_private(
    reader: Reader, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_request: object) -> None:
        raise OperationalError("SELECT secret", {}, Exception("secret"))

    monkeypatch.setattr(service, "search", broken)
    answer = ask(reader, "/practices", 503)
    assert set(body_of(answer)) == {"title", "status", "reference"}
    assert answer.headers["Retry-After"] == "60"
    assert "secret" not in answer.get_data(as_text=True)


def test_problems_speak_the_language_asked_for(reader: Reader) -> None:
    english, french = (body_of(ask(reader, f"/practices?page=0{lang}", 422)) for lang in ("", "&lang=fr"))
    assert english["status"] == french["status"] == 422
    assert english["type"].endswith("/api/v1/openapi.json#/components/schemas/ParameterProblem")


def test_the_pages_are_as_they_were(reader: Reader) -> None:
    assert reader.get("/en/nowhere").mimetype == "text/html"
    assert reader.get("/apiary").mimetype == "text/html"
    assert found(reader, "/practices")["results"] == []
