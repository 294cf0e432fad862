"""The only place that asks what time it is, so that tests can say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_shift = timedelta(0)
_fixed: datetime | None = None


def now() -> datetime:
    """The present moment in UTC, as an aware datetime."""
    return (_fixed or datetime.now(UTC)) + _shift


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) inside the block; for tests."""
    global _fixed
    before, _fixed = _fixed, moment
    try:
        yield
    finally:
        _fixed = before


@contextmanager
def later(by: timedelta) -> Iterator[None]:
    """Move the clock on by `by` inside the block; for tests."""
    global _shift
    before, _shift = _shift, _shift + by
    try:
        yield
    finally:
        _shift = before
