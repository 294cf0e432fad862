"""Text to terms in six languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exchange.retrieval import analysis
from exchange.retrieval.analysis import GAP, TITLE_WEIGHT, Script


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Déchets", "dechets"),
        ("DECHETS", "dechets"),
        ("año", "ano"),
        ("Straße", "strasse"),
        ("Øresund", "oresund"),
        ("œuvre", "oeuvre"),
        ("ｗａｓｔｅ", "waste"),
        ("ﬁsh", "fish"),
        ("ёлка", "елка"),
        ("йод", "йод"),
        ("النِّفايات", "النفايات"),
        ("إعادة", "اعاده"),
        ("مصطفى", "مصطفي"),
        ("كتـــاب", "كتاب"),
        ("ﻻ", "لا"),
        ("٢٠١٩", "2019"),
        ("x" * 500, "x" * 64),
    ],
)
def test_a_word_is_folded_by_its_script(written: str, found: str) -> None:
    assert analysis.fold(written) == found


def test_folding_keeps_the_short_i_apart_from_i() -> None:
    assert analysis.fold("й") != analysis.fold("и")


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("l'eau et d’énergie", ["eau", "et", "energie"]),
        ("qu'il", ["il"]),
        ("the city's plan", ["the", "city", "plan"]),
        ("rock'n'roll", ["rock", "roll"]),
        ("l'", ["l"]),
        ("re-use, COVID-19!", ["re", "use", "covid", "19"]),
        ("_under_score_", ["under", "score"]),
        ("مُدُن مستدامة", ["مدن", "مستدامه"]),
        ("废物管理 waste", ["废物管理", "waste"]),
        ("", []),
        ("\u0640", []),
    ],
)
def test_words_are_found_in_the_text_as_written(text: str, forms: list[str]) -> None:
    assert [token.form for token in analysis.tokens(text)] == forms


def elided_word_by_word(text: str) -> str:
    """What is left when such words are looked for at every letter."""
    before, mark, letter = rf"(?<![^\W_])(?<![{analysis._MARKS}])", analysis._APOSTROPHE, r"[^\W\d_]"
    elided = rf"{before}(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu){mark}(?={letter})"
    ending = rf"(?<=[^\W_]){mark}(?:[stdm]|re|ve|ll)(?![^\W_]|[{analysis._MARKS}])"
    return re.sub(f"{elided}|{ending}", lambda match: " " * len(match[0]), text, flags=re.IGNORECASE)


@given(
    st.lists(st.sampled_from([*"ldQuUjsrevé \u0301_1水ſ'’", "lorsqu", "jusqu", "eau", "'s", "'re", "l'"]), max_size=14).map(
        "".join
    )
)
@example("ll's's")
def test_short_words_at_an_apostrophe_are_blanked_wherever_they_stand(text: str) -> None:
    assert analysis.without_elisions(text) == elided_word_by_word(text)


@pytest.mark.parametrize(
    ("word", "script"),
    [
        ("waste", Script.LATIN),
        ("отходы", Script.CYRILLIC),
        ("نفايات", Script.ARABIC),
        ("απόβλητα", Script.OTHER),
        ("2019", Script.OTHER),
    ],
)
def test_the_script_is_that_of_the_first_letter(word: str, script: Script) -> None:
    assert analysis.script_of(word) is script


@pytest.mark.parametrize(
    ("language", "document", "query"),
    [
        ("en", "recycling", "recycled"),
        ("fr", "déchets", "dechet"),
        ("es", "residuos", "residuo"),
        ("ru", "отходами", "отходы"),
        ("ar", "النفايات", "نفاية"),
        ("ar", "والمدينة", "مدينة"),
    ],
)
def test_a_stem_of_the_document_meets_a_stem_of_the_query(language: str, document: str, query: str) -> None:
    held = analysis.analyse("", [document], language).stems
    asked = {stem for token in analysis.tokens(query) for stem in analysis.query_stems(token)}
    assert held.keys() & asked


def test_a_latin_word_in_a_chinese_text_has_its_english_stem() -> None:
    assert "plant" in analysis.analyse("", ["沼气 biogas plants"], "zh-Hans").stems


def test_a_language_without_a_stemmer_is_found_by_its_forms() -> None:
    found = analysis.analyse("", ["Abfälle отходы Απόβλητα 废物"], "de")
    assert set(found.stems) == {"abfalle", "отходы", "απόβλητα"}
    for word in ("ABFÄLLE", "Отходы", "απόβλητα"):
        token = next(analysis.tokens(word))
        assert token.form in analysis.query_stems(token)


def test_the_title_counts_more_and_texts_do_not_touch() -> None:
    found = analysis.analyse("waste", ["waste", "plan"], "en")
    assert found.words["waste"] == TITLE_WEIGHT + 1
    assert found.places["waste"] == [0, GAP + 1]
    assert found.places["plan"] == [2 * (GAP + 1)]


def test_a_han_run_gives_characters_and_overlapping_pairs() -> None:
    found = analysis.analyse("", ["废物管理"], "zh")
    assert set(found.words) == {"废", "物", "管", "理", "废物", "物管", "管理"}
    assert analysis.pairs("废物管理") == ["废物", "物管", "管理"]
    assert analysis.pairs("水") == ["水"]


def test_a_word_of_nothing_but_strokes_is_no_word() -> None:
    assert not analysis.analyse("", ["\u0640"], "ar").words


def test_equal_titles_have_equal_keys() -> None:
    assert analysis.title_key("Repair Cafés, in Porto!") == analysis.title_key("repair cafes in PORTO")


@given(st.text(max_size=300))
def test_any_text_is_analysed_alike_in_index_and_query(text: str) -> None:
    held = analysis.analyse("", [text], "en")
    for token in analysis.tokens(text):
        if token.script is Script.HAN:
            assert set(analysis.pairs(token.form)) <= set(held.words)
        else:
            assert token.form in held.words
            assert text[token.start : token.end]


def test_memory_of_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "REMEMBERED", 3)
    monkeypatch.setattr(analysis, "_memory", analysis._Memory())
    analysis.analyse("", ["one two three four five six seven"], "en")
    assert len(analysis._memory.folds) <= 3
    assert len(analysis._memory.stems) <= 3
    assert len(analysis._memory.terms["en"]) <= 3
