"""What a reader types is matched against the vocabularies in six languages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.core.db import db
from exchange.core.languages import CODES
from exchange.core.transaction import transaction
from exchange.experts.searchable import EXPERTS
from exchange.practices.searchable import PRACTICES
from exchange.retrieval import concepts, parsing
from exchange.retrieval.concepts import names
from exchange.retrieval.parsing import Phrase, Query, Word
from exchange.retrieval.terms import Term, terms_of
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies import service
from exchange.vocabularies.models import Theme
from tests.sampling import TAKES_ALL

# Names that are as common with another meaning, and so name nothing on their own (concepts/data/not_names.txt): of places.
SILENT_PLACES = {("JE", "en"), ("JE", "fr"), ("JE", "es"), ("ML", "ar"), ("RE", "en"), ("RE", "fr"), ("RE", "es"), ("TG", "ru")}
PIECES = st.sampled_from(
    [*"\"'-*() .,“”«»\x00\u200f", "waste", "of", "food", "déchets", "l’eau", "废物", "管理", "отходов", "النفايات", "US", "12.3"]
)
ANY_TEXT = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("".join)


def understood(text: str, kind: str = PRACTICES) -> Query:
    return concepts.understand(parsing.parse(text), kind)


def terms(text: str, kind: str = PRACTICES) -> set[tuple[str, str]]:
    return {(meaning.facet, meaning.code) for meaning in understood(text, kind).meanings}


def typed(text: str) -> list[str]:
    return [meaning.typed for meaning in understood(text).meanings]


@pytest.mark.parametrize("language", CODES)
def test_every_name_of_every_theme_finds_it_and_its_synonyms_no_other(language: str) -> None:
    """Words that fit two themes would find practices of both: where that is meant, it is said here."""
    for theme in vocabularies.current_vocabularies().themes.values():
        for name in (theme.labels[language], *theme.also[language]):
            meanings = understood(name).meanings
            assert ("theme", theme.id) in {(one.facet, one.code) for one in meanings}, name
            alike = {one.code for one in meanings if one.facet == "theme" and one.typed == meanings[0].typed}
            assert len(alike) == 1 or name == theme.labels[language], name


@pytest.mark.parametrize("language", CODES)
def test_every_name_of_every_place_and_goal_finds_it(language: str) -> None:
    held = vocabularies.current_vocabularies()
    for place in held.places.values():
        if place.code != vocabularies.WORLD and (place.code, language) not in SILENT_PLACES:
            facet = "country" if place.kind == "country" else "region"
            assert (facet, place.code) in terms(str(place.names[language])), place.names[language]
    for goal in held.goals.values():
        # The French name of goal 2 holds quotes, and what is quoted names nothing.
        name = goal.short[language].translate(str.maketrans("", "", '"«»'))
        assert ("sdg", goal.code) in terms(name), name


@pytest.mark.parametrize("language", CODES)
def test_the_title_of_a_target_finds_it(language: str) -> None:
    for target in vocabularies.targets("12"):
        assert ("target", target.code) in terms(str(target.titles[language])), target.titles[language]


def test_the_longest_name_is_meant_and_not_one_inside_it() -> None:
    assert terms("life cycle assessment") == {("theme", "life-cycle-assessment")}
    assert terms("South Korea") == {("country", "KR")}
    assert terms("索马里") == {("country", "SO")}


def test_several_names_in_one_question_are_all_meant_in_its_order() -> None:
    asked = understood("déchets plastiques et eau potable au Kenya")
    assert [meaning.typed for meaning in asked.meanings] == ["déchets plastiques", "eau potable", "Kenya"]


def test_words_may_be_part_of_two_names_side_by_side() -> None:
    assert typed("food waste management")[0] == "food waste"
    assert typed("food waste management")[-1] == "waste management"


def test_one_name_of_two_terms_means_both() -> None:
    assert {("theme", "equity-inclusion"), ("sdg", "5")} <= terms("gender equality")
    assert {("country", "ZA"), ("region", "018")} <= terms("Южная Африка")


def test_a_place_written_exactly_so_is_meant_and_not_one_with_the_same_stem() -> None:
    assert terms("Нигер") == {("country", "NE")}
    assert terms("Нигерия") == {("country", "NG")}


def test_a_term_named_twice_is_one_meaning() -> None:
    assert [meaning.code for meaning in understood("waste, garbage and rubbish").meanings] == ["waste"]


def test_quoted_excluded_or_begun_words_name_nothing_and_part_their_neighbours() -> None:
    assert terms('"waste" -water energ*') == set()
    assert terms('food "local" waste') == {("theme", "food-consumption-waste"), ("theme", "waste")}
    assert ("target", "12.3") not in terms('food "local" waste')


def test_a_meaning_covers_the_words_it_was_read_from() -> None:
    meaning = understood("gestion des déchets plastiques").meanings[0]
    assert [word.shown for word in meaning.covers] == ["gestion", "dechets"]
    assert [word.shown for word in understood("肯尼亚的废物管理").meanings[1].covers] == ["废物", "物管", "管理"]


def test_labels_of_a_meaning_are_its_names_in_six_languages_but_the_typed_one() -> None:
    labels = understood("déchets").meanings[0].labels
    words = {label.shown: terms_of(label) for label in labels if isinstance(label, Word)}
    assert words == {
        "waste": (Term("stems", "wast"),),
        "desechos": (Term("stems", "desech"),),
        "отходы": (Term("stems", "отход"),),
        "النفايات": (Term("stems", "نفا"),),
        "废物": (Term("words", "废物"),),
    }
    phrases = {label.shown: label.parts for label in labels if isinstance(label, Phrase)}
    assert phrases["solid waste"] == ((0, "solid"), (1, "waste"))
    assert phrases["固体废物"] == ((0, "固体"), (1, "体废"), (2, "废物"))


def test_a_one_word_synonym_is_no_label_and_places_are_sought_as_written() -> None:
    shown = {label.shown for label in understood("déchets").meanings[0].labels}
    assert not {"trash", "garbage", "recyclage", "мусор", "垃圾"} & shown
    mali = {label.shown: label for label in understood("Mali").meanings[0].labels}
    assert mali["мали"] == Word("мали", "мали", "ru", exact=True)


def test_a_name_that_is_a_word_of_every_text_is_no_label() -> None:
    shown = {label.shown for label in understood("Togo").meanings[0].labels}
    assert "того" not in shown
    assert {"Республика Того", "多哥"} <= shown


def test_a_name_of_several_words_is_sought_whole_in_any_form_of_its_language() -> None:
    labels = {label.shown: label for label in understood("South Korea").meanings[0].labels if isinstance(label, Phrase)}
    assert labels["Corea del Sur"] == Phrase("Corea del Sur", ((0, "corea"), (2, "sur")), "es")


def test_a_synonym_finds_what_says_the_same_and_the_term_s_names_as_near() -> None:
    meaning = understood("循环经济").meanings[0]
    assert {"circular economy", "économie circulaire", "циркулярная экономика", "economía circular"} <= {
        label.shown for label in meaning.labels
    }
    near = {label.shown for label in meaning.near}
    assert "Sharing, repair and reuse" in near
    assert "second-hand" not in near
    assert not near & {label.shown for label in meaning.labels}
    recycled = understood("recycled").meanings[0]
    assert "recyclage" in {label.shown for label in recycled.labels}
    assert "dechets" in {label.shown for label in recycled.near}


def test_a_name_or_a_synonym_without_equivalents_has_one_kind_of_labels() -> None:
    assert understood("déchets").meanings[0].near == ()
    assert understood("garbage").meanings[0].labels == ()
    assert understood("garbage").meanings[0].near


def test_equivalents_have_a_name_in_each_language_and_name_a_term_in_some() -> None:
    known = concepts.lexicon()
    for group in names.equivalents():
        assert {language for language, _name in group} == set(CODES), group
        assert any(understood(name).meanings for _language, name in group), group
    every = [one for group in names.equivalents() for one in group]
    assert len(every) == len(set(every))
    assert known.equivalents(names.Name("theme", "waste", "en", "nothing of the kind", False)) == []


def test_a_long_title_is_no_label() -> None:
    labels = understood("SDG 12.1").meanings[0].near
    assert labels
    assert all(len(label.parts) <= 10 for label in labels if isinstance(label, Phrase))


def test_every_meaning_has_a_bounded_number_of_labels_that_can_be_looked_for() -> None:
    known = concepts.lexicon()
    names_of_all = sorted({entry.name for entries in known.terms.values() for entry in entries})
    for name in names_of_all if TAKES_ALL else names_of_all[::8]:
        same, near = concepts.labels.of(known, name, "")
        assert len(same) + len(near) <= 40
        assert all(terms_of(label) if isinstance(label, Word) else label.parts for label in (*same, *near))


def test_experts_have_no_meanings_that_only_practices_carry() -> None:
    assert terms("waste policy in Kenya, SDG 12", EXPERTS) == {("theme", "waste"), ("country", "KE")}


def test_a_retired_theme_means_its_successor_and_words_follow_the_vocabulary() -> None:
    assert terms("cleaner production") == {("theme", "cleaner-production")}
    with transaction():
        theme = db.session.get(Theme, "cleaner-production")
        assert theme is not None
        theme.retired, theme.replaced_by = True, "waste"
        service._remember("another state")
    assert terms("cleaner production") == {("theme", "waste")}


def test_nothing_typed_means_nothing() -> None:
    assert understood("") == parsing.parse("")
    assert understood("xyzzy") == parsing.parse("xyzzy")
    assert understood("12").meanings == ()


def test_no_more_than_eight_meanings_are_taken_those_of_the_longest_names() -> None:
    asked = understood("waste water energy transport tourism housing education ecolabels taxes, environmental management systems")
    assert len(asked.meanings) == concepts.MOST_MEANINGS
    assert "environmental-management-systems" in {meaning.code for meaning in asked.meanings}


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT)
def test_any_text_gives_an_answer_within_bounds(text: str) -> None:
    plain = parsing.parse(text)
    asked = concepts.understand(plain, PRACTICES)
    assert replace(asked, meanings=()) == plain
    assert len(asked.meanings) <= concepts.MOST_MEANINGS
    for meaning in asked.meanings:
        assert meaning.typed in plain.text
        assert meaning.covers
        assert set(meaning.covers) <= set(plain.words)


@pytest.mark.parametrize(
    "piece", ["waste management of water in South Africa ", "中国废物管理国家城市", "republic of ", "a" * 99 + " ", "مياه الشرب "]
)
def test_a_question_of_ten_thousand_characters_is_read_to_a_bound(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    spans = concepts.lexicon().spans(text)
    assert sum(len(span.words) for span in spans) <= 4 * 128
    assert len(understood(text).meanings) <= concepts.MOST_MEANINGS
