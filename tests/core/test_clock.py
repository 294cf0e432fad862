"""The clock that tests can hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from exchange.core import clock


def test_the_clock_tells_the_time_in_utc() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_clock_can_be_held_and_moved_and_goes_on_afterwards() -> None:
    moment = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)
    with clock.at(moment), clock.later(timedelta(hours=1)), clock.later(timedelta(minutes=1)):
        assert clock.now() == moment + timedelta(hours=1, minutes=1)
    assert clock.now() > moment
