"""The threads of the web server in three lanes: requests that read, requests that write, and the question whether it is alive.

Those that write may have to wait for the database. They wait in threads of their own, so that however many they are, and
whatever holds the database, reading goes on, and a monitor is told that the process lives. A request that finds no free
thread waits in the queue of its lane and holds none; its patience with the database counts from when it arrived.
"""

from __future__ import annotations

import time
from typing import Any

from waitress.parser import HTTPRequestParser
from waitress.task import ThreadedTaskDispatcher, WSGITask

from exchange.core.patience import ARRIVED

ALIVE = "/healthz"
READING = {"GET", "HEAD", "OPTIONS"}
GRACE_SECONDS = 4


class Request(HTTPRequestParser):
    """A request that knows when it was ready to be answered, by `time.monotonic()`."""

    arrived = 0.0


class Work(WSGITask):
    """Answering one request; the application is told when it arrived."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[ARRIVED] = self.request.arrived  # type: ignore[attr-defined]  # never an error: those have a task of their own
        return environ


class Lanes(ThreadedTaskDispatcher):
    """Takes the place of the one pool of threads that waitress has."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.reading, self.writing, self.alive = (ThreadedTaskDispatcher() for _ in range(3))
        self.reading.set_thread_count(threads)
        self.writing.set_thread_count(threads)
        self.alive.set_thread_count(1)

    def add_task(self, task: Any) -> None:
        """Have the next request of a connection, which is what waitress gives here, answered in its lane."""
        request = task.requests[0]
        request.arrived = time.monotonic()
        self._lane_of(request).add_task(task)

    def _lane_of(self, request: Any) -> ThreadedTaskDispatcher:
        if request.error or request.command in READING:
            return self.alive if not request.error and request.path == ALIVE else self.reading
        return self.writing

    def shutdown(self, cancel_pending: bool = True, timeout: int = GRACE_SECONDS) -> bool:
        """Let what is being answered end, all lanes at once and at most so long. True when what waited was dropped."""
        lanes = (self.reading, self.writing, self.alive)
        for lane in lanes:
            lane.set_thread_count(0)
        until = time.monotonic() + timeout
        ended = [lane.shutdown(cancel_pending, max(0, round(until - time.monotonic()))) for lane in lanes]
        return all(ended)
