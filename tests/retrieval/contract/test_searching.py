"""What is found: held by every engine behind the seam."""

from __future__ import annotations

from typing import Any

import pytest

from exchange.experts.searchable import EXPERTS
from exchange.practices.searchable import PRACTICES
from exchange.retrieval import parsing
from exchange.retrieval.port import Document, Request, SearchEngine
from tests.retrieval.kinds import KINDS


def document(record: int, title: str = "", text: str = "", language: str = "en", **values: Any) -> Document:
    return Document(record, language, title, (text,), values.pop("codes", {}), **values)


def found(engine: SearchEngine, q: str = "", kind: str = PRACTICES, **values: Any) -> list[int]:
    return [hit.record for hit in engine.search(Request(kind, parsing.parse(q), **values)).hits]


@pytest.mark.parametrize(
    ("q", "numbers"),
    [
        ("waste", [1, 2]),
        ("WASTES", [1, 2]),
        ("food transport", [1, 3]),
        ('"food waste"', [1]),
        ('"waste food"', []),
        ("waste -food", [2]),
        ('waste -"food waste"', [2]),
        ("transpor*", [3]),
        ("-transpor*", [1, 2, 4, 5]),
        ("ecole", [4]),
        ("废物", [5]),
        ("glockenspiel", []),
        ("", [1, 2, 3, 4, 5]),
    ],
)
def test_words_quotes_minus_and_star(engine: SearchEngine, q: str, numbers: list[int]) -> None:
    engine.put(
        PRACTICES,
        [
            document(1, "Food waste in schools"),
            document(2, "Waste from kitchens"),
            document(3, "Transport by bicycle"),
            document(4, "Une école sans papier", language="fr"),
            document(5, "城市废物管理", language="zh"),
        ],
    )
    assert sorted(found(engine, q)) == numbers


def test_what_is_rarer_and_what_stands_in_the_title_comes_first(engine: SearchEngine) -> None:
    engine.put(
        PRACTICES,
        [document(1, "Plan", "waste and other things of a city"), document(2, "Waste", "things of a city and their plan")]
        + [document(number, "Plan", "a plan of a city") for number in range(3, 9)],
    )
    assert found(engine, "waste")[0] == 2
    assert found(engine, "plan waste")[0] in {1, 2}
    scores = [hit.score for hit in engine.search(Request(PRACTICES, parsing.parse("plan waste"))).hits]
    assert scores == sorted(scores, reverse=True)


CODES = {
    1: {"theme": ("waste", "food"), "country": ("KE",), "kind": ("policy",)},
    2: {"theme": ("waste",), "country": ("FR",), "kind": ("tool",)},
    3: {"theme": ("food",), "country": ("KE", "FR"), "kind": ("tool",)},
    4: {"theme": (), "country": ("CN",), "kind": ("policy",)},
}


@pytest.mark.parametrize(
    ("chosen", "numbers", "counts"),
    [
        ({}, [1, 2, 3, 4], {"theme": {"waste": 2, "food": 2}, "country": {"KE": 2, "FR": 2, "CN": 1}}),
        ({"theme": ["waste"]}, [1, 2], {"theme": {"waste": 2, "food": 2}, "country": {"KE": 1, "FR": 1}}),
        ({"theme": ["waste", "food"]}, [1, 2, 3], {"theme": {"waste": 2, "food": 2}, "country": {"KE": 2, "FR": 2}}),
        ({"theme": ["waste"], "country": ["KE"]}, [1], {"theme": {"waste": 1, "food": 2}, "country": {"KE": 1, "FR": 1}}),
        ({"theme": ["waste"], "kind": ["tool"]}, [2], {"theme": {"waste": 1, "food": 1}, "kind": {"policy": 1, "tool": 1}}),
        ({"theme": ["nothing known"]}, [], {"theme": {"waste": 2, "food": 2}, "country": {}}),
    ],
)
def test_a_facet_is_or_within_and_and_between_and_counts_as_if_it_were_not_chosen(
    engine: SearchEngine, chosen: dict[str, list[str]], numbers: list[int], counts: dict[str, dict[str, int]]
) -> None:
    engine.put(PRACTICES, [document(number, "plan", codes=codes) for number, codes in CODES.items()])
    wanted = {facet: frozenset(codes) for facet, codes in chosen.items()}
    answer = engine.search(Request(PRACTICES, chosen=wanted, counts=tuple(counts)))
    assert sorted(hit.record for hit in answer.hits) == numbers
    assert answer.total == len(numbers)
    assert {facet: dict(answer.counts[facet]) for facet in counts} == counts


def test_counts_follow_the_question(engine: SearchEngine) -> None:
    engine.put(PRACTICES, [document(number, "plan" if number % 2 else "law", codes=codes) for number, codes in CODES.items()])
    answer = engine.search(Request(PRACTICES, parsing.parse("plan"), counts=("theme",)))
    assert dict(answer.counts["theme"]) == {"waste": 1, "food": 2}


def test_labels_are_given_with_the_answer(engine: SearchEngine) -> None:
    engine.put(PRACTICES, [document(1, "plan", codes={"source": ("circle-bank",)}, labels={"circle-bank": "Circle Bank"})])
    assert engine.search(Request(PRACTICES)).labels["circle-bank"] == "Circle Bank"


@pytest.mark.parametrize(
    ("years", "numbers"),
    [
        ((None, None), [1, 2, 3]),
        ((2005, None), [2]),
        ((None, 2004), [1]),
        ((2003, 2005), [1, 2]),
        ((2012, 2012), []),
        ((2005, 2003), []),
    ],
)
def test_years_find_what_ran_then(engine: SearchEngine, years: tuple[Any, Any], numbers: list[int]) -> None:
    engine.put(
        PRACTICES,
        [
            document(1, "a", first_year=2000, last_year=2004),
            document(2, "b", first_year=2005, last_year=2010),
            document(3, "no years"),
        ],
    )
    assert sorted(found(engine, years=years)) == numbers


def test_the_order_is_by_date_on_demand_and_pages_follow_one_another(engine: SearchEngine) -> None:
    dates = {1: (5.0, 5.0), 2: (9.0, 9.0), 3: (1.0, 10.0), 4: (9.0, 1.0)}
    engine.put(PRACTICES, [document(number, "waste", newest=one, reviewed=two) for number, (one, two) in dates.items()])
    assert found(engine, sort="newest") == found(engine, "waste", sort="newest") == [2, 4, 1, 3]
    assert found(engine, sort="reviewed") == [3, 2, 1, 4]
    for sort in ("match", "newest", "reviewed"):
        whole = found(engine, "waste", sort=sort)
        paged = [found(engine, "waste", sort=sort, offset=start, limit=1)[0] for start in range(4)]
        assert paged == whole
    last = engine.search(Request(PRACTICES, offset=1_000_000))
    assert (last.total, list(last.hits)) == (4, [])
    assert engine.search(Request(PRACTICES, limit=0)).total == 4


def test_a_record_is_one_result_with_the_readers_language_first(engine: SearchEngine) -> None:
    texts = {"en": "waste plan", "fr": "waste, le plan", "ru": "waste, план"}
    engine.put(PRACTICES, [document(1, title, language=language) for language, title in texts.items()])
    for language in texts:
        answer = engine.search(Request(PRACTICES, parsing.parse("waste"), language=language, counts=("language",)))
        assert [(hit.record, hit.language) for hit in answer.hits] == [(1, language)]
        assert dict(answer.counts["language"]) == dict.fromkeys(texts, 1)
    for asked in ("план", "waste план"):
        [hit] = engine.search(Request(PRACTICES, parsing.parse("план"), language="en")).hits
        assert hit.language == "ru", asked
    [hit] = engine.search(Request(PRACTICES, chosen={"language": frozenset(["fr"])}, language="en")).hits
    assert hit.language == "fr"


def test_only_some_records_are_looked_at(engine: SearchEngine) -> None:
    engine.put(PRACTICES, [document(number, "waste") for number in (1, 2, 3)])
    assert sorted(found(engine, "waste", only=frozenset([1, 3, 77]))) == [1, 3]
    assert found(engine, "waste", only=frozenset()) == []


def test_kinds_are_apart(engine: SearchEngine) -> None:
    engine.put(PRACTICES, [document(1, "Amina's plan")])
    engine.put(EXPERTS, [document(1, "Amina"), document(2, "Ben")])
    assert found(engine, "amina", EXPERTS) == found(engine, "amina") == [1]
    engine.drop(EXPERTS, [1])
    assert (found(engine, "amina", EXPERTS), found(engine, "amina")) == ([], [1])


def test_an_empty_index_answers(engine: SearchEngine) -> None:
    for kind in (PRACTICES, EXPERTS):
        answer = engine.search(Request(kind, parsing.parse('a "b c" d* -e'), counts=KINDS[kind].names))
        assert (answer.total, list(answer.hits)) == (0, [])
        assert not any(answer.counts.values())
