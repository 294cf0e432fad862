"""Matches shown on the text as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.retrieval import parsing
from exchange.retrieval.highlight import Marks


def marked(q: str, text: str, language: str = "en") -> str:
    return str(Marks(parsing.parse(q)).mark(text, language))


@pytest.mark.parametrize(
    ("q", "text", "language", "shown"),
    [
        ("recycle", "Recycling <b>plans</b>", "en", "<mark>Recycling</mark> &lt;b&gt;plans&lt;/b&gt;"),
        ("dechet", "Les Déchets d'école", "fr", "Les <mark>Déchets</mark> d&#39;école"),
        ("eau", "l'eau", "fr", "l&#39;<mark>eau</mark>"),
        ('"food waste"', "food waste", "en", "<mark>food waste</mark>"),
        ('"not only waste"', "not only waste, only waste", "en", "<mark>not only waste</mark>, only waste"),
        ('"waste of food" food', "waste in food; food", "en", "<mark>waste in food</mark>; <mark>food</mark>"),
        ('"城市废物"', "城市废物，废物", "zh", "<mark>城市废物</mark>，废物"),
        ('"城市 废物"', "城市 废物", "zh", "<mark>城市</mark> <mark>废物</mark>"),
        ('"CO2 排放"', "CO2 排放", "zh", "<mark>CO2</mark> <mark>排放</mark>"),
        ("recy*", "recyclable", "en", "<mark>recyclable</mark>"),
        ("отходы", "с отходами", "ru", "с <mark>отходами</mark>"),
        ("نفايات", "إدارة النِّفايات", "ar", "إدارة <mark>النِّفايات</mark>"),
        ("废物", "城市废物管理", "zh", "城市<mark>废物</mark>管理"),
        ("废物管", "城市废物管理", "zh", "城市<mark>废物管</mark>理"),
        ("水", "水 and 污水", "zh", "<mark>水</mark> and 污<mark>水</mark>"),
        ("废", "\u2f00废", "zh", "\u2f00<mark>废</mark>"),
        ("waste -food", "food waste", "en", "food <mark>waste</mark>"),
        ("", "food waste", "en", "food waste"),
    ],
)
def test_what_the_index_matched_is_marked(q: str, text: str, language: str, shown: str) -> None:
    assert marked(q, text, language) == shown


def test_a_run_that_folding_lengthens_is_marked_whole() -> None:
    assert marked("キロ", "\u30ab\u3314\u30ab", "ja").startswith("\u30ab") or "<mark>" in marked("キロ", "\u3314", "ja")


def test_the_part_with_most_matches_is_shown() -> None:
    text = (
        "waste at the beginning. "
        + "Something else is told here. " * 20
        + "Food waste and more waste in schools. "
        + "End. " * 30
    )
    shown = str(Marks(parsing.parse("food waste")).snippet(text, 120, "en"))
    assert shown.startswith("…")
    assert shown.count("<mark>") == 3
    assert len(shown) < 120 + 3 * len("<mark></mark>") + 2


def test_a_text_without_a_match_or_a_short_one_is_shown_from_its_beginning() -> None:
    marks = Marks(parsing.parse("waste"))
    assert str(marks.snippet("Repair " * 100, 20, "en")) == "Repair Repair…"
    assert str(marks.snippet("Food waste", 20, "en")) == "Food <mark>waste</mark>"
    assert str(marks.snippet("waste " + "x" * 50, 20, "en")).startswith("<mark>waste</mark>")


@given(st.text(max_size=80), st.text(max_size=200), st.sampled_from(["en", "zh", "ar", "de"]))
def test_marking_changes_nothing_but_the_marks(q: str, text: str, language: str) -> None:
    marks = Marks(parsing.parse(q))
    shown = marks.mark(text, language)
    assert str(shown).replace("<mark>", "").replace("</mark>", "") == str(marks.mark(text, language).__class__.escape(text))
    marks.snippet(text, 40, language)
