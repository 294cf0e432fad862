"""How terms of the vocabularies that a question names take part in matching and ranking; and the boosts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exchange.practices.searchable import PRACTICES
from exchange.retrieval import parsing
from exchange.retrieval.parsing import Meaning, Phrase, Query, Word
from exchange.retrieval.port import Hit, Request
from exchange.retrieval.spotting import Together
from exchange.retrieval.whoosh.engine import WhooshEngine
from exchange.retrieval.whoosh.meanings import IN_SIGHT, keep_in_sight, senses
from exchange.retrieval.whoosh.narrowing import Boosts
from exchange.retrieval.whoosh.scoring import LABEL, NEAR
from tests.retrieval.engine import MEMORY, document
from tests.retrieval.kinds import KINDS

WASTE = Word("waste", "waste", "en")
FOOD_WASTE = Phrase("food waste", ((0, "food"), (1, "waste")))


def asked(text: str, *labels: Word | Phrase, code: str = "waste", cover: int = 1) -> Query:
    """A question whose first words name the theme `code`, with these labels."""
    read = parsing.parse(text)
    return replace(read, meanings=(Meaning("theme", code, text, read.words[:cover], labels),))


def hits(backend: WhooshEngine, question: Query, **values: object) -> list[Hit]:
    return list(backend.search(Request(PRACTICES, question, **{"limit": 1_000, **values})).hits)  # type: ignore[arg-type]  # values of a request


def numbers(found: Iterable[Hit]) -> list[int]:
    return [hit.record for hit in found]


def put(backend: WhooshEngine) -> None:
    theme = {"theme": ("waste",)}
    backend.put(
        PRACTICES,
        [
            document(1, "Collecting at the door", "bins", codes=theme),
            document(2, "Less waste in schools", "plates"),
            document(3, "Moins de déchets", "assiettes", language="fr"),
            document(4, "Bicycles", "lanes"),
            document(5, "Waste water", "bins", codes=theme),
        ],
    )


def test_a_term_brings_who_carries_it_and_who_names_it_in_another_language(backend: WhooshEngine) -> None:
    put(backend)
    found = hits(backend, asked("déchets", WASTE))
    assert set(numbers(found)) == {1, 2, 3, 5}
    assert {hit.record: hit.via for hit in found} == {1: ((0, True),), 2: ((0, False),), 3: (), 5: ((0, True),)}


DECHETS = Word("dechets", "déchets", "fr")


def test_a_language_with_few_texts_does_not_come_first_for_being_rare(backend: WhooshEngine) -> None:
    english = [document(number, "Less waste", "plates and bins") for number in range(1, 18)]
    backend.put(PRACTICES, [*english, document(100, "Peu déchets", "assiettes et bacs", language="fr"), document(200, "Plates")])
    for typed, labels, share in (("отходы", (WASTE, DECHETS), 1.0), ("waste", (DECHETS,), LABEL)):
        scores = {hit.record: hit.score for hit in hits(backend, asked(typed, *labels))}
        assert set(scores) == {*range(1, 18), 100}
        assert scores[100] / scores[1] == pytest.approx(share, rel=0.02), typed


def test_a_word_near_to_a_term_brings_less_by_its_labels_than_its_name_does(backend: WhooshEngine) -> None:
    holding = [document(number, "Recycling", "glass and paper") for number in range(1, 18)]
    backend.put(PRACTICES, [*holding, document(100, "Déchets", "verre et papier", language="fr"), document(200, "Plates")])
    question = replace(asked("recycling", DECHETS), title="")
    near = replace(question, meanings=tuple(replace(one, labels=(), near=one.labels) for one in question.meanings))
    for one, share in ((question, LABEL), (near, NEAR)):
        scores = {hit.record: hit.score for hit in hits(backend, one)}
        assert scores[100] / scores[1] == pytest.approx(share, rel=0.02)


def test_a_label_of_several_words_counts_as_often_as_it_is_said(backend: WhooshEngine) -> None:
    backend.put(
        PRACTICES, [document(1, "Plates", "food waste"), document(2, "Plates", "food waste and food waste"), document(3, "Bins")]
    )
    assert numbers(hits(backend, asked("gaspillage", FOOD_WASTE))) == [2, 1]


def test_a_label_of_several_words_must_stand_together(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "Food waste"), document(2, "Waste of food"), document(3, "Plates")])
    assert numbers(hits(backend, asked("gaspillage", FOOD_WASTE))) == [1]


FORMS = {
    "ru": ("обращение отходами", "обращение обращения обращению обратить отходами отходов отход отходить"),
    "ar": ("كفاءة الطاقة", "كفاءة الكفاءة وكفاءة كفاءات الطاقة طاقة للطاقة بالطاقة طاق مكتبة"),
    "en": ("food waste", "food foods fooled waste wastes wasted wasteland"),
    "fr": ("économie circulaire", "économie économies économe économique circulaire circulaires circulation"),
}


@pytest.mark.parametrize("language", FORMS)
def test_a_label_of_several_words_is_found_in_any_form_or_exactly_if_marked(
    tmp_path_factory: pytest.TempPathFactory, language: str
) -> None:
    name, words = FORMS[language]
    label = replace(parsing.phrase_of(name), language=language)

    @given(
        st.lists(st.lists(st.sampled_from([*words.split(), "x"]), max_size=6).map(" ".join), min_size=1, max_size=6), st.data()
    )
    def check(texts: list[str], data: st.DataObject) -> None:
        backend = WhooshEngine(tmp_path_factory.mktemp("index"), KINDS, MEMORY)
        backend.rebuild({}, "")
        cut = data.draw(st.integers(0, len(texts)))
        documents = [document(number, "Plates", text, language=language) for number, text in enumerate(texts)]
        for some in (documents[:cut], documents[cut:]):
            backend.put(PRACTICES, some)
        marked = {number for number, text in enumerate(texts) if Together([label]).spans(text, language)}
        assert set(numbers(hits(backend, asked("utensils", label)))) == marked
        said = {number for number, text in enumerate(texts) if f" {name} " in f" {text} "}
        assert said <= marked

    check()


def test_the_language_chosen_narrows_what_a_term_brings(backend: WhooshEngine) -> None:
    put(backend)
    chosen = {"language": frozenset({"en"})}
    assert set(numbers(hits(backend, asked("déchets", WASTE), chosen=chosen))) == {1, 2, 5}
    assert numbers(hits(backend, asked("déchets", WASTE), chosen={"language": frozenset({"fr"})})) == [3]


def test_what_must_not_occur_keeps_out_who_carries_the_term(backend: WhooshEngine) -> None:
    put(backend)
    assert set(numbers(hits(backend, asked("déchets -bins", WASTE)))) == {2, 3}


def test_filters_and_counts_hold_for_what_a_term_brings(backend: WhooshEngine) -> None:
    put(backend)
    request = Request(PRACTICES, asked("déchets", WASTE), chosen={"theme": frozenset({"waste"})}, counts=("theme", "language"))
    answer = backend.search(request)
    assert set(numbers(answer.hits)) == {1, 5}
    assert answer.counts == {"theme": {"waste": 2}, "language": {"en": 2}}


def test_who_says_and_carries_it_comes_before_who_does_one_of_both(backend: WhooshEngine) -> None:
    put(backend)
    assert numbers(hits(backend, asked("waste", WASTE)))[0] == 5


def test_the_authors_of_what_was_found_are_counted(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "waste", codes={"author": ("7", "8")}), document(2, "waste", codes={"author": ("7",)})])
    backend.put(PRACTICES, [document(3, "waste"), document(4, "bins", codes={"author": ("8",)})])
    answer = backend.search(Request(PRACTICES, parsing.parse("waste"), counts=("author",)))
    assert answer.counts == {"author": {"7": 2, "8": 1}}
    narrowed = Request(PRACTICES, chosen={"author": frozenset({"8"})})
    assert sorted(numbers(backend.search(narrowed).hits)) == [1, 4]
    assert numbers(backend.search(Request(PRACTICES, only=frozenset({2, 99}))).hits) == [2]


@pytest.mark.parametrize("many_carry", [True, False])
def test_both_kinds_are_among_the_first_twenty(backend: WhooshEngine, many_carry: bool) -> None:
    carry = [document(number, "Bins", codes={"theme": ("waste",)}) for number in range(1, 61 if many_carry else 2)]
    name = [document(number, "Waste " * 3) for number in range(100, 101 if many_carry else 160)]
    backend.put(PRACTICES, [*carry, *name, *(document(number, "Plates", "bins") for number in range(200, 300))])
    first = numbers(hits(backend, asked("déchets", WASTE)))[:IN_SIGHT]
    assert any(number < 100 for number in first)
    assert any(number >= 100 for number in first)
    everything = hits(backend, asked("déchets", WASTE))
    assert len(everything) == len(carry) + len(name)
    scores = [hit.score for hit in everything]
    assert scores == sorted(scores, reverse=True)


def test_words_that_name_two_terms_count_once() -> None:
    one, other = Word("waste", "waste", "en"), Word("water", "water", "en")
    both = [Meaning("theme", "a", "waste", (one,)), Meaning("theme", "b", "waste", (one,)), Meaning("sdg", "6", "", (one, other))]
    assert [(sense.words, [place for place, _one in sense.meanings]) for sense in senses(both)] == [
        ((one,), [0, 1]),
        ((other,), [2]),
    ]


@given(
    st.lists(st.floats(0.1, 10, allow_subnormal=False) | st.integers(1, 3).map(float), min_size=1, max_size=80),
    st.lists(st.sets(st.integers(0, 79)), max_size=16),
)
@example([1.0] * 5 + [0.5] * 2 + [1.0] * 14, [{6}])
@example([float(30 - place) for place in range(30)], [{19}, {25}])
def test_one_of_each_kind_comes_into_sight(scores: list[float], members: list[set[int]]) -> None:
    best = np.array(scores)
    kept = np.ones(len(best), dtype=np.bool_)
    kinds = [np.isin(np.arange(len(best)), list(some)) for some in members]
    keep_in_sight(best, kept, kinds)
    # Whatever decides between equals.
    for order in (np.argsort(-best, kind="stable"), len(best) - 1 - np.argsort(-best[::-1], kind="stable")):
        first = set(order[:IN_SIGHT].tolist())
        for held in kinds:
            assert not held.any() or first & set(np.flatnonzero(held).tolist())
    assert (best >= np.array(scores)).all()


def test_nothing_is_raised_where_each_kind_is_in_sight() -> None:
    best = np.arange(40.0, 0.0, -1.0)
    keep_in_sight(best, np.ones(40, dtype=np.bool_), [np.isin(np.arange(40), some) for some in ([3, 30], [19], [])])
    assert best.tolist() == np.arange(40.0, 0.0, -1.0).tolist()


def test_how_a_practice_was_evaluated_and_when_it_was_reviewed_count_a_little(tmp_path: Path) -> None:
    year = 365.25 * 24 * 3600
    made = [
        document(1, "waste", codes={"evidence": ("reported",)}, reviewed=30 * year),
        document(2, "waste", codes={"evidence": ("evaluated",)}, reviewed=30 * year),
        document(3, "waste", codes={"evidence": ("reported",)}, reviewed=40 * year),
        document(4, "waste bins", codes={"evidence": ("reported",)}, reviewed=10 * year),
        document(5, "waste", language="fr", reviewed=30 * year),
    ]
    orders = {}
    for boosts in (Boosts(), Boosts(evidence=0.1), Boosts(freshness=0.1), Boosts(language=0.1)):
        backend = WhooshEngine(tmp_path / str(hash(boosts)), KINDS, MEMORY, boosts)
        backend.rebuild({PRACTICES: made}, "")
        question = replace(parsing.parse("waste bins"), title="")
        orders[boosts] = numbers(backend.search(Request(PRACTICES, question, language="fr")).hits)
    assert orders[Boosts()] == [4, 1, 2, 3, 5]
    assert orders[Boosts(evidence=0.1)] == [4, 2, 1, 3, 5]
    assert orders[Boosts(freshness=0.1)] == [4, 3, 1, 2, 5]
    assert orders[Boosts(language=0.1)] == [4, 5, 1, 2, 3]
