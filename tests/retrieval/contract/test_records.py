"""What every engine answers about the records of the database: held by each engine there is, on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts.models import Profile
from exchange.experts.searchable import EXPERTS
from exchange.practices.models import Version
from exchange.practices.searchable import PRACTICES
from exchange.retrieval import concepts, parsing
from exchange.retrieval.engines import ENGINES
from exchange.retrieval.port import Answer, Capability, Request, SearchEngine
from tests.retrieval.figures import figure
from tests.retrieval.kinds import KINDS
from tests.search.factories import expert, hide, practice, retract

Keep = Callable[..., None]
PAGES = 7


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest, app: Flask) -> Iterator[SearchEngine]:
    """Each engine, as the setting would choose it, with nothing in it."""
    made = ENGINES[request.param](app)
    made.rebuild({}, "")
    yield made
    db.session.rollback()


@pytest.fixture
def keep(engine: SearchEngine) -> Keep:
    """Brings the engine to what the database says of some records: of all that are public when none are named."""

    def kept(kind: str = PRACTICES, *numbers: int) -> None:
        chosen = numbers or KINDS[kind].numbers()
        engine.put(kind, KINDS[kind].documents(chosen), drop=chosen)

    return kept


def ask(engine: SearchEngine, q: str = "", kind: str = PRACTICES, **values: Any) -> Answer:
    chosen = {facet: frozenset(codes) for facet, codes in values.pop("chosen", {}).items()}
    return engine.search(Request(kind, parsing.parse(q), chosen, **{"sort": "newest", **values}))


def numbers(answer: Answer) -> list[int]:
    return [hit.record for hit in answer.hits]


@pytest.fixture
def four(engine: SearchEngine, keep: Keep) -> list[int]:
    """Four practices that differ in theme, country, kind, source, language and years."""
    made = [
        practice(
            "Waste of kitchens", themes=["waste"], countries=["KE"], kind="policy", start="2000", end="2004", source="Circle Bank"
        ),
        practice("Waste of schools", themes=["waste"], countries=["FR"], kind="tool", start="2005", end="2010"),
        practice("Transport by river", themes=["transport"], countries=["KE", "FR"], kind="tool", start="2008", state="running"),
        practice(
            "Transporte y waste", countries=["CL"], kind="policy", language="es", translations={"fr": {"title": "Transport"}}
        ),
    ]
    keep()
    return made


def test_without_a_question_all_are_found_newest_first(engine: SearchEngine, four: list[int]) -> None:
    answer = ask(engine)
    assert (answer.total, numbers(answer), answer.reduced) == (4, four[::-1], False)


@pytest.mark.parametrize(
    ("q", "places"),
    [("waste", [0, 1, 3]), ("WASTE", [0, 1, 3]), ("river", [2]), ("river kitchens", [0, 2]), ("glockenspiel", [])],
)
def test_records_of_whose_title_a_word_is_one_are_found(engine: SearchEngine, four: list[int], q: str, places: list[int]) -> None:
    answer = ask(engine, q)
    assert sorted(numbers(answer)) == [four[place] for place in places]
    assert answer.total == len(places)


@pytest.mark.parametrize(
    ("chosen", "places", "counts"),
    [
        ({}, [0, 1, 2, 3], {"theme": {"waste": 2, "transport": 1}, "kind": {"policy": 2, "tool": 2}}),
        ({"theme": ["waste"]}, [0, 1], {"theme": {"waste": 2, "transport": 1}, "country": {"KE": 1, "FR": 1}}),
        ({"theme": ["waste", "transport"]}, [0, 1, 2], {"country": {"KE": 2, "FR": 2}}),
        ({"theme": ["waste"], "country": ["KE"]}, [0], {"theme": {"waste": 1, "transport": 1}, "country": {"KE": 1, "FR": 1}}),
        ({"theme": ["nothing known"]}, [], {"country": {}, "kind": {}}),
        ({"source": ["circle-bank"]}, [0], {"source": {"circle-bank": 1, "exchange": 3}}),
        ({"language": ["fr"]}, [3], {"language": {"en": 3, "es": 1, "fr": 1}, "kind": {"policy": 1}}),
        ({"language": ["fr", "en"], "kind": ["tool"]}, [1, 2], {"language": {"en": 2}, "kind": {"policy": 2, "tool": 2}}),
    ],
)
def test_a_filter_is_or_within_and_between_and_counts_as_if_it_were_not_chosen(
    engine: SearchEngine, four: list[int], chosen: dict[str, list[str]], places: list[int], counts: dict[str, dict[str, int]]
) -> None:
    answer = ask(engine, chosen=chosen, counts=tuple(counts))
    assert sorted(numbers(answer)) == [four[place] for place in places]
    assert answer.total == len(places)
    # A narrower theme counts for the ones above it too.
    named = {"theme": {"waste", "transport"}}
    found = {
        name: {code: count for code, count in some.items() if code in named.get(name, some)}
        for name, some in answer.counts.items()
    }
    assert found == counts


def test_every_facet_of_every_kind_is_counted_where_it_is_asked_for(engine: SearchEngine, four: list[int], keep: Keep) -> None:
    expert("Amina", themes=["waste"], countries=["KE"], languages=["fr"])
    keep(EXPERTS)
    for kind in KINDS:
        assert set(ask(engine, kind=kind, counts=KINDS[kind].names).counts) == set(KINDS[kind].names)
        assert ask(engine, kind=kind).counts == {}


def test_counts_follow_the_question_the_years_and_the_records_looked_at(engine: SearchEngine, four: list[int]) -> None:
    def counted(q: str = "", **values: Any) -> dict[str, int]:
        return dict(ask(engine, q, counts=("kind",), **values).counts["kind"])

    assert counted("waste") == {"policy": 2, "tool": 1}
    assert counted(years=(2005, None)) == {"tool": 2}
    assert counted(only=frozenset(four[:1])) == {"policy": 1}
    assert counted("glockenspiel") == {}


def test_words_for_codes_that_only_records_have_come_with_the_answer(engine: SearchEngine, four: list[int]) -> None:
    assert ask(engine).labels["circle-bank"] == "Circle Bank"


@pytest.mark.parametrize(
    ("years", "places"),
    [
        ((None, None), [0, 1, 2, 3]),
        ((2005, None), [1, 2]),
        ((2011, None), [2]),
        ((None, 2004), [0]),
        ((2003, 2005), [0, 1]),
        ((2005, 2003), []),
    ],
)
def test_a_span_of_years_finds_what_ran_then(engine: SearchEngine, four: list[int], years: Any, places: list[int]) -> None:
    answer = ask(engine, years=years)
    assert (sorted(numbers(answer)), answer.total) == ([four[place] for place in places], len(places))


def test_only_some_records_are_looked_at(engine: SearchEngine, four: list[int]) -> None:
    assert numbers(ask(engine, only=frozenset([four[0], four[2], 10_000]))) == [four[2], four[0]]
    assert ask(engine, "waste", only=frozenset()).total == 0


def test_a_hit_names_the_readers_language_where_the_record_has_it(engine: SearchEngine, four: list[int]) -> None:
    def language(**values: Any) -> str:
        [hit] = ask(engine, only=frozenset(four[3:]), **values).hits
        return hit.language

    assert (language(language="fr"), language(language="es")) == ("fr", "es")
    assert language(language="es", chosen={"language": ["fr"]}) == "fr"


@pytest.fixture
def same_day(engine: SearchEngine, keep: Keep) -> list[int]:
    """Seventeen practices that were published at one moment, and three experts."""
    made = [practice(f"Plan {number}", kind="tool") for number in range(17)]
    with transaction():
        moment = db.session.scalar(db.select(Version.published_at).where(Version.practice_id == made[0]))
        db.session.execute(update(Version).values(published_at=moment))
    keep()
    return made


@pytest.mark.parametrize("q", ["", "plan"])
@pytest.mark.parametrize("sort", ["newest", "reviewed", "match"])
def test_pages_hold_every_record_once_in_the_same_order_each_time(
    engine: SearchEngine, same_day: list[int], sort: str, q: str
) -> None:
    for limit in (1, PAGES, 100):
        pages = [numbers(ask(engine, q, sort=sort, offset=start, limit=limit)) for start in range(0, 20, limit)]
        assert [number for page in pages for number in page] == same_day
    beyond = ask(engine, q, sort=sort, offset=1_000_000)
    assert (beyond.total, numbers(beyond)) == (17, [])
    assert (ask(engine, q, limit=0).total, numbers(ask(engine, q, limit=0))) == (17, [])


def test_what_nobody_may_read_is_neither_found_nor_counted(engine: SearchEngine, four: list[int], keep: Keep) -> None:
    hide(four[0])
    retract(four[1])
    keep(PRACTICES, *four)
    answer = ask(engine, counts=KINDS[PRACTICES].names)
    assert (sorted(numbers(answer)), answer.total) == (four[2:], 2)
    assert dict(answer.counts["kind"]) == {"tool": 1, "policy": 1}
    assert ask(engine, "kitchens").total == ask(engine, "schools").total == 0
    assert {number for number, _language in engine.digests(PRACTICES)} == set(four[2:])
    assert engine.suggest(PRACTICES, "waste of", "en", 10) in ([], ())


def test_a_profile_that_is_not_public_is_neither_found_nor_counted(engine: SearchEngine, keep: Keep) -> None:
    open_to, hidden = expert("Amina", languages=["fr"]), expert("Ben", languages=["fr"], public=False)
    keep(EXPERTS, open_to, hidden)
    answer = ask(engine, kind=EXPERTS, counts=("language",))
    assert (numbers(answer), dict(answer.counts["language"])) == ([open_to], {"fr": 1})
    with transaction():
        db.session.get_one(Profile, open_to).public = False
    keep(EXPERTS, open_to)
    assert ask(engine, kind=EXPERTS).total == ask(engine, "amina", kind=EXPERTS).total == 0


def test_experts_are_found_filtered_and_counted_like_practices(engine: SearchEngine, keep: Keep) -> None:
    amina = expert("Amina Diallo", biography={"en": "Compost", "fr": "Le compost"}, themes=["waste"], countries=["KE"])
    ben = expert("Ben Diallo", open_to_requests="limited", countries=["FR"])
    keep(EXPERTS)
    assert sorted(numbers(ask(engine, "diallo", kind=EXPERTS))) == sorted([amina, ben])
    assert numbers(ask(engine, "compost", kind=EXPERTS)) == [amina]
    answer = ask(engine, kind=EXPERTS, chosen={"country": ["KE"]}, counts=("country", "theme"))
    assert (numbers(answer), dict(answer.counts["country"])) == ([amina], {"KE": 1, "FR": 1})
    assert answer.counts["theme"]["waste"] == 1


def test_kinds_are_apart(engine: SearchEngine, four: list[int], keep: Keep) -> None:
    amina = expert("Waste Amina")
    keep(EXPERTS)
    assert numbers(ask(engine, "waste", kind=EXPERTS)) == [amina]
    assert amina not in four or ask(engine, "waste").total == 3


def test_doing_a_thing_twice_changes_nothing(engine: SearchEngine, four: list[int], keep: Keep) -> None:
    def held() -> object:
        answer = ask(engine, counts=KINDS[PRACTICES].names)
        return answer.total, numbers(answer), answer.counts, engine.digests(PRACTICES)

    before = held()
    keep()
    keep(PRACTICES, four[0], four[0])
    assert held() == before
    hide(four[0])
    keep(PRACTICES, four[0])
    without = held()
    keep(PRACTICES, four[0])
    engine.drop(PRACTICES, [four[0]])
    engine.drop(PRACTICES, [four[0]])
    assert held() == without
    for _time in range(2):
        engine.rebuild({kind: KINDS[kind].documents(KINDS[kind].numbers()) for kind in KINDS}, "basis")
        assert held() == without


def test_digests_are_those_of_what_everybody_may_read(engine: SearchEngine, four: list[int]) -> None:
    made = KINDS[PRACTICES].documents(four)
    assert engine.digests(PRACTICES) == {(one.record, one.language): one.digest() for one in made}


def needs(engine: SearchEngine, capability: Capability) -> None:
    """Skips the test of an engine that does not name this."""
    if capability not in engine.capabilities:
        pytest.skip(f"not: {capability.value}")


def test_the_better_a_record_answers_the_earlier_it_comes(engine: SearchEngine, keep: Keep) -> None:
    needs(engine, Capability.RANKING)
    best = practice("Kettles", summary="kettles and nothing else")
    practice("A plan of cities", summary="streets, trees, kettles, and many other things that stand in a long plan of a city")
    keep()
    hits = ask(engine, "kettles", sort="match").hits
    assert (hits[0].record, hits[0].score > hits[1].score > 0) == (best, True)


@pytest.mark.parametrize(
    ("q", "places"),
    [
        ('"river transport"', []),
        ("waste -schools", [0, 3]),
        ('-"of schools" waste', [0, 3]),
        ("transpor*", [2, 3]),
        ("-transpor*", [0, 1]),
    ],
)
def test_quotes_minus_and_star_are_obeyed(engine: SearchEngine, four: list[int], q: str, places: list[int]) -> None:
    needs(engine, Capability.OPERATORS)
    assert sorted(numbers(ask(engine, q))) == [four[place] for place in places]


@pytest.mark.parametrize(("q", "places"), [("rivers", [2]), ("wasted", [0, 1, 3]), ("running", [])])
def test_a_word_is_found_in_its_other_forms(engine: SearchEngine, four: list[int], q: str, places: list[int]) -> None:
    needs(engine, Capability.FORMS)
    assert sorted(numbers(ask(engine, q))) == [four[place] for place in places]


def test_a_term_that_the_question_names_finds_who_carries_it(engine: SearchEngine, four: list[int]) -> None:
    needs(engine, Capability.CONCEPTS)
    assert sorted(hit.record for hit in engine.search(kenya()).hits) == [four[0], four[2]]


def kenya() -> Request:
    """A question in a language that no text of these records is in."""
    return Request(PRACTICES, concepts.understand(parsing.parse("Кения"), PRACTICES))


def test_what_an_engine_does_not_name_it_gives_nothing_for(engine: SearchEngine, four: list[int]) -> None:
    request = Request(PRACTICES, parsing.parse("waste"))
    given: dict[Capability, Callable[[], Any]] = {
        Capability.SUPPORT: lambda: engine.support(request, "author"),
        Capability.SIMILAR: lambda: engine.similar(PRACTICES, KINDS[PRACTICES].documents(four[:1]), 5),
        Capability.SUGGESTING: lambda: engine.suggest(PRACTICES, "waste", "en", 5),
        Capability.SPELLING: lambda: engine.spell(PRACTICES, parsing.parse("transprt").words),
        Capability.CONCEPTS: lambda: engine.search(kenya()).hits,
        Capability.RANKING: lambda: [hit for hit in ask(engine, "waste", sort="match").hits if hit.score],
        Capability.KEEPING: engine.basis,
    }
    for capability, ask_for in given.items():
        if capability not in engine.capabilities:
            assert not ask_for(), capability


def test_an_engine_is_ready_and_counts_what_it_holds(engine: SearchEngine, four: list[int]) -> None:
    assert (engine.health(), engine.health(thorough=True)) == ("ready", "ready")
    assert figure(engine, "documents", PRACTICES) >= 4
    assert engine.tidy(lambda: True) in {True, False}
    with engine.lock() as ours:
        assert ours
