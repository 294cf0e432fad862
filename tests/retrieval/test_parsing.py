"""What a reader typed, read as a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.retrieval import parsing


def shown(text: str) -> list[str]:
    return [word.shown for word in parsing.parse(text).words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("reduce the food waste", ["reduce", "food", "waste"]),
        ("the and of", ["the", "and", "of"]),
        ("отходы в городе", ["отходы", "городе"]),
        ("废物的管理", ["废物", "物的", "的管", "管理"]),
        ("car sharing", ["car", "sharing"]),
        ("waste waste WASTE", ["waste"]),
        ("re-use", ["re", "use"]),
        ("x - z", ["x", "z"]),
        ("AND OR NOT (x) field:value ~2 ^3", ["x", "field", "value", "2", "3"]),
        ('"', []),
        ("***", []),
        ("-", []),
        ("", []),
    ],
)
def test_words_are_read_and_words_without_meaning_dropped(text: str, words: list[str]) -> None:
    assert shown(text) == words


def test_quoted_words_are_a_phrase() -> None:
    asked = parsing.parse('"food waste" school')
    assert [phrase.parts for phrase in asked.phrases] == [((0, "food"), (1, "waste"))]
    assert [word.shown for word in asked.words] == ["school"]


@pytest.mark.parametrize("text", ["“food waste”", "«food waste»", "„food waste“"])
def test_quotes_of_other_languages_count(text: str) -> None:
    assert parsing.parse(text).phrases


def test_a_phrase_leaves_out_words_that_only_connect_but_keeps_their_room() -> None:
    assert parsing.parse('"reduction of the waste"').phrases[0].parts == ((0, "reduction"), (3, "waste"))
    assert parsing.parse('"Corea del Sur"').phrases[0].parts == ((0, "corea"), (2, "sur"))
    assert parsing.parse('"e-waste"').phrases[0].parts == ((0, "e"), (1, "waste"))
    assert parsing.parse('"to be"').phrases[0].parts == ((0, "to"), (1, "be"))


def test_an_unfinished_quotation_is_text() -> None:
    asked = parsing.parse('"food waste')
    assert not asked.phrases
    assert [word.shown for word in asked.words] == ["food", "waste"]


def test_minus_takes_away_words_phrases_and_beginnings() -> None:
    asked = parsing.parse('waste -plastic -"food waste" -recyc*')
    assert [word.shown for word in asked.words] == ["waste"]
    assert [word.shown for word in asked.without_words] == ["plastic"]
    assert [phrase.shown for phrase in asked.without_phrases] == ["food waste"]
    assert asked.without_prefixes == ("recyc",)
    assert not asked.empty


def test_a_star_stands_for_any_ending_of_two_letters_or_more() -> None:
    assert parsing.parse("recy*").prefixes == ("recy",)
    assert shown("r*") == ["r"]
    assert parsing.parse("zero-was*").prefixes == ("was",)
    assert shown("zero-was*") == ["zero"]
    assert shown("废物*") == ["废物"]
    assert shown("x*z") == ["x", "z"]


def test_a_long_question_is_cut_and_says_so() -> None:
    asked = parsing.parse(" ".join(f"word{number}" for number in range(500)))
    assert asked.cut
    assert len(asked.words) == parsing.MOST_WORDS
    assert parsing.parse("x" * 20_000).cut
    assert not parsing.parse("waste").cut


@given(st.text(max_size=2_000))
def test_any_text_is_a_question(text: str) -> None:
    asked = parsing.parse(text)
    assert len(asked.words) <= parsing.MOST_WORDS
    assert len(asked.phrases) <= parsing.MOST_PHRASES
    assert len(asked.prefixes) <= parsing.MOST_PREFIXES
    assert asked.empty == (not asked.ranked and not asked.without)


@given(
    st.lists(st.sampled_from(['"', "-", "*", " ", "a", "waste", "废物", "نفايات", "\x00", "“", "«", "\ud800", "'"]), max_size=60)
)
def test_any_mixture_of_signs_is_a_question(parts: list[str]) -> None:
    parsing.parse("".join(parts))


def test_the_quotes_of_a_pasted_passage_are_no_demand() -> None:
    passage = " ".join(f"word{number}" for number in range(parsing.MOST_BESIDE_QUOTES + 1))
    asked = parsing.parse(f'{passage} "food waste" -"not this"')
    assert not asked.phrases
    assert {"food", "waste"} <= {word.shown for word in asked.words}
    assert [phrase.shown for phrase in asked.without_phrases] == ["not this"]
    shorter = passage.rpartition(" ")[0]
    assert [phrase.shown for phrase in parsing.parse(f'{shorter} "food waste"').phrases] == ["food waste"]
