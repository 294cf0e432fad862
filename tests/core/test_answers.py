"""Every error has its page, status and headers, and tells nothing private."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, abort, redirect
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from config import from_environment
from exchange import create_app
from exchange.core import access, errors
from exchange.core.access import Need
from exchange.core.db import db
from tests import factories
from tests.client import Reader, words

SECRET = "what a person typed"


def refuse(error: Exception) -> Callable[[], str]:
    def view() -> str:
        raise error

    return view


def stop(status: int) -> Callable[[], str]:
    def view() -> str:
        abort(status)

    return view


BROKEN: dict[str, Callable[[], Any]] = {
    "not-found": refuse(errors.NotFound("There is no such practice.")),
    "forbidden": refuse(errors.Forbidden("a moderator or administrator")),
    "conflict": refuse(errors.Conflict("Somebody else took this.")),
    "gone": refuse(errors.Gone("This practice was taken back.")),
    "too-many": refuse(errors.TooMany("You have written ten times today.")),
    "problems": refuse(errors.Invalid({"title": "Enter a title.", "place": "Shorten the place."})),
    "plain": refuse(errors.DomainError("This cannot be done.")),
    "fault": refuse(ZeroDivisionError(SECRET)),
    "database": refuse(OperationalError(f"SELECT '{SECRET}'", {}, Exception(SECRET))),
    "teapot": stop(418),
    "unavailable": stop(503),
    "not-implemented": stop(501),
    "elsewhere": lambda: redirect("/en/about/"),
}


@pytest.fixture(scope="module")
def broken(product: Flask) -> Flask:
    """The product with views that fail, over the same database; faults are answered as for real readers."""
    values = {name: str(product.config[name]) for name in ("EXCHANGE_VAR", "DATABASE_URL", "PUBLIC_URL")}
    made = create_app(from_environment({**values, "RATE_LIMITS": "0", "LOG_LEVEL": "ERROR"}))
    for name, view in BROKEN.items():
        made.add_url_rule(f"/<language:lang>/broken/{name}/", name, access.needs(Need.NOTHING)(view), methods=["GET", "POST"])
    made.add_url_rule("/broken/silent/", "silent", lambda: "open to all by mistake")
    made.test_client_class = Reader
    return made


@pytest.fixture
def visitor(broken: Flask) -> Iterator[Reader]:
    with broken.app_context():
        made = broken.test_client()
        assert isinstance(made, Reader)
        yield made
        db.session.remove()
        # The database is brought back as it was after the test: nothing may hold it open.
        db.engine.dispose()


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("not-found", 404, "There is no such practice."),
        ("forbidden", 403, "a moderator or administrator"),
        ("conflict", 409, "Somebody else took this."),
        ("gone", 410, "This practice was taken back."),
        ("too-many", 429, "You have written ten times today."),
        ("problems", 422, "Enter a title.; Shorten the place."),
        ("plain", 400, "This cannot be done."),
        ("teapot", 418, ""),
        ("fault", 500, "Something went wrong on our side"),
        ("not-implemented", 501, "Something went wrong on our side"),
        ("database", 503, ""),
        ("unavailable", 503, ""),
    ],
)
def test_what_goes_wrong_has_its_page(visitor: Reader, name: str, status: int, told: str) -> None:
    answer = visitor.get(f"/en/broken/{name}/")
    assert answer.status_code == status
    assert told in words(answer)
    assert "<h1>" in answer.get_data(as_text=True)


def test_a_redirect_is_no_error(visitor: Reader) -> None:
    assert visitor.get("/en/broken/elsewhere/").location == "/en/about/"
    assert visitor.get("/en/broken/elsewhere").status_code == 308


@pytest.mark.parametrize("name", ["fault", "database"])
def test_a_fault_can_be_found_in_the_log_by_its_code_and_tells_nothing_private(
    visitor: Reader, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = visitor.get(f"/en/broken/{name}/")
    reference = caplog.records[0].args[0]  # type: ignore[index]  # a tuple here
    assert f"Reference code: {reference}" in words(answer)
    assert answer.headers["Retry-After"] == "60"
    assert SECRET not in caplog.text + answer.get_data(as_text=True)
    assert "test_answers.py" in caplog.text


def test_the_page_of_a_fault_needs_no_database(visitor: Reader) -> None:
    visitor.sign_in(factories.member())

    def away(*_given: object) -> None:
        raise OperationalError(SECRET, {}, Exception(SECRET))

    event.listen(db.engine, "before_cursor_execute", away)
    try:
        answer, public = visitor.get("/ar/account/settings/"), visitor.get("/en/about/")
    finally:
        event.remove(db.engine, "before_cursor_execute", away)
    assert answer.status_code == 503
    assert '<html lang="ar" dir="rtl">' in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert (public.status_code, public.headers["Cache-Control"]) == (503, "no-store")
    assert visitor.get("/ar/account/settings/").status_code == 200


def test_a_session_that_cannot_even_be_ended_is_told_in_the_log(
    visitor: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rollback = db.session.rollback

    def fail_once() -> None:
        monkeypatch.setattr(db.session, "rollback", rollback)
        raise ConnectionError(SECRET)

    def view() -> str:
        monkeypatch.setattr(db.session, "rollback", fail_once)
        raise ZeroDivisionError

    monkeypatch.setitem(visitor.application.view_functions, "fault", access.needs(Need.NOTHING)(view))
    assert visitor.get("/en/broken/fault/").status_code == 500
    assert "could not be ended (ConnectionError)" in caplog.text
    assert SECRET not in caplog.text


def test_an_unknown_address_is_answered_in_the_language_it_begins_with(visitor: Reader) -> None:
    answer = visitor.get("/ar/nothing/here/")
    assert answer.status_code == 404
    assert '<html lang="ar" dir="rtl"' in answer.get_data(as_text=True)
    assert visitor.get("/xx/nothing/").status_code == 404
    assert visitor.get("/nothing").status_code == 404


@pytest.mark.parametrize(
    "address", ["/en/%00/", "/en/about/%0d%0aSet-Cookie:x=1/", "/%ff/", "/en/broken/%E2%80%AE/", "/en/..%2f/"]
)
def test_no_address_breaks_a_page(visitor: Reader, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code in {404, 308}
    assert "Set-Cookie" not in answer.headers or "x=1" not in answer.headers["Set-Cookie"]


def test_a_method_a_page_does_not_know_is_answered_with_those_it_knows(visitor: Reader) -> None:
    answer = visitor.delete("/en/broken/plain/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_request_that_is_too_large_is_refused(visitor: Reader) -> None:
    answer = visitor.post("/en/account/sign-in/", data={"email": "a" * 1_100_000})
    assert answer.status_code == 413
    answer = visitor.post(
        "/en/account/sign-in/", data={f"field{n}": "" for n in range(1_100)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 413


def test_a_view_that_declares_no_access_is_closed(visitor: Reader) -> None:
    assert visitor.get("/broken/silent/").status_code == 500


def test_a_fault_is_raised_in_tests_that_ask_for_it(reader: Reader, app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ZeroDivisionError):
        app.handle_user_exception(ZeroDivisionError())
