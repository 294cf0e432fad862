"""Answering a visitor who has the page already: 304, before anything of it is made.

A page of a view under `@by_record` is made of what the record of visible change tells, of its address, the reader's choice of
colours, the day, what the index holds, and this release, and of nothing else. Its weak tag is a digest of these. It is worked out
before the page is, so that a page may be newer than its tag and never older. Method: RFC 9110, 8.8.3 and 13.1.2. Why so:
docs/decisions/0039.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, current_app, g, request, session
from werkzeug.wrappers import Response

from config import ROOT
from exchange.changes import queries
from exchange.core import clock, forgery
from exchange.core.context import COLOUR_COOKIE

View = TypeVar("View", bound=Callable[..., Any])
# Names what a page is made of beside the database; None while a page made of it must not be kept.
State = Callable[[], str | None]
EXTENSION = "tags"
READS = frozenset({"GET", "HEAD"})
# All that decides how a page is made from its records.
RELEASE = ("exchange", "templates", "static", "requirements")


def by_record(view: View) -> View:
    """Declare that the page of a view changes for visitors only with what `tags` knows of, and may be answered by 304."""
    view.__by_record__ = True  # type: ignore[attr-defined]  # functions take attributes; Callable does not say so
    return view


def made_of(app: Flask, state: State) -> None:
    """Let pages be made anew when `state` names something else; for what follows the record later, such as an index."""
    app.extensions.setdefault(EXTENSION, []).append(state)


def _tag(states: list[str]) -> str:
    """The tag of the page asked for, as it would be made now."""
    named = [
        current_app.extensions["tags_release"],
        str(queries.newest_row()),
        clock.now().date().isoformat(),
        request.full_path,
        request.cookies.get(COLOUR_COOKIE, ""),
        *states,
    ]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:32]


def _states() -> list[str] | None:
    found = [state() for state in current_app.extensions.get(EXTENSION, [])]
    known = [one for one in found if one is not None]
    return known if len(known) == len(found) else None


def _is_kept() -> bool:
    """True for a page that every visitor is shown alike: not in a session that has more to tell than a form was opened in it."""
    view = current_app.view_functions.get(request.endpoint or "")
    plain = set(session) <= {forgery.KEPT}
    return request.method in READS and getattr(view, "__by_record__", False) and plain and not current_app.debug


def _answer_again() -> Response | None:
    """304 to whoever has the page as it would be made now; else the page is made."""
    g.page_tag = None
    if not _is_kept():
        return None
    g.page_states = _states()
    if g.page_states is None:
        return None
    g.page_tag = _tag(g.page_states)
    # "*" asks whether there is any such page, which only its view knows.
    if request.if_none_match.star_tag or not request.if_none_match.contains_weak(g.page_tag):
        return None
    answered = Response(status=304, mimetype="text/html")
    answered.set_etag(g.page_tag, weak=True)
    return answered


def _name(answer: Response) -> Response:
    """Put the tag on a page that was made, unless it holds something of this session or the index changed meanwhile."""
    tag = g.get("page_tag")
    alone = not session.modified and "session_token_shown" not in g
    if tag is not None and answer.status_code == 200 and alone and g.page_states == _states():
        answer.set_etag(tag, weak=True)
    return answer


@lru_cache(1)
def _digest_of_release() -> str:
    total = hashlib.sha256()
    for path in sorted(_files()):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _files() -> list[Path]:
    found = [path for name in RELEASE for path in (ROOT / name).rglob("*") if "__pycache__" not in path.parts]
    return [path for path in found if path.is_file()]


def init(app: Flask) -> None:
    """Look at every request to `app` before its view does, and at every answer after."""
    settings = json.dumps(dict(app.config["SETTINGS"].values), sort_keys=True, default=str)
    app.extensions["tags_release"] = hashlib.sha256(f"{_digest_of_release()} {settings}".encode()).hexdigest()
    app.before_request(_answer_again)
    app.after_request(_name)
