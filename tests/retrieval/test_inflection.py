"""One word in its forms: what counts as one, and where its forms may begin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.retrieval import analysis
from exchange.retrieval.inflection import beginnings, is_inflected

SAME = [
    ("en", "waste", "wastes"),
    ("en", "city", "cities"),
    ("en", "green", "greening"),
    ("fr", "eau", "eaux"),
    ("fr", "circulaire", "circulaires"),
    ("es", "residuos", "residuo"),
    ("es", "circular", "circulares"),
    ("ru", "обращение", "обращении"),
    ("ru", "отходами", "отход"),
    ("ru", "зеленые", "зеленых"),
    ("ar", "كفاءه", "والكفاءه"),
    ("ar", "نفايات", "النفايات"),
    ("zh", "循环", "循环"),
    ("en", "e", "e"),
]
OTHER = [
    ("en", "direct", "directives"),
    ("en", "universities", "universe"),
    ("en", "green", "greet"),
    ("en", "e", "es"),
    ("fr", "eau", "eaten"),
    ("ru", "мали", "маленький"),
    ("ar", "كتاب", "مكتبه"),
    ("zh", "循环", "循"),
    ("en", "waste", "отходы"),
]


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_a_word_in_another_number_or_case_is_the_same_word(language: str, one: str, other: str) -> None:
    assert is_inflected(one, other, language)
    assert is_inflected(other, one, language)


@pytest.mark.parametrize(("language", "one", "other"), OTHER)
def test_a_word_that_only_begins_alike_is_another(language: str, one: str, other: str) -> None:
    assert not is_inflected(one, other, language)
    assert not is_inflected(other, one, language)


@given(st.text("البكوفتهي", min_size=1, max_size=8), st.text("البكوفتهي", min_size=1, max_size=8))
def test_arabic_words_of_one_stem_all_begin_in_one_of_the_ways_looked_for(one: str, other: str) -> None:
    assert is_inflected(one, other, "ar") == (analysis.arabic_stem(one) == analysis.arabic_stem(other) or one == other)
    assert not is_inflected(one, other, "ar") or one == other or other.startswith(beginnings(one))
