"""Suggestions and spelling by the engine: what they find, over any history of changes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from exchange.experts.searchable import EXPERTS
from exchange.practices.searchable import PRACTICES
from exchange.retrieval import analysis, parsing
from exchange.retrieval.port import Document, Unavailable
from exchange.retrieval.whoosh import suggesting
from exchange.retrieval.whoosh.engine import WhooshEngine
from exchange.retrieval.whoosh.suggesting import title_terms
from tests.retrieval.engine import document
from tests.retrieval.kinds import KINDS
from tests.retrieval.test_engine import few, histories, played

many = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def suggest(backend: WhooshEngine, text: str, language: str = "en", limit: int = 10) -> list[int]:
    return [hit.record for hit in backend.suggest(PRACTICES, text, language, limit)]


def spell(backend: WhooshEngine, text: str) -> dict[str, str]:
    return dict(backend.spell(PRACTICES, parsing.parse(text).words))


def holds(one: Document, text: str) -> bool:
    """Plain reading: the title holds every word, and one that begins like the last."""
    words, beginning = title_terms(text)
    forms = {
        form
        for token in analysis.tokens(one.title)
        for form in ([*token.form, *analysis.pairs(token.form)] if token.script is analysis.Script.HAN else [token.form])
    }
    return set(words) <= forms and any(form.startswith(beginning) for form in forms)


@few
@given(
    histories(), st.sampled_from(["wa", "waste", "food wa", "recy", "废物", "废", "food 管理", "нe", "не", "ecol", "water re"])
)
def test_suggested_is_every_record_whose_title_begins_so_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, history: list[Any], text: str
) -> None:
    backend, held = played(tmp_path_factory.mktemp("index"), history)
    assert set(suggest(backend, text, limit=100)) == {one.record for one in held if holds(one, text)}


def test_a_title_that_begins_as_typed_comes_first_then_the_newest(backend: WhooshEngine) -> None:
    titles = ["Plans for food waste", "Food waste in schools", "Food wasted", "No waste, more food", "Food waste at home"]
    backend.put(PRACTICES, [document(number, title, newest=float(number)) for number, title in enumerate(titles, 1)])
    assert suggest(backend, "food waste") == [5, 2, 3, 4, 1]
    assert suggest(backend, "Food WASTE", limit=2) == [5, 2]


def test_a_title_is_suggested_in_the_language_that_was_typed(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "Plastic plan"), document(1, "Plan plastique", language="fr")])
    for typed, reader, shown in (("plastiq", "en", "fr"), ("plastic", "fr", "en"), ("pla", "en", "en"), ("plan", "fr", "fr")):
        assert [(hit.record, hit.language) for hit in backend.suggest(PRACTICES, typed, reader, 5)] == [(1, shown)]


def test_of_many_titles_the_best_are_kept(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(number, f"Waste {number}", newest=float(number)) for number in range(1, 200)])
    backend.put(PRACTICES, [document(500, "A waste plan", newest=999.0)])
    assert suggest(backend, "was", limit=3) == [199, 198, 197]


def test_texts_below_the_title_and_other_kinds_are_not_suggested(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "Plan", "glockenspiel")])
    backend.put(EXPERTS, [document(7, "Glocken Amina")])
    assert suggest(backend, "glock") == []
    assert [hit.record for hit in backend.suggest(EXPERTS, "ami", "en", 5)] == [7]


def test_a_beginning_stands_for_its_most_frequent_endings(backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggesting, "MOST_ENDINGS", 1)
    backend.put(PRACTICES, [document(1, "recycle"), document(2, "recycling"), document(3, "recycling")])
    assert sorted(suggest(backend, "recy")) == [2, 3]


def test_nothing_typed_suggests_nothing(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "Waste")])
    assert [suggest(backend, text) for text in ("", " ", "!!", "-")] == [[]] * 4


@many
@given(st.text(max_size=60))
@example("\ud800")
@example("x" * 100_000)
@example("a " * 5_000)
@example("废" * 5_000)
def test_no_text_is_an_error(backend: WhooshEngine, text: str) -> None:
    if not backend.digests(PRACTICES):
        backend.put(PRACTICES, [document(1, "Food waste 废物管理 école 3"), document(2, "Нефть", language="ru")])
    suggest(backend, text)
    spell(backend, text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("recylcing", "recycling"),
        ("wste", "waste"),
        ("kwaste", "waste"),
        ("RECICLING", "recycling"),
        ("компстирование", "компостирование"),
        ("أدارة", "اداره"),
        ("نفايت", "نفايات"),
        ("ecolle", "ecole"),
    ],
)
def test_the_nearest_word_is_found_in_each_script(backend: WhooshEngine, typed: str, meant: str) -> None:
    words = "Recycling waste компостирование école"
    backend.put(PRACTICES, [document(1, words), document(2, "ادارة النفايات نفايات", language="ar")])
    found = spell(backend, typed)
    assert found == ({} if analysis.fold(typed) == meant else {analysis.fold(typed): meant})


def test_what_texts_hold_in_any_form_is_not_misspelt(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "recycling plan", "废物管理")])
    assert spell(backend, "recycles recycling plans 废物") == {}


@pytest.mark.parametrize("typed", ["2o19", "20199", "ax", "管里", "x9waste"])
def test_numbers_short_words_and_han_are_left_alone(backend: WhooshEngine, typed: str) -> None:
    backend.put(PRACTICES, [document(1, "2019 waste a 管理")])
    assert spell(backend, typed) == {}


def nearest(backend: WhooshEngine, typed: str, texts: Sequence[str]) -> str | None:
    backend.put(PRACTICES, [document(number, text) for number, text in enumerate(texts, 1)])
    return spell(backend, typed).get(typed)


def test_fewer_changes_go_before_the_first_letter_and_that_before_frequency(backend: WhooshEngine) -> None:
    assert nearest(backend, "plinet", ["planet", "plinth", "plinth", "xlinet", "xlinet"]) == "planet"
    assert nearest(backend, "fooding", ["wooding", "wooding", "flooding", "fool"]) == "flooding"
    assert nearest(backend, "bost", ["cost", "cost", "most"]) == "cost"


def test_short_words_bear_one_change_and_longer_ones_two(backend: WhooshEngine) -> None:
    assert nearest(backend, "wadse", ["waste"]) is None
    assert nearest(backend, "recykling", ["recycling"]) == "recycling"
    assert nearest(backend, "rezykling", ["recycling"]) == "recycling"
    assert nearest(backend, "rezyklung", ["recycling"]) is None


def test_words_of_deleted_texts_are_neither_known_nor_suggested(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "composting"), document(2, "waste"), document(3, "compasting")])
    assert spell(backend, "compsting") == {"compsting": "compasting"}
    backend.drop(PRACTICES, [3])
    assert spell(backend, "compsting") == {"compsting": "composting"}
    assert spell(backend, "compasting") == {"compasting": "composting"}
    assert suggest(backend, "compa") == []
    backend.put(PRACTICES, [document(4, "compasting")])
    assert spell(backend, "compasting") == {}


def test_only_so_many_words_are_looked_up(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "recycling")])
    typed = ["rcycling", "reycling", "reccling", "recyling", "recycing", "recyclng", "recyclig"]
    assert len(spell(backend, " ".join(typed))) == suggesting.MOST_SPELLED


def test_dictionaries_are_read_again_when_they_do_not_fit(tmp_path: Any) -> None:
    small = WhooshEngine(tmp_path / "index", KINDS, 4)
    small.rebuild({PRACTICES: [document(1, "waste"), document(2, "food")]}, "")
    assert suggest(small, "was") == suggest(small, "was") == [1]


def test_a_text_without_a_title_and_the_end_of_a_long_one_are_not_suggested(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "", "waste")])
    assert suggest(backend, "was") == []
    backend.put(PRACTICES, [document(2, " ".join(f"word{number}" for number in range(300)) + " last")])
    assert suggest(backend, "word19") == [2]
    assert suggest(backend, "las") == []


def test_a_file_cut_under_us_is_told_as_damage(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "recycling waste")])
    assert backend.digests(PRACTICES)
    for path in backend.generations.root.rglob("*.pst"):
        os.truncate(path, 1)
    with pytest.raises(Unavailable):
        suggest(backend, "recycling was")
    assert backend.health() == "damaged"
    with pytest.raises(Unavailable):
        spell(backend, "recylcing")
