"""The lexicon on its own: names in, places in a question out."""

from __future__ import annotations

from exchange.retrieval.concepts.lexicon import Lexicon
from exchange.retrieval.concepts.names import Name


def found(lexicon: Lexicon, text: str) -> list[str]:
    return [text[span.start : span.end] for span in lexicon.spans(text)]


def lexicon(*texts: str, language: str = "en", nothing: tuple[str, ...] = ()) -> Lexicon:
    return Lexicon([Name("theme", text, language, text, True) for text in texts], nothing)


def test_a_name_without_words_or_of_one_letter_is_left_out() -> None:
    assert not lexicon("", "…", "K", "the").terms
    assert found(lexicon("水", language="zh"), "水") == ["水"]


def test_one_han_character_is_a_name_only_where_it_stands_alone() -> None:
    held = lexicon("水", language="zh")
    assert found(held, "水 energy") == ["水"]
    assert found(held, "水平") == found(held, "香水") == []


def test_a_han_run_that_folding_makes_longer_is_taken_whole() -> None:
    assert found(lexicon("废物", language="zh"), "ゟ废物") == ["ゟ废物"]


def test_words_of_nothing_hide_the_same_name_and_not_a_longer_one() -> None:
    held = lexicon("Mexico", "train", "train station", nothing=("New Mexico", "train"))
    assert found(held, "Mexico") == ["Mexico"]
    assert found(held, "New Mexico") == []
    assert found(held, "train") == []
    assert found(held, "train station") == ["train station"]


def test_a_word_with_the_stem_of_a_name_and_another_ending_is_not_the_name() -> None:
    held = lexicon("universities", "marketing", "cities")
    assert found(held, "city cities university") == ["city", "cities", "university"]
    assert found(held, "universe") == []
