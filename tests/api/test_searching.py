"""Searches by programs: the same as the pages, in another shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.core.languages import CODES
from tests.api.asking import ask, body_of, found, titles
from tests.client import Reader, words
from tests.practices import records
from tests.retrieval.kinds import KINDS
from tests.search.factories import expert, practice

Drain = Callable[[], int]


def test_a_practice_found_has_its_text_codes_address_score_and_marks(reader: Reader, drain: Drain) -> None:
    number = practice(
        "Repair <cafés>", summary="Volunteers mend & repair.", countries=["KE", "002"], themes=["waste"], kind="policy",
        description="In **2019** kettles were repaired, see [the list](https://example.org/kettles).", source="Circle Bank",
    )  # fmt: skip
    drain()
    [result] = found(reader, "/practices?q=repair")["results"]
    assert result["score"] > 0
    assert result["highlights"] == {
        "title": "<mark>Repair</mark> &lt;cafés&gt;",
        "summary": "Volunteers mend &amp; <mark>repair</mark>.",
        "text": "In 2019 kettles were <mark>repaired</mark>, see the list .",
    }
    del result["score"], result["highlights"], result["published_at"]
    assert result == {
        "id": number, "source_id": f"Circle Bank:{result['source_id'].rpartition(':')[2]}", "title": "Repair <cafés>",
        "summary": "Volunteers mend & repair.", "language": "en", "languages": ["en"], "countries": ["KE"], "regions": ["002"],
        "themes": ["waste"], "kind": "policy", "evidence": "unchecked", "url": f"http://exchange.test/en/practices/{number}/repair-cafés/".replace("é", "%C3%A9"),
    }  # fmt: skip


def test_without_words_nothing_is_marked_and_the_newest_come_first(reader: Reader, drain: Drain) -> None:
    practice("First")
    practice("Second")
    drain()
    body = found(reader, "/practices")
    assert titles(body) == ["Second", "First"]
    assert [(one["score"], one["highlights"]) for one in body["results"]] == [(0, {}), (0, {})]


def test_the_language_asked_for_comes_first_in_texts_and_labels(reader: Reader, drain: Drain) -> None:
    practice("Repair", themes=["waste"], translations={"fr": {"title": "Réparer"}, "es": {"title": "Reparar"}}, machine=["es"])
    drain()
    french, spanish = (found(reader, f"/practices?lang={code}") for code in ("fr", "es"))
    assert titles(french) == ["Réparer"]
    assert french["results"][0]["languages"] == ["en", "fr"]
    assert "/fr/practices/" in french["results"][0]["url"]
    assert titles(spanish) == ["Repair"]
    assert "/en/practices/" in spanish["results"][0]["url"]
    assert [one["label"] for one in french["facets"]["language"]] == ["anglais", "français"]


def test_facets_are_flat_and_say_what_is_selected(reader: Reader, drain: Drain) -> None:
    practice("A", themes=["food-consumption-waste"], kind="policy", start="2015")
    practice("B", themes=["waste"], kind="tool", start="2016")
    drain()
    facets = found(reader, "/practices?kind=policy&kind=x1&year_from=2010")["facets"]
    assert set(facets) == {*KINDS["practices"].names, "year_from", "year_to"}
    assert facets["kind"] == [
        {"value": "policy", "label": "Policy", "count": 1, "selected": True},
        {"value": "tool", "label": "Tool or method", "count": 1, "selected": False},
        {"value": "x1", "label": "x1", "count": 0, "selected": True},
    ]
    assert [one["value"] for one in facets["theme"]] == ["sustainable-consumption-patterns", "food-consumption-waste"]
    assert facets["year_from"] == [{"value": "2010", "label": "2010", "count": 1, "selected": True}]
    assert facets["year_to"] == []


def test_a_program_chooses_the_facets_to_count(reader: Reader, drain: Drain) -> None:
    practice("A", kind="policy", countries=["KE"])
    drain()
    assert set(found(reader, "/practices?counts=kind&counts=country")["facets"]) == {"kind", "country", "year_from", "year_to"}
    assert found(reader, "/practices?counts=none")["facets"] == {}


def test_pages_lead_to_the_end_and_end_empty(reader: Reader, drain: Drain) -> None:
    for number in range(5):
        practice(f"Practice {number}")
    drain()
    seen, address = [], "/practices?q=practice&per_page=2"
    while address:
        body = found(reader, address)
        seen += titles(body)
        address = (body["next"] or "").removeprefix("http://exchange.test/api/v1")
    assert sorted(seen) == [f"Practice {number}" for number in range(5)]
    after = found(reader, "/practices?per_page=2&page=4")
    assert (after["total"], after["page"], after["results"], after["next"]) == (5, 4, [], None)


def test_totals_are_those_of_the_page(reader: Reader, drain: Drain) -> None:
    practice("Repair cafés", kind="policy", countries=["KE"], themes=["waste"])
    practice("School meals", kind="policy", countries=["FR"], start="2015")
    practice("Repair vouchers", kind="tool", countries=["KE"])
    drain()
    for query in (
        "",
        "q=repair",
        "q=repair&kind=policy",
        "kind=policy&kind=tool&country=KE",
        "q=-repair",
        "theme=waste",
        "year_from=2010",
    ):
        page = words(reader.get(f"/en/practices/?{query}"))
        shown = re.search(r"(\d+) practices?\b", page.partition("Sort by")[0].rpartition("Clear all")[2] or page)
        assert shown
        total = found(reader, f"/practices?{query}")["total"]
        assert f"{total} practice{'' if total == 1 else 's'} " in page, query


@pytest.mark.parametrize(
    ("query", "name"),
    [("page=0", "page"), ("page=x", "page"), ("page=100001", "page"), ("page=", "page"), ("per_page=101", "per_page"), ("per_page=-1", "per_page"),
     ("per_page=٣", "per_page"), ("lang=de", "lang"), ("sort=best", "sort"), ("counts=year", "counts")],
)  # fmt: skip
def test_a_wrong_value_of_few_right_ones_is_a_problem_that_names_those(reader: Reader, query: str, name: str) -> None:
    for kind in ("practices", "experts"):
        answer = ask(reader, f"/{kind}?{query}", 422)
        assert answer.mimetype == "application/problem+json"
        [error] = body_of(answer)["errors"]
        assert error["parameter"] == name
        assert re.match(r"Give (one of these values: .*\w|a whole number from 1 to \d+)\.", error["detail"])


def test_a_value_nobody_knows_matches_nothing_and_is_told_as_on_the_page(reader: Reader, drain: Drain) -> None:
    practice("Repair")
    drain()
    body = found(reader, "/practices?theme=x1&year_to=soon&colour=red&view=map")
    assert body["total"] == 0
    assert body["problems"] == [
        "Enter a year as four digits, such as 2019. “soon” does not count.",
        "We do not know the parameter “colour”. It does nothing.",
        "We do not know the value “x1” in the filter “Theme”. It matches nothing.",
    ]


def test_an_expert_is_told_as_everybody_may_see_them(reader: Reader, drain: Drain) -> None:
    number = expert(
        "Amina Diallo", position="Composter", organisation="Green city", biography={"en": "Composting in cities", "fr": "Le compost"},
        countries=["KE"], country_code="SN", languages=["fr"], themes=["waste"],
    )  # fmt: skip
    records.published(number, title="Compost for all")
    expert("Hidden", biography={"en": "Compost"}, public=False)
    drain()
    [result] = found(reader, "/experts?q=compost&country=KE&open=yes&lang=fr")["results"]
    assert result.pop("score") > 0
    assert result.pop("highlights") == {"position": "<mark>Composter</mark>", "text": "Le <mark>compost</mark>"}
    assert result == {
        "id": number, "name": "Amina Diallo", "position": "Composter", "organisation": "Green city", "country": "SN", "countries": ["KE"],
        "themes": ["waste"], "languages": ["fr"], "practices": 1, "open": "yes", "url": f"http://exchange.test/fr/experts/{number}/amina-diallo/",
        "why": "1 pratique sur «\xa0Déchets\xa0»\u202f; pays d’intervention\xa0: Kenya\u202f; parle français",
    }  # fmt: skip
    assert found(reader, "/experts")["results"][0]["highlights"] == {}


def test_a_word_no_text_holds_is_answered_with_the_one_that_was_meant(reader: Reader, drain: Drain) -> None:
    practice("Composting at home")
    drain()
    assert found(reader, "/practices?q=compositng")["suggestion"] == "composting"
    assert found(reader, "/practices?q=composting")["suggestion"] is None


def test_while_the_index_is_away_the_answer_says_so(reader: Reader) -> None:
    practice("Repair cafés")
    expert("Amina Diallo", biography={"en": "Repair"})
    body = found(reader, "/practices?q=repair&source=x1")
    assert (body["reduced"], body["facets"], body["problems"]) == (True, {"year_from": [], "year_to": []}, [])
    assert titles(found(reader, "/practices?q=repair")) == ["Repair cafés"]
    assert titles(found(reader, "/experts?q=repair")) == ["Amina Diallo"]


NAMES = st.sampled_from(
    ["q", *KINDS["practices"].names, "open", "year_from", "year_to", "sort", "page", "per_page", "lang", "counts", "view"]
)
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "0",
            "1",
            "-1",
            "99999999999999999999",
            "waste",
            "KE",
            "002",
            "en",
            "fr",
            "match",
            "newest",
            "none",
            "theme",
            "2019",
            '"a',
            "a*",
            "\x00",
        ]
    ),
)


@given(kind=st.sampled_from(["practices", "experts"]), pairs=st.lists(st.tuples(NAMES | st.text(max_size=8), VALUES), max_size=8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_is_answered_as_described(reader: Reader, kind: str, pairs: list[tuple[str, str]]) -> None:
    query = urlencode([(name.encode("utf-8", "replace"), value.encode("utf-8", "replace")) for name, value in pairs])
    answer = reader.get(f"/api/v1/{kind}?{query}")
    assert answer.status_code in {200, 422}
    ask(reader, f"/{kind}?{query}", answer.status_code)


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_its_labels(reader: Reader, drain: Drain, code: str) -> None:
    practice("Repair", countries=["KE"], themes=["waste"], targets=["12.5"], kind="policy")
    drain()
    facets = found(reader, f"/practices?lang={code}")["facets"]
    assert all(one["label"] for values in facets.values() for one in values)
