"""A kind of record that no room of the product knows is searched once it is registered: here the Sustainable Development Goals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from exchange.core.transaction import transaction
from exchange.outbox import service as outbox
from exchange.retrieval import parsing
from exchange.retrieval.database.records import Records
from exchange.retrieval.engines import engine
from exchange.retrieval.kinds import shared
from exchange.retrieval.kinds.facet import Facet
from exchange.retrieval.kinds.searchable import Searchable, codes_by_facet, register, registered_kinds
from exchange.retrieval.kinds.values import Choices
from exchange.retrieval.port import Answer, Document, Request
from exchange.search import facets, parameters, service, sync
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.queries import GoalTerm
from tests.search.factories import practice

Drain = Callable[[], int]
GOALS = "goals"
FACETS: list[Facet[GoalTerm]] = [
    Facet(
        name="age",
        label=_l("State"),
        meaning="Which goals came first.",
        values=Choices({"early": _l("Finished"), "late": _l("Running")}, asked_for=False),
        codes=lambda goal: ["early" if int(goal.code) <= 9 else "late"],
    ),
    Facet(**shared.LANGUAGE, codes=None),
]


def every() -> list[GoalTerm]:
    return list(vocabularies.goals())


def documents(numbers: Sequence[int]) -> list[Document]:
    return [
        Document(int(goal.code), language, title, (), codes_by_facet(FACETS, goal), newest=float(goal.code))
        for goal in every()
        if int(goal.code) in numbers
        for language, title in goal.titles.items()
    ]


KIND: Searchable[GoalTerm] = Searchable(
    name=GOALS,
    record="goal",
    version=1,
    facets=FACETS,
    numbers=lambda: [int(goal.code) for goal in every()],
    documents=documents,
    database=Records(
        every=every,
        number=lambda goal: int(goal.code),
        newest=lambda goal: float(goal.code),
        texts=lambda goal: dict(goal.titles),
        facets=FACETS,
    ),
    counted=lambda count: f"{count} goals",
)


@pytest.fixture
def goals(app: Flask) -> Iterator[None]:
    """Goals are registered, for as long as a test."""
    register(app, KIND)
    yield
    registered_kinds().remove(GOALS)


def asked(**values: str) -> Answer:
    return service.search(parameters.read(GOALS, MultiDict(values)).request("en")).answer


def numbers(answer: Answer) -> list[int]:
    return sorted(hit.record for hit in answer.hits)


def test_a_kind_that_comes_is_indexed_found_filtered_and_counted(goals: None, drain: Drain) -> None:
    drain()
    found = asked(q="cities")
    assert (numbers(found), found.reduced) == ([11], False)
    assert numbers(asked(q="poverty")) == numbers(asked(q="pobreza")) == [1]
    assert asked().total == 17
    assert dict(asked(age="late").counts["age"]) == {"early": 9, "late": 8}
    assert numbers(asked(age="late")) == list(range(10, 18))
    assert set(asked().counts["language"]) == {"ar", "en", "es", "fr", "ru", "zh"}


def test_a_kind_that_comes_is_found_in_the_database_while_the_index_is_away(goals: None) -> None:
    assert engine().health() == "missing"
    found = asked(q="cities")
    assert (numbers(found), found.reduced, found.counts) == ([11], True, {})
    assert asked(age="early").total == 9
    assert asked(q="cities", age="early").total == 0


def test_an_index_without_the_kind_that_comes_is_built_anew(app: Flask, drain: Drain) -> None:
    number = practice("Repair")
    drain()
    assert sync.health() == "ready"
    register(app, KIND)
    try:
        assert sync.health() == "outdated"
        drain()
        assert sync.health() == "ready"
        assert asked().total == 17
        assert [hit.record for hit in engine().search(Request("practices", parsing.parse("repair"))).hits] == [number]
    finally:
        registered_kinds().remove(GOALS)


def test_what_is_owed_of_the_kind_that_comes_is_put_into_the_index(goals: None, drain: Drain) -> None:
    drain()
    engine().drop(GOALS, [11])
    assert numbers(asked(q="cities")) == []
    with transaction():
        outbox.enqueue("index", {"kind": "goal", "id": 11}, key="goal:11")
    drain()
    assert numbers(asked(q="cities")) == [11]
    assert sync.differences() == []


def test_filters_of_the_kind_that_comes_stand_on_a_page_in_words(app: Flask, goals: None, drain: Drain) -> None:
    drain()
    with app.test_request_context():
        wanted = parameters.read(GOALS, MultiDict({"age": "late", "sort": "reviewed", "year_from": "2001"}))
        [age, language] = facets.groups(wanted, service.search(wanted.request("en")).answer)
        assert [(one.value, one.label, one.count, one.selected) for one in age.shown] == [
            ("early", "Finished", 9, False),
            ("late", "Running", 8, True),
        ]
        assert language.name == "language"
        assert (len(wanted.problems), wanted.filters) == (1, [("age", "late")])
        assert facets.count_words(GOALS, 3) == "3 goals"
