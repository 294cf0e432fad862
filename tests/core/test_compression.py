"""Answers compressed as asked, and left alone where that would be wrong."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from exchange.core import compression
from exchange.core.compression import coding_for
from tests.client import Reader

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

BROWSER = "gzip, deflate, br, zstd"
UNPACK = {"br": brotli.decompress, "zstd": zstd.decompress, "gzip": gzip.decompress, None: bytes}
STATIC = Path(__file__).parents[2] / "static"


def asked(reader: FlaskClient, address: str, encodings: str | None = BROWSER, **headers: str) -> TestResponse:
    accept = {} if encodings is None else {"Accept-Encoding": encodings}
    return reader.get(address, headers={**accept, **{name.replace("_", "-"): value for name, value in headers.items()}})


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (BROWSER, "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, zstd", "zstd"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0.5, zstd;q=0.5, gzip;q=0.1", "br"),
        ("*", "br"),
        ("br;q=0, *", "zstd"),
        ("gzip;q=0", "identity"),
        ("*;q=0", "identity"),
        ("", "identity"),
        ("deflate", "identity"),
        ("identity", "identity"),
        ("identity;q=1, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0, br", "br"),
        ("gzip;q=nonsense", "identity"),
        ("gzip;q=0.001", "gzip"),
    ],
)
def test_the_coding_is_the_one_a_program_likes_best(header: str, coding: str) -> None:
    assert coding_for(parse_accept_header(header, Accept)) == coding


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip"])
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/about/", 200),
        ("/en/nothing-here/", 404),
        ("/en/account/sign-in/", 200),
        ("/api/v1/openapi.json", 200),
        ("/static/style.css", 200),
        ("/static/js/suggest.js", 200),
        ("/static/icons.svg", 200),
    ],
)
def test_text_of_every_kind_is_compressed_as_asked(app: Flask, address: str, status: int, coding: str) -> None:
    client = app.test_client()
    plain, small = asked(client, address, None), asked(client, address, coding)
    assert (plain.status_code, small.status_code) == (status, status)
    assert small.headers["Content-Encoding"] == coding
    assert "Content-Encoding" not in plain.headers
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data)
    assert plain.mimetype == small.mimetype
    if b"csrf_token" not in plain.data:
        assert UNPACK[coding](small.data) == plain.data
    for answer in (plain, small):
        assert "Accept-Encoding" in answer.vary
        answer.close()


def test_nothing_is_compressed_unasked(reader: Reader) -> None:
    for encodings in (None, "", "identity", "gzip;q=0", "deflate"):
        answer = asked(reader, "/en/about/", encodings)
        assert "Content-Encoding" not in answer.headers
        assert "Accept-Encoding" in answer.vary


@pytest.mark.parametrize("address", ["/en/about/", "/static/style.css", "/api/v1/openapi.json"])
def test_head_answers_with_the_headers_of_get_and_no_body(reader: Reader, address: str) -> None:
    got, head = asked(reader, address), reader.head(address, headers={"Accept-Encoding": BROWSER})
    assert head.data == b""
    assert head.headers["Content-Encoding"] == got.headers["Content-Encoding"] == "br"
    assert abs(int(head.headers["Content-Length"]) - len(got.data)) < 20, "only tokens differ"
    got.close()
    head.close()


@pytest.mark.parametrize("address", ["/static/style.css", "/feeds/en.xml", "/api/v1/practices"])
def test_a_tag_is_weak_when_compressed_and_still_answers_304(reader: Reader, address: str) -> None:
    small, plain = asked(reader, address), asked(reader, address, None)
    assert small.headers["ETag"] == f"W/{plain.headers['ETag']}"
    for tag in (small.headers["ETag"], plain.headers["ETag"]):
        again = asked(reader, address, If_None_Match=tag)
        assert again.status_code == 304
        assert again.data == b""
        assert "Content-Encoding" not in again.headers
        assert again.headers["ETag"] == small.headers["ETag"]
        assert "Accept-Encoding" in again.vary
        again.close()
    small.close()
    plain.close()


def test_a_range_is_of_the_file_as_it_is(reader: Reader) -> None:
    part = asked(reader, "/static/style.css", Range="bytes=0-99")
    assert (part.status_code, part.data) == (206, (STATIC / "style.css").read_bytes()[:100])
    assert "Content-Encoding" not in part.headers
    whole = asked(reader, "/static/style.css")
    assert "Accept-Ranges" not in whole.headers
    stale = asked(reader, "/static/style.css", Range="bytes=0-99", If_Range=whole.headers["ETag"])
    assert (stale.status_code, stale.headers["Content-Encoding"]) == (200, "br")
    for answer in (part, whole, stale):
        answer.close()


@pytest.fixture
def small_app() -> Flask:
    """An application of a few answers that ours has none of."""
    made = Flask("small")
    compression.init(made)
    long = b"word " * 1000
    answers = {
        "small": lambda: Response(b"ok", mimetype="text/plain"),
        "picture": lambda: Response(long, mimetype="image/png"),
        "packed": lambda: Response(long, mimetype="text/plain", headers={"Content-Encoding": "gzip"}),
        "as-it-is": lambda: Response(long, mimetype="text/plain", headers={"Cache-Control": "no-transform"}),
        "nothing": lambda: Response(status=204, mimetype="text/plain"),
        "stream": lambda: Response(pieces(), mimetype="text/plain"),
        "long": lambda: Response(long, mimetype="text/plain", headers={"Vary": "Cookie"}),
        "feed": lambda: Response(long, mimetype="application/atom+xml"),
        "fault": lambda: Response(long, 500, mimetype="application/problem+json"),
        "private": lambda: Response(long, mimetype="text/plain", headers={"Cache-Control": "no-store"}),
    }
    for name, view in answers.items():
        made.add_url_rule(f"/{name}", name, view)
    return made


made_so_far: list[int] = []


def pieces() -> Iterator[bytes]:
    made_so_far.clear()
    for number in range(3):
        made_so_far.append(number)
        yield b"piece of a stream " * 100


@pytest.mark.parametrize("name", ["small", "picture", "as-it-is", "nothing", "stream"])
def test_what_gains_nothing_or_must_not_change_is_left_alone(small_app: Flask, name: str) -> None:
    assert "Content-Encoding" not in small_app.test_client().get(f"/{name}", headers={"Accept-Encoding": BROWSER}).headers


def test_what_is_compressed_already_is_not_compressed_again(small_app: Flask) -> None:
    answer = small_app.test_client().get("/packed", headers={"Accept-Encoding": BROWSER})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.data == b"word " * 1000


def test_a_stream_is_sent_piece_by_piece(small_app: Flask) -> None:
    answer = small_app.test_client().get("/stream", headers={"Accept-Encoding": BROWSER}, buffered=False)
    assert b"piece" in bytes(next(iter(answer.iter_encoded())))
    assert made_so_far == [0]
    answer.close()


def test_faults_and_feeds_are_compressed_and_other_names_in_vary_stay(small_app: Flask) -> None:
    client = small_app.test_client()
    for name in ("fault", "feed"):
        assert client.get(f"/{name}", headers={"Accept-Encoding": BROWSER}).headers["Content-Encoding"] == "br"
    assert set(client.get("/long", headers={"Accept-Encoding": BROWSER}).vary) == {"Cookie", "Accept-Encoding"}


def test_a_page_of_one_member_that_another_site_opened_is_not_compressed(small_app: Flask) -> None:
    client = small_app.test_client()

    def coding(address: str, site: str) -> str | None:
        return client.get(address, headers={"Accept-Encoding": BROWSER, "Sec-Fetch-Site": site}).headers.get("Content-Encoding")

    assert coding("/private", "cross-site") is None
    assert coding("/private", "same-origin") == coding("/private", "none") == coding("/long", "cross-site") == "br"


def test_a_static_file_is_compressed_once_and_again_when_it_changes(tmp_path: Path) -> None:
    compression.pack.cache_clear()
    made = Flask("static", static_folder=str(tmp_path), static_url_path="/static")
    compression.init(made)
    style = tmp_path / "a.css"
    style.write_text("a{color:red}" * 100)
    compression.warm(made)
    client = made.test_client()
    before = compression.pack.cache_info().misses
    for _ in range(3):
        for coding in ("br", "zstd", "gzip"):
            with client.get("/static/a.css", headers={"Accept-Encoding": coding}) as answer:
                assert UNPACK[coding](answer.data) == style.read_bytes()
    assert compression.pack.cache_info().misses == before == 3
    style.write_text("a{color:blue}" * 100)
    with client.get("/static/a.css", headers={"Accept-Encoding": "br"}) as answer:
        assert brotli.decompress(answer.data) == style.read_bytes()
