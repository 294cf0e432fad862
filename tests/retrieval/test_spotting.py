"""Places of words in a text: the same as when every word is looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.retrieval import analysis, parsing
from exchange.retrieval.spotting import Span, Spotter, Together

LANGUAGES = st.sampled_from(["en", "fr", "es", "ru", "ar", "zh", "de"])
# Letters that folding lengthens, shortens, joins or drops, beside plain ones and what stands between words.
LETTERS = "aAiIlydtsS09_ -'\u0301éÉßæĳﬁİıſKёЁйяАالأـ\u064b水废ｗＡ²"
TEXTS = st.text(st.one_of(st.sampled_from(LETTERS), st.characters()), max_size=60)


def looked_at(text: str, language: str, forms: set[str], stems: set[str], prefixes: tuple[str, ...]) -> list[Span]:
    """What a look at each word finds."""
    found = []
    for match in analysis.LETTERS.finditer(text):
        form, stem = analysis.terms_of(match[0], language)
        if form and (form in forms or stem in stems or any(form.startswith(one) for one in prefixes)):
            found.append(match.span())
    return found


@given(TEXTS, TEXTS, LANGUAGES, LANGUAGES, st.data())
def test_words_are_found_where_a_look_at_each_would_find_them(
    text: str, asked: str, language: str, other: str, data: st.DataObject
) -> None:
    terms = [(one, in_language) for one in (text, asked) for in_language in (language, other)]
    known = [analysis.terms_of(word, one) for some, one in terms for word in analysis.LETTERS.findall(some)]
    sought = st.sets(st.sampled_from(sorted({form for form, _stem in known if form}) or ["waste"]), max_size=4)
    stems = data.draw(st.sets(st.sampled_from(sorted({stem for _form, stem in known if stem}) or ["wast"]), max_size=4))
    forms, prefixes = data.draw(sought), tuple(one[:2] for one in data.draw(sought))
    assert Spotter(forms, stems, prefixes).spans(text, language) == looked_at(text, language, forms, stems, prefixes)


@pytest.mark.parametrize("word", ["dying", "lying", "tying", "skies", "Yeux", "idly", "É", "Été", "E\u0301cole", "waste", "a"])
def test_words_whose_beginning_changes_are_found_too(word: str) -> None:
    for language in ("en", "fr", "es"):
        stem = analysis.terms_of(word, language)[1]
        assert stem
        assert Spotter((), {stem}, ()).spans(f"the {word}, it", language) == [(4, 4 + len(word))]


def test_nothing_sought_is_nowhere() -> None:
    assert Spotter((), (), ()).spans("waste", "en") == []


@pytest.mark.parametrize(
    ("phrase", "text", "language", "marked"),
    [
        ("circular economy", "A Circular Economy, at last; an economy", "en", ["Circular Economy"]),
        ("circular economy", "circular models of economy", "en", []),
        ("réduction des déchets", "La réduction de déchets et la réduction", "fr", ["réduction de déchets"]),
        ("экономика замкнутого цикла", "Экономика замкнутого цикла", "ru", ["Экономика замкнутого цикла"]),
        ("экономика замкнутого цикла", "К экономике замкнутого цикла; циклу", "ru", []),
        ("waste", "circular", "en", []),
    ],
)
def test_words_of_a_phrase_are_found_where_they_stand_together(phrase: str, text: str, language: str, marked: list[str]) -> None:
    found = Together([parsing.phrase_of(phrase)]).spans(text, language)
    assert [text[start:end] for start, end in found] == marked


@pytest.mark.parametrize(
    ("phrase", "of", "text", "language", "marked"),
    [
        ("экономика замкнутого цикла", "ru", "К экономике замкнутого цикла; циклу", "ru", ["экономике замкнутого цикла"]),
        ("обращение с отходами", "ru", "Об обращении с отходами", "ru", ["обращении с отходами"]),
        ("كفاءة الطاقة", "ar", "والكفاءة للطاقة، كفاءة", "ar", ["والكفاءة للطاقة"]),
        ("food waste", "en", "Food wastes and fooled wasters", "en", ["Food wastes"]),
        ("e-waste", "en", "Electronic waste, e-waste", "en", ["e-waste"]),
    ],
)
def test_words_of_a_name_are_found_in_any_form(phrase: str, of: str, text: str, language: str, marked: list[str]) -> None:
    found = Together([replace(parsing.phrase_of(phrase), language=of)]).spans(text, language)
    assert [text[start:end] for start, end in found] == marked


def test_a_phrase_that_the_text_breaks_off_is_not_there() -> None:
    assert Together([parsing.phrase_of("circular economy")]).spans("circular", "en") == []
    assert Together([]).spans("circular economy", "en") == []
