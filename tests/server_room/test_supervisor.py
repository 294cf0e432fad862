"""How long a child that keeps dying is waited for, and who is told how often."""

from __future__ import annotations

import multiprocessing

import pytest

from exchange.server.restarts import Restarts
from exchange.server.supervisor import FIRST_SECONDS, LONGEST_WAIT, LONGEST_WAIT_AT_FIRST, wait_after


def waits(lived: float) -> list[tuple[float, float]]:
    """When each death of a child comes that lives so long each time, and the wait after it, for five minutes."""
    now, deaths, found = 0.0, 0, []
    while now < 300:
        deaths += 1
        found.append((now, wait_after(deaths, now)))
        now += found[-1][1] + lived
    return found


@pytest.mark.parametrize("lived", [0.0, 0.3, 2.0, 20.0])
def test_in_the_first_minute_of_dying_no_wait_is_over_five_seconds(lived: float) -> None:
    found = waits(lived)
    assert found[0][1] == 0.5
    assert max(wait for at, wait in found if at < FIRST_SECONDS) <= LONGEST_WAIT_AT_FIRST == 5
    assert [wait for _at, wait in found] == sorted(wait for _at, wait in found)
    assert max(wait for _at, wait in found) <= LONGEST_WAIT


def test_a_child_that_goes_on_dying_after_a_minute_is_waited_for_longer() -> None:
    assert wait_after(30, FIRST_SECONDS + 1) == LONGEST_WAIT
    assert wait_after(100_000, FIRST_SECONDS - 1) == LONGEST_WAIT_AT_FIRST


def test_a_child_reads_what_its_supervisor_counts_after_it_began() -> None:
    restarts = Restarts()
    forks = multiprocessing.get_context("fork")
    counted, said = forks.Event(), forks.SimpleQueue()

    def child() -> None:
        counted.wait(10)
        said.put(dict(restarts.counts()))

    process = forks.Process(target=child)
    process.start()
    assert [restarts.add("web"), restarts.add("web"), restarts.add("worker")] == [1, 2, 1]
    counted.set()
    process.join(10)
    assert said.get() == {"web": 2, "worker": 1}
