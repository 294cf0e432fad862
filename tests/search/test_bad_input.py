"""Whatever is typed, chosen or forged, a search page answers: never a fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from exchange.core.languages import CODES
from exchange.retrieval.engines import engine
from tests.client import Reader
from tests.retrieval.kinds import KINDS
from tests.search.factories import expert, practice

PAYLOADS = (Path(__file__).parents[1] / "core" / "payloads.txt").read_text("utf-8").splitlines()
LONG = 10_000
WORST = {
    "long": "waste " * (LONG // 6),
    "one long word": "w" * LONG,
    "many words": " ".join(f"w{number}" for number in range(LONG // 6)),
    "punctuation": "!?.,;:()[]{}<>@#$%^&*_=+|/~`'\"" * 300,
    "stop words": "the of and a in to " * 500,
    "quotes": '"' * LONG,
    "unbalanced": '"food waste ' * 800,
    "minus": "-" * LONG,
    "unwanted only": "-a " * (LONG // 3),
    "stars": "*" * LONG,
    "star everywhere": "w*a*s*t*e* " * 900,
    "short beginnings": " ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz" * 100),
    "nothing": "\x00\x00\x00",
    "controls": "".join(map(chr, range(32))) + "\x7f\x85\u2028\u2029",
    "bidi": "\u202e\u2066waste\u2069\u202c\u200f" * 500,
    "combining": "w" + "\u0301" * 9_000,
    "astral": "\U0001f5d1\U0002a6d6\U000e0041" * 2_000,
    "joiners": "\u200d\u200c\ufeff" * 3_000,
    "Chinese": "废物管理" * 2_500,
    "Arabic": "\u0640\u064e\ufefb النفايات " * 700,
    "ligature that grows": "\ufdfa" * 2_000,
    "dotted": "\u0130\u1e9e\u0345" * 2_000,
}
characters = st.characters(exclude_categories=["Cs"])
questions = st.one_of(st.text(characters, max_size=120), st.sampled_from([*PAYLOADS, *WORST.values()]))
codes = st.one_of(
    st.text(characters, max_size=20), st.sampled_from(["waste", "KE", "001", "12", "policy", "en", "yes", "ldc", "", *PAYLOADS])
)
numbers = st.one_of(
    st.integers(-(10**30), 10**30).map(str), st.sampled_from(["", "0", "-1", "1e9", "٣", "９", "1 ", "9" * 5_000, "NaN"])
)
names = st.sampled_from([*KINDS["practices"].names, "open", "from", "to", "sort", "view", "lang", "unknown", "q[]", "page[]"])
pairs = st.lists(st.tuples(names, st.one_of(codes, numbers)), max_size=6)

few = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def exchange(app: Flask, reader: Reader, drain: Callable[[], int]) -> Reader:
    """A reader of an exchange with something to find."""
    practice(
        "Food waste in schools", summary="Refill", themes=["waste"], countries=["KE"], translations={"fr": {"title": "Déchets"}}
    )
    expert("Amina Diallo", biography={"en": "Waste"}, languages=["fr"], countries=["KE"])
    drain()
    return reader


def asked(reader: Reader, kind: str, language: str, query: list[tuple[str, str]]) -> None:
    answer = reader.get(f"/{language}/{kind}/", query_string=query)
    assert answer.status_code in {200, 404, 414}, (kind, language, query)


@pytest.mark.parametrize("q", WORST.values(), ids=list(WORST))
def test_the_worst_questions_are_answered(exchange: Reader, q: str) -> None:
    for kind in KINDS:
        answer = exchange.get(f"/en/{kind}/", query_string={"q": q, "country": "KE", "sort": "match"})
        assert answer.status_code == 200, kind


@pytest.mark.parametrize("language", CODES)
def test_payloads_are_answered_in_every_language(exchange: Reader, language: str) -> None:
    # Each language takes a third of them: every payload is asked in two.
    for payload in PAYLOADS[CODES.index(language) % 3 :: 3]:
        for kind in KINDS:
            asked(exchange, kind, language, [("q", payload), ("theme", payload), ("sort", payload), ("from", payload)])


@few
@given(st.sampled_from(list(KINDS)), st.sampled_from(CODES), questions, pairs, numbers)
@example("practices", "ar", "waste", [("theme", "waste"), ("theme", "waste")], "-1")
def test_no_combination_is_a_fault(
    exchange: Reader, kind: str, language: str, q: str, chosen: list[tuple[str, str]], page: str
) -> None:
    asked(exchange, kind, language, [("q", q), *chosen, ("page", page)])


@few
@given(st.sampled_from(list(KINDS)), questions, pairs)
def test_no_combination_is_a_fault_while_the_index_is_away(
    app: Flask, reader: Reader, kind: str, q: str, chosen: list[tuple[str, str]]
) -> None:
    assert engine().health() == "missing"
    asked(reader, kind, "en", [("q", q), *chosen])


@pytest.mark.parametrize(
    "raw", ["q=%ff%fe", "q=%ed%a0%80", "q=%", "q=%00&q=2&theme=%00", "&&&===", "q=a&" * 400, "%80=%80", "page=%d9%a3"]
)
def test_bytes_that_are_no_text_are_answered(exchange: Reader, raw: str) -> None:
    for kind in KINDS:
        assert exchange.get(f"/en/{kind}/?{raw}").status_code in {200, 400, 404}
