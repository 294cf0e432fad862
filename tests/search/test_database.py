"""The database as an engine finds what the index finds, as far as it goes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from exchange.experts.searchable import EXPERTS
from exchange.practices.searchable import PRACTICES
from exchange.retrieval import parsing
from exchange.retrieval.database.engine import DatabaseEngine
from exchange.retrieval.engines import engine
from exchange.retrieval.port import Request
from tests.retrieval.kinds import KINDS
from tests.search.factories import expert, practice

Drain = Callable[[], int]
FILTERS: list[dict[str, list[str]]] = [
    {},
    {"theme": ["waste"]},
    {"kind": ["policy", "tool"]},
    {"scale": ["city"]},
    {"country": ["KE"]},
    {"country": ["001"]},
    {"region": ["002"]},
    {"region": ["001"]},
    {"group": ["ldc", "sids"]},
    {"evidence": ["measured"]},
    {"evidence": ["unchecked"]},
    {"evidence": ["unchecked", "measured"]},
    {"sdg": ["12"]},
    {"language": ["fr"]},
    {"language": ["pt"]},
    {"source": ["circle-bank"]},
    {"source": ["exchange"]},
    {"source": ["unknown"]},
    {"kind": ["policy"], "country": ["KE", "FJ"]},
]
YEARS: list[tuple[Any, Any]] = [(None, None), (2016, None), (None, 2010), (2011, 2014), (2014, 2011)]


@pytest.fixture
def exchange(drain: Drain) -> None:
    practice(
        "A", themes=["waste"], countries=["KE"], kind="policy", scale="city", targets=["12.5"], start="2015", state="running"
    )
    practice("B", countries=["001"], kind="tool", language="fr-FR", source="Circle Bank", start="2010", end="2012")
    practice("C", countries=["FJ"], kind="policy", evidence="measured", translations={"fr": {"title": "Ça"}}, end="2013")
    practice("D", countries=["002"], kind="finance", language="pt-BR")
    drain()


def test_filters_mean_the_same(exchange: None) -> None:
    for chosen, years, sort in product(FILTERS, YEARS, ("newest", "reviewed")):
        wanted = {facet: frozenset(codes) for facet, codes in chosen.items()}
        request = Request(PRACTICES, chosen=wanted, years=years, sort=sort)
        whole, some = engine().search(request), DatabaseEngine(KINDS).search(request)
        assert some.total == whole.total, (chosen, years)
        assert [hit.record for hit in some.hits] == [hit.record for hit in whole.hits], (chosen, years, sort)


def test_words_are_looked_for_in_titles_and_summaries(drain: Drain) -> None:
    both = practice("Repair 100%", summary="Kettles", translations={"fr": {"title": "Réparer", "summary": "Bouilloires"}})
    for q, numbers in [
        ("repair", [both]),
        ("KETTLES", [both]),
        ("bouilloires", [both]),
        ('"repair"', [both]),
        ("kett*", [both]),
        ("xx", []),
    ]:
        assert [hit.record for hit in DatabaseEngine(KINDS).search(Request(PRACTICES, parsing.parse(q))).hits] == numbers, q


def test_experts_are_looked_for_too(drain: Drain) -> None:
    number = expert("Amina Diallo", biography={"en": "Compost"}, themes=["waste"], countries=["KE"], languages=["fr"])
    expert("Ben", open_to_requests="no")
    cases: list[tuple[str, dict[str, list[str]], list[int]]] = [
        ("compost", {}, [number]),
        ("", {"theme": ["waste"], "country": ["KE"], "language": ["fr"], "open": ["yes"]}, [number]),
        ("", {"open": ["limited"]}, []),
        ("glockenspiel", {}, []),
    ]
    for q, chosen, numbers in cases:
        request = Request(EXPERTS, parsing.parse(q), {facet: frozenset(codes) for facet, codes in chosen.items()})
        assert [hit.record for hit in DatabaseEngine(KINDS).search(request).hits] == numbers
