"""Requests that write never take the threads of those that read, nor of the question whether the process lives."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from waitress.adjustments import Adjustments

from exchange.server.lanes import Lanes, Request

THREADS = 2


class Connection:
    """What waitress hands to a lane: requests, and how the first is answered."""

    def __init__(self, method: str, path: str, until: threading.Event | None = None) -> None:
        request = Request(Adjustments())
        request.received(f"{method} {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        self.requests = [request]
        self.until = until
        self.answered = threading.Event()
        self.dropped = False

    def service(self) -> None:
        if self.until is not None:
            self.until.wait(10)
        self.answered.set()

    def cancel(self) -> None:
        self.dropped = True


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    made = Lanes(THREADS)
    yield made
    made.shutdown(timeout=1)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_writers_that_wait_leave_the_threads_of_readers_free(lanes: Lanes, method: str) -> None:
    over = threading.Event()
    writers = [Connection(method, "/en/", over) for _ in range(5 * THREADS)]
    readers = [Connection(method, "/healthz") for method in ("GET", "HEAD")] + [Connection("OPTIONS", "/en/")]
    for one in (*writers, *readers):
        lanes.add_task(one)
    assert all(one.answered.wait(5) for one in readers)
    assert not any(one.answered.is_set() for one in writers)
    over.set()
    assert all(one.answered.wait(5) for one in writers)


def test_readers_that_wait_leave_the_question_for_life_answered(lanes: Lanes) -> None:
    over = threading.Event()
    readers = [Connection("GET", "/en/", over) for _ in range(5 * THREADS)]
    alive, writer = Connection("GET", "/healthz"), Connection("POST", "/en/")
    for one in (*readers, alive, writer):
        lanes.add_task(one)
    assert alive.answered.wait(5)
    assert writer.answered.wait(5)
    over.set()


def test_a_request_knows_when_it_arrived_and_not_when_its_turn_came(lanes: Lanes) -> None:
    one = Connection("POST", "/en/")
    before = time.monotonic()
    lanes.add_task(one)
    assert before <= one.requests[0].arrived <= time.monotonic()


def test_the_end_waits_for_what_is_answered_and_drops_what_waits() -> None:
    lanes, over = Lanes(1), threading.Event()
    answered, waiting = Connection("POST", "/en/", over), Connection("POST", "/en/")
    lanes.add_task(answered)
    time.sleep(0.1)
    lanes.add_task(waiting)
    threading.Timer(0.3, over.set).start()
    began = time.monotonic()
    lanes.shutdown(timeout=5)
    assert time.monotonic() - began < 4
    assert answered.answered.is_set()
    assert waiting.dropped
