"""Answers that may be kept and asked for again: JSON with an ETag, open to scripts of any site."""

from __future__ import annotations

import msgspec
from flask import request
from werkzeug.wrappers import Response

SECONDS_KEPT = 60
# What is answered here is public, and no cookie is read: a script of any site may see what everybody sees.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
}
ASKED_BEFORE = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def json_answer(body: object) -> Response:
    """`body` as JSON; 304 without it when the reader has the same already."""
    answer = Response(msgspec.json.encode(body), mimetype="application/json")
    answer.cache_control.public = True
    answer.cache_control.max_age = SECONDS_KEPT
    answer.cache_control.must_revalidate = True
    answer.add_etag()
    return answer.make_conditional(request)


def open_to_scripts(answer: Response) -> Response:
    """The answer with the headers that open it to scripts of other sites."""
    answer.headers.update(OPEN)
    if request.method == "OPTIONS":
        answer.headers.update(ASKED_BEFORE)
    return answer
