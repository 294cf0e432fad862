"""How long a request waits for the database, and in what order.

A reader's browser waits for an answer and a thread of the server waits with it, so what a request waits for is bounded:
beyond PATIENCE_SECONDS since it arrived it is refused, and the page of 503 gives the text back. A command and the worker
have nobody waiting and take LONGEST_SECONDS. Source of the method: deadlines in place of timeouts (Google, Site
Reliability Engineering, ch. 22), and a circuit breaker (Nygard, Release It!, 5.2) in `Turns`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import has_request_context, request
from sqlalchemy.exc import OperationalError

PATIENCE_SECONDS = 2.5
LONGEST_SECONDS = 30.0
# What one that arrived long ago still waits while nobody knows the lock to be held.
LEAST_SECONDS = 2.0
# So long it is taken to be held still, after somebody waited for it in vain and nobody got it since: until the next has tried.
MEMORY_SECONDS = PATIENCE_SECONDS + 0.5
# Set by the server: when the request was there as a whole, by `time.monotonic()`.
ARRIVED = "exchange.arrived"


def is_bounded() -> bool:
    """True while a request is answered: somebody waits for it."""
    return has_request_context()


def usual() -> float:
    """Seconds to wait for a lock that is rarely taken, as one that reads does while the database is mended after a crash."""
    return PATIENCE_SECONDS if is_bounded() else LONGEST_SECONDS


def seconds_left() -> float:
    """Seconds this work may still wait for one lock; 0 or less for a request that has waited long enough."""
    if not is_bounded():
        return LONGEST_SECONDS
    now = time.monotonic()
    return float(request.environ.setdefault(ARRIVED, now)) + PATIENCE_SECONDS - now


class Turns:
    """One writer at a time in this process, for a database that takes one writer at a time.

    Whoever has the turn alone waits for the database. Where that was in vain, those behind whose patience is over are
    refused at once, so that a lock held for long costs a request its patience once and not once for each before it.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._refused_at = float("-inf")

    @contextmanager
    def wait(self) -> Iterator[float]:
        """Hold the turn inside the block; gives the seconds left to wait for the database. OperationalError when it does not come."""
        if not is_bounded():
            yield LONGEST_SECONDS
            return
        began = time.monotonic()
        if not self._turn.acquire(timeout=self._seconds(began)):
            raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError("another request is writing"))
        try:
            yield self._seconds(began)
        finally:
            self._turn.release()

    def _seconds(self, began: float) -> float:
        """What a request that came to the turn at `began` may still wait: its patience, or what a late one is given."""
        late = 0.0 if self._known_to_be_held() else began + LEAST_SECONDS - time.monotonic()
        return max(seconds_left(), late, 0.0)

    def note_refusal(self) -> None:
        """Somebody waited for the database in vain."""
        self._refused_at = time.monotonic()

    def note_success(self) -> None:
        """Somebody got the database: what was known of it is over."""
        self._refused_at = float("-inf")

    def _known_to_be_held(self) -> bool:
        return time.monotonic() - self._refused_at < MEMORY_SECONDS
