"""The web server answers before the application does only what the application cannot be asked, with the same security headers."""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from exchange.core import headers
from exchange.search import service as search
from exchange.server import web

Ask = Callable[[bytes], tuple[int, dict[str, str]]]


@pytest.fixture
def ask(app: Flask) -> Iterator[Ask]:
    """Sends bytes to the product's server: status and headers of what it answers."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = listening.getsockname()
    server = web.server_of(app, listening)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()

    def send(content: bytes) -> tuple[int, dict[str, str]]:
        with socket.create_connection(address, timeout=20) as connection:
            connection.sendall(content)
            head = b""
            while b"\r\n\r\n" not in head and (more := connection.recv(65_536)):
                head += more
        first, *rest = head.split(b"\r\n\r\n")[0].decode().split("\r\n")
        return int(first.split()[1]), dict(one.split(": ", 1) for one in rest)

    yield send
    server.close()
    running.join(10)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"GET /en/ HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n", 400),
        (b"no request at all\r\n\r\n", 400),
        (b"GET /en/ HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * 300_000 + b"\r\n\r\n", 431),
        (b"POST /en/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: strange\r\n\r\n", 501),
        (b"POST /en/ HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"GET /en/about/ HTTP/1.1\r\nHost: exchange.test\r\nConnection: close\r\n\r\n", 200),
    ],
    ids=["length", "line", "headers", "encoding", "size", "page"],
)
def test_every_answer_has_the_security_headers(ask: Ask, content: bytes, status: int) -> None:
    answered, found = ask(content)
    assert answered == status
    lower = {name.lower(): value for name, value in found.items()}
    assert {name: lower.get(name.lower()) for name in headers.ALWAYS} == headers.ALWAYS


@pytest.fixture
def collecting() -> Iterator[None]:
    """This process goes on collecting all of its memory afterwards."""
    yield
    gc.unfreeze()


def test_what_first_requests_would_wait_for_is_made_ready(app: Flask, drain: Callable[[], int], collecting: None) -> None:
    drain()
    app.extensions.pop("concepts_kept", None)
    web.warm(app)
    assert app.extensions["concepts_kept"]
    assert gc.get_freeze_count()


def test_a_fault_while_making_ready_is_told_and_does_no_harm(
    app: Flask, collecting: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise OSError

    monkeypatch.setattr(search, "warm", fails)
    web.warm(app)
    assert "not made ready beforehand (OSError)" in caplog.text
