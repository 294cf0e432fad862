"""The rules of saved searches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.saved import rules

NUMBERS = st.integers(1, 20)
FOUND = st.lists(st.tuples(st.integers(1, 5), st.lists(NUMBERS, max_size=12)), max_size=5)


@given(FOUND, st.frozensets(NUMBERS))
def test_each_practice_is_told_by_one_search_and_none_that_is_known(
    found: list[tuple[int, list[int]]], known: frozenset[int]
) -> None:
    told = [number for _search, practices in rules.new_to(found, known) for number in practices]
    assert len(told) == len(set(told))
    assert set(told) == {number for _search, practices in found for number in practices} - known


@given(FOUND)
def test_a_search_with_nothing_new_is_not_named(found: list[tuple[int, list[int]]]) -> None:
    assert all(practices for _search, practices in rules.new_to(found, frozenset()))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - made aware here
def test_a_regular_search_is_due_at_six_and_a_weekly_one_on_a_monday(now: datetime) -> None:
    daily, weekly = rules.next_due(rules.DAILY, now), rules.next_due(rules.WEEKLY, now)
    assert daily is not None
    assert weekly is not None
    assert now < daily <= now + timedelta(days=1)
    assert now < weekly <= now + timedelta(days=7)
    assert daily.time() == weekly.time() == rules.HOUR
    assert weekly.weekday() == rules.MONDAY


@pytest.mark.parametrize("often", [rules.NEVER, rules.AT_ONCE])
def test_the_others_are_never_due(often: str) -> None:
    assert rules.next_due(often, datetime(2031, 3, 4, tzinfo=UTC)) is None


def test_a_search_begins_anew_only_when_it_was_silent() -> None:
    assert rules.begins_anew(rules.NEVER, rules.DAILY)
    assert not rules.begins_anew(rules.NEVER, rules.NEVER)
    assert not rules.begins_anew(rules.DAILY, rules.AT_ONCE)


def test_a_practice_published_at_the_very_moment_is_not_after_it() -> None:
    moment = datetime(2031, 3, 4, tzinfo=UTC)
    moments = {1: moment, 2: moment + timedelta(seconds=1)}
    assert rules.published_after(moments, moment) == {2}


def test_the_name_of_a_search_fits_its_column() -> None:
    assert rules.name_of(["repair", "Kenya"]) == "repair · Kenya"
    assert len(rules.name_of(["word " * 60, "Kenya"])) <= rules.LONGEST_NAME
    assert rules.name_of([]) == ""


def test_members_come_in_runs() -> None:
    assert list(rules.some([1, 2, 3], 2)) == [[1, 2], [3]]
