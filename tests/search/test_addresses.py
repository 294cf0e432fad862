"""Parameters as addresses carry them."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from exchange.search import parameters


def test_an_encoded_query_is_ascii() -> None:
    assert parameters.encode([("q", "école & 废物"), ("theme", "waste")]) == "q=%C3%A9cole+%26+%E5%BA%9F%E7%89%A9&theme=waste"


@given(st.lists(st.tuples(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=40)), max_size=8))
def test_an_encoded_query_reads_back_as_it_was(pairs: list[tuple[str, str]]) -> None:
    assert parse_qsl(parameters.encode(pairs)) == pairs
