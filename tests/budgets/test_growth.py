"""Twice the text is about twice the work, whatever the text is made of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import pytest
from flask import Flask

from tests.budgets.functions import FUNCTIONS, Measured, repeated
from tests.budgets.growth import MOST, factor_of_lines, factor_of_time
from tests.sampling import TAKES_ALL


@pytest.fixture(autouse=True)
def request_of_a_page(app: Flask) -> Iterator[None]:
    with app.test_request_context(method="POST"):
        yield


def faults(one: Measured, inputs: Collection[str] | None = None) -> dict[str, float]:
    """The inputs on which the work grows too fast, with the factor of a doubling; `inputs` names some of them, None takes all."""
    found = {}
    for name, made in one.inputs.items():
        if inputs is not None and name not in inputs:
            continue
        worst = max(
            factor_of_lines(one.work, made, one.lines) if one.lines else 0,
            factor_of_time(one.work, made, one.time) if one.time else 0,
        )
        if worst > MOST:
            found[name] = worst
    return found


def counted_from_the_start(given: str) -> int:
    return sum(given[:place].count("a") for place in range(0, len(given), 50))


def pairs(given: str) -> int:
    return sum(one == other for one in given for other in given)


def once(given: str) -> int:
    return sum(one == "a" for one in given)


@pytest.mark.parametrize(
    ("one", "is_linear"),
    [
        (Measured(pairs, {"text": repeated("a")}), False),
        (Measured(counted_from_the_start, {"text": repeated("a")}, lines=0, time=4_000), False),
        (Measured(re.compile(r"\]\([^)\s]*\)").findall, {"text": repeated("](")}, lines=0, time=300), False),
        (Measured(once, {"text": repeated("a")}), True),
        (Measured(re.compile("a").findall, {"text": repeated("a")}, lines=0, time=20_000), True),
    ],
)
def test_a_function_that_grows_with_the_square_is_seen(one: Measured, is_linear: bool) -> None:
    assert (not faults(one)) is is_linear


def some_of(name: str) -> list[str]:
    """A third of a function's inputs, those after the ones that the function before it in the list takes; all in a whole run."""
    inputs = list(FUNCTIONS[name].inputs)
    return inputs if TAKES_ALL or len(inputs) < 9 else inputs[list(FUNCTIONS).index(name) % 3 :: 3]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_twice_the_text_is_about_twice_the_work(name: str) -> None:
    assert not faults(FUNCTIONS[name], some_of(name))
