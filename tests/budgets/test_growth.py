"""Twice the text is about twice the work, whatever the text is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.budgets.functions import FUNCTIONS, Measured, repeated
from tests.budgets.growth import MOST, factor_of_lines, factor_of_time


@pytest.fixture(autouse=True)
def request_of_a_page(app: Flask) -> Iterator[None]:
    with app.test_request_context(method="POST"):
        yield


def faults(one: Measured) -> dict[str, float]:
    """The inputs on which the work grows too fast, with the factor of a doubling."""
    found = {}
    for name, made in one.inputs.items():
        worst = max(
            factor_of_lines(one.work, made, one.lines) if one.lines else 0,
            factor_of_time(one.work, made, one.time) if one.time else 0,
        )
        if worst > MOST:
            found[name] = worst
    return found


def cut_tags(given: str) -> str:
    while (start := given.find("<")) >= 0:
        given = given[:start] + given[start + 1 :]
    return given


def pairs(given: str) -> int:
    return sum(one == other for one in given for other in given)


def once(given: str) -> int:
    return sum(one == "a" for one in given)


@pytest.mark.parametrize(
    ("one", "is_linear"),
    [
        (Measured(pairs, {"text": repeated("a")}), False),
        (Measured(cut_tags, {"text": repeated("<a")}, lines=0, time=2_000), False),
        (Measured(re.compile(r"\]\([^)\s]*\)").findall, {"text": repeated("](")}, lines=0, time=300), False),
        (Measured(once, {"text": repeated("a")}), True),
        (Measured(re.compile("a").findall, {"text": repeated("a")}, lines=0, time=20_000), True),
    ],
)
def test_a_function_that_grows_with_the_square_is_seen(one: Measured, is_linear: bool) -> None:
    assert (not faults(one)) is is_linear


@pytest.mark.parametrize("name", FUNCTIONS)
def test_twice_the_text_is_about_twice_the_work(name: str) -> None:
    assert not faults(FUNCTIONS[name])
