"""Whether this instance can serve: `/healthz` for the process, `/readyz` for what it stands on.

A list of checks, each a plain function; an answer names every one, so that an alarm says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.db import db
from exchange.outbox import queries
from exchange.pages.views import blueprint
from exchange.search import service as search

__all__ = ["blueprint", "look"]
INDEX_LAG_SECONDS = 600
BACKLOG_SECONDS = 3_600


@dataclass(frozen=True)
class Finding:
    """What one check found: whether it is well, and figures for the operator."""

    well: bool
    figures: dict[str, Any]


def database() -> Finding:
    """The database answers."""
    db.session.execute(text("SELECT 1"))
    return Finding(True, {})


def index() -> Finding:
    """What is published can be searched: the index answers, and nothing has waited for it longer than ten minutes.

    One that is `outdated` may answer all the same: it is well while the worker builds the next.
    """
    behind, answers = search.lag(), search.is_ready()
    figures: dict[str, Any] = {"answers": answers, "waiting": behind.rows, "lag_seconds": round(behind.seconds)}
    if search.is_outdated():
        figures["outdated"] = True
    return Finding(answers and behind.seconds <= INDEX_LAG_SECONDS, figures)


def outbox() -> Finding:
    """The worker is at it: nothing has waited longer than an hour."""
    owed = queries.backlog()
    oldest = max((row.oldest_seconds for row in owed), default=0.0)
    figures = {
        "waiting": sum(row.waiting for row in owed),
        "failing": sum(row.failing for row in owed),
        "failed": sum(row.failed for row in owed),
        "oldest_seconds": round(oldest),
    }
    return Finding(oldest <= BACKLOG_SECONDS, figures)


CHECKS: dict[str, Callable[[], Finding]] = {"database": database, "index": index, "outbox": outbox}


def look() -> dict[str, Finding]:
    """What every check finds, by name; one that cannot ask the database is not well."""
    found: dict[str, Finding] = {}
    for name, check in CHECKS.items():
        try:
            found[name] = check()
        except SQLAlchemyError as error:
            db.session.rollback()
            found[name] = Finding(False, {"error": type(error).__name__})
    return found


@blueprint.get("/healthz")
@access.needs(Need.NOTHING)
def healthz() -> Response:
    """The process answers."""
    return _fresh(Response("ok\n", mimetype="text/plain"))


@blueprint.get("/readyz")
@access.needs(Need.NOTHING)
def readyz() -> Response:
    """What every check found, as JSON; 503 when one is not well."""
    found = look()
    ready = all(one.well for one in found.values())
    answered = jsonify(ready=ready, **{name: {"ok": one.well, **one.figures} for name, one in found.items()})
    answered.status_code = 200 if ready else 503
    return _fresh(answered)


def _fresh(answered: Response) -> Response:
    answered.headers["Cache-Control"] = "no-store"
    return answered
