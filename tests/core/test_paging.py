"""Lists in pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from exchange.core.errors import NotFound
from exchange.core.paging import LAST_PAGE, Page, page_number, require_page


@pytest.fixture(autouse=True)
def request_for_words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(("typed", "number"), [({}, 1), ({"page": "1"}, 1), ({"page": "007"}, 7), ({"page": "100000"}, 100_000)])
def test_a_page_number_is_a_whole_number_from_one(typed: dict[str, str], number: int) -> None:
    assert page_number(MultiDict(typed)) == number


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", "", " 1", "x", "²", "٣", "100001", "9" * 400, "1e3", "0x1"])
def test_anything_else_is_no_page(typed: str) -> None:
    with pytest.raises(NotFound):
        page_number(MultiDict({"page": typed}))


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_a_page_number(typed: str) -> None:
    with suppress(NotFound):
        assert 1 <= page_number(MultiDict({"page": typed})) <= LAST_PAGE


@pytest.mark.parametrize(("total", "last"), [(0, 1), (1, 1), (20, 1), (21, 2), (40, 2), (41, 3)])
def test_the_last_page_holds_what_is_left(total: int, last: int) -> None:
    assert Page([], total).last == last


def test_a_page_after_the_last_is_none() -> None:
    assert require_page(Page(["a"], 21, 2)).number == 2
    with pytest.raises(NotFound):
        require_page(Page([], 21, 3))
