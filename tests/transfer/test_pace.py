"""A batch is as large as its time lets it be, and others get the database between two."""

from __future__ import annotations

import time

import pytest

from exchange.transfer import pace
from exchange.transfer.pace import Pace


def after(*batches: tuple[int, float]) -> int:
    """The size of the next batch after batches of so many records and seconds."""
    own = Pace()
    for records, seconds in batches:
        own.note(records, seconds)
    return own.size


@pytest.mark.parametrize("cost", [0.0001, 0.001, 0.002, 0.004, 0.01])
def test_batches_come_to_hold_the_lock_for_the_time_they_may(cost: float) -> None:
    own = Pace()
    for _batch in range(5):
        own.note(own.size, own.size * cost)
    assert own.size == min(pace.MOST, max(pace.LEAST, round(pace.HOLD_SECONDS / cost)))


def test_one_slow_batch_makes_the_next_one_smaller_at_once() -> None:
    assert after((50, 1.0)) == pace.LEAST
    assert after((50, 0.4)) == 25


def test_a_batch_cut_short_by_the_end_of_a_file_makes_the_next_no_smaller() -> None:
    assert after((50, 0.1), (3, 0.01)) == after((50, 0.1)) == 100


def test_the_number_of_records_at_most_doubles() -> None:
    assert after((50, 0.0)) == 100


@pytest.mark.parametrize(("held", "least"), [(0.01, pace.SHORTEST_REST), (0.6, 0.3)])
def test_others_have_the_database_between_two_batches(held: float, least: float) -> None:
    own = Pace()
    began = time.monotonic()
    own.wait()
    assert time.monotonic() - began < 0.1, "the first batch need not wait"
    own.note(10, held)
    noted = time.monotonic()
    own.wait()
    assert time.monotonic() - noted >= 0.9 * least
