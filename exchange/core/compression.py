"""Answers as they go over the line: compressed as the reader's program asks, static files once and not for each reader.

Levels were measured on our pages: beyond them the bytes fall by less than one in a hundred while the time doubles; see
docs/decisions/0018. Method: RFC 9110, 8.4 (content codings), 8.8.3 (entity tags) and 12.5.3 (Accept-Encoding).
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import brotli
from flask import Flask, request
from werkzeug.datastructures import Accept
from werkzeug.security import safe_join
from werkzeug.wrappers import Response

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Pack = Callable[[bytes], bytes]

# Ours first among those that a program likes equally well: Brotli makes our pages a tenth smaller than the others.
AT_ONCE: dict[str, Pack] = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=5),
    "zstd": partial(zstd.compress, level=6),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
BEFOREHAND: dict[str, Pack] = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=11),
    "zstd": partial(zstd.compress, level=19),
    "gzip": partial(gzip.compress, compresslevel=9, mtime=0),
}
IDENTITY = "identity"
# The smallest wish there is but none: weights have three digits.
LEAST = 0.001
# What is smaller goes into one packet as it is.
SMALLEST = 500
TEXT = {"application/json", "application/xml", "application/javascript", "image/svg+xml"}


def coding_for(accepted: Accept) -> str:
    """The content coding for a program that accepts these: the one it likes best, else ours; IDENTITY where it wants none of ours."""
    liked = max(AT_ONCE, key=accepted.quality)
    plain = max((quality for name, quality in accepted if name.lower() == IDENTITY), default=0)
    return liked if accepted.quality(liked) >= max(plain, LEAST) else IDENTITY


def can_be_smaller(mimetype: str) -> bool:
    """True for text in any form; pictures and archives are compressed by themselves."""
    return mimetype.startswith("text/") or mimetype in TEXT or mimetype.endswith(("+json", "+xml"))


@lru_cache(maxsize=256)
def pack(path: Path, changed: int, coding: str) -> bytes:
    """The file at `path` in `coding`, made once for its time of change in nanoseconds."""
    del changed  # only tells one state of the file from the next
    return BEFOREHAND[coding](path.read_bytes())


def warm(app: Flask) -> None:
    """Compress every static file of `app` now, so that nobody waits for it."""
    for path in sorted(Path(app.static_folder or "").rglob("*")):
        if path.suffix in {".css", ".js", ".svg"}:
            for coding in BEFOREHAND:
                pack(path, path.stat().st_mtime_ns, coding)


def init(app: Flask) -> None:
    """Compress the answers of `app`. Comes first among the steps: what is registered first sees the answer last."""

    @app.before_request
    def forget_impossible_ranges() -> None:
        # A weak tag never proves that the reader's first part belongs to these bytes (RFC 9110, 13.1.5); Werkzeug takes it as if.
        if request.headers.get("If-Range", "").startswith("W/"):
            request.environ.pop("HTTP_RANGE", None)

    @app.after_request
    def compress(answer: Response) -> Response:
        if not can_be_smaller(answer.mimetype or "") or "Content-Encoding" in answer.headers:
            return answer
        answer.vary.add("Accept-Encoding")
        coding = coding_for(request.accept_encodings)
        if coding == IDENTITY or answer.cache_control.no_transform or _may_be_probed(answer):
            return answer
        if answer.status_code in {200, 304}:
            _weaken(answer)
        if answer.status_code in {204, 206, 304} or answer.status_code < 200:
            return answer
        if request.endpoint == "static" and answer.status_code == 200:
            _take(answer, coding, _static_file(app, coding))
        elif not answer.is_streamed and len(whole := answer.get_data()) >= SMALLEST:
            _take(answer, coding, AT_ONCE[coding](whole))
        return answer


def _may_be_probed(answer: Response) -> bool:
    # A page for one member that another site made the browser open: its length must tell nothing of what stands in it (BREACH).
    return answer.cache_control.no_store and request.headers.get("Sec-Fetch-Site") == "cross-site"


def _weaken(answer: Response) -> None:
    # The tag was made of the bytes before: it still says whether the content changed, and no longer names these very bytes.
    tag, _weak = answer.get_etag()
    if tag is not None:
        answer.set_etag(tag, weak=True)


def _static_file(app: Flask, coding: str) -> bytes:
    path = safe_join(app.static_folder or "", (request.view_args or {})["filename"])
    if path is None:
        raise ValueError("only a file of the folder was answered")
    return pack(Path(path), Path(path).stat().st_mtime_ns, coding)


def _take(answer: Response, coding: str, body: bytes) -> None:
    if hasattr(answer.response, "close"):
        answer.response.close()
    answer.direct_passthrough = False
    answer.set_data(body)
    answer.headers["Content-Encoding"] = coding
    answer.headers.pop("Accept-Ranges", None)
