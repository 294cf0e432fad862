"""Errors as HTTP answers: each with its page, status, nothing private, and what was typed when it answers a write.

Addresses that are not for people can have their errors answered in a form of their own, whatever went wrong there.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, current_app, make_response, render_template, request
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from exchange.core import identity, languages, limits, refusals
from exchange.core.db import db
from exchange.core.errors import DomainError

log = logging.getLogger(__name__)
# Makes an answer from its status, a sentence ("" for none) and what else there is to say.
Maker = Callable[[int, str, Mapping[str, Any]], Response]
PAGES = {400, 403, 404, 409, 410, 413, 422, 429, 500, 503}


def otherwise(app: Flask, prefix: str, make: Maker) -> None:
    """Let `make` answer the errors at every address that begins with `prefix`, known or not, in place of a page."""
    app.extensions.setdefault("answers", {})[prefix] = make


def _maker() -> Maker | None:
    makers: Mapping[str, Maker] = current_app.extensions.get("answers", {})
    return next((make for prefix, make in makers.items() if request.path.startswith(prefix)), None)


def page(status: int, message: str = "", **values: Any) -> Response:
    """The error page of a status below 500, with a sentence for the reader where there is one."""
    make = _maker()
    if make is not None:
        return make(status, message, values)
    if refusals.by_script():
        return make_response("", status)
    template = f"errors/{status if status in PAGES else 400}.html"
    return make_response(render_template(template, message=message, typed=refusals.typed_input(), **values), status)


def bare_page(status: int, reference: str) -> Response:
    """The page of a status from 500 up: made without database and session, which may be what failed."""
    make = _maker()
    if make is not None:
        return make(status, "", {"reference": reference})
    if refusals.by_script():
        return make_response("", status)
    code = languages.current_language()
    template = current_app.jinja_env.get_template(f"errors/{status if status in PAGES else 500}.html")
    name = identity.exchange_name()
    frame = {"lang": code, "dir": languages.direction(code), "exchange_name": name, "reference": reference}
    return make_response(template.render(**frame, typed=refusals.typed_input()), status)


def init(app: Flask) -> None:
    """Answer domain errors, HTTP errors and faults with their pages."""

    @app.errorhandler(DomainError)
    def domain(error: DomainError) -> Response:
        db.session.rollback()
        return page(error.status, str(error.message), **error.values)

    @app.errorhandler(RateLimitExceeded)
    def too_many(error: RateLimitExceeded) -> Response:
        seconds = limits.seconds_to_wait()
        answered = page(429, retry_after=-(-seconds // 60))
        answered.headers["Retry-After"] = str(seconds)
        return answered

    @app.errorhandler(SecurityError)
    def wrong_host(_error: SecurityError) -> Response:
        # No page: every link on it would name the host that is not ours.
        return make_response("This host is not one of TRUSTED_HOSTS.", 400, {"Content-Type": "text/plain; charset=utf-8"})

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.code is None or error.code >= 500:
            return fault(error.code or 500, error)
        answered = page(error.code)
        if error.code == 405:
            allowed = getattr(error, "valid_methods", None)
            answered.headers["Allow"] = ", ".join(sorted(allowed or []))
        return answered

    @app.errorhandler(OperationalError)
    def database(error: OperationalError) -> Response:
        return fault(503, error)

    @app.errorhandler(Exception)
    def any_other(error: Exception) -> Response:
        if app.testing and app.config.get("RAISE_FAULTS"):
            raise error
        return fault(500, error)


def fault(status: int, error: BaseException) -> Response:
    """The page of a fault, with a code that finds it in the log."""
    reference = secrets.token_hex(4)
    # The kind and place of the fault, never its text: the text of a database error holds what a person typed.
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("fault %s: %s at\n%s", reference, type(error).__name__, place)
    try:
        db.session.rollback()
    except Exception as second:
        log.error("fault %s: the session could not be ended (%s)", reference, type(second).__name__)
    answered = bare_page(status, reference)
    answered.headers["Retry-After"] = "60"
    return answered
