"""What must agree for every facet of every kind of record, and that one object in one list is a whole facet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask, g
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from exchange.api import parameters as api_parameters
from exchange.api.document import document
from exchange.core.db import db
from exchange.core.languages import CODES as LANGUAGES
from exchange.core.transaction import transaction
from exchange.experts.searchable import EXPERTS
from exchange.practices import choices
from exchange.practices.models import Practice, Version
from exchange.practices.queries import Published
from exchange.practices.searchable import PRACTICES
from exchange.practices.searchable.facets import FACETS
from exchange.practices.service import record_change
from exchange.retrieval import concepts, parsing
from exchange.retrieval.database.engine import DatabaseEngine
from exchange.retrieval.engines import engine
from exchange.retrieval.kinds.facet import DatabaseFacet
from exchange.retrieval.kinds.values import Choices
from exchange.retrieval.port import Request
from exchange.search import parameters
from tests import catalogues
from tests.api.asking import titles
from tests.client import Reader, words
from tests.retrieval.kinds import KINDS
from tests.search.factories import expert, practice

Drain = Callable[[], int]
ALL = [(kind, facet.name) for kind in KINDS for facet in KINDS[kind].facets]
# What a record can hold, from where writing takes it and not from the facets.
HELD: dict[str, dict[str, Iterable[str]]] = {
    PRACTICES: {"kind": choices.KINDS, "scale": choices.SCALES, "evidence": choices.HOW_SURE},
    EXPERTS: {"open": ["yes", "limited"]},
}
STATE = DatabaseFacet[Published](
    name="state",
    label=_l("State"),
    meaning="How far a practice has come.",
    values=Choices(choices.STATES),
    codes=lambda one: [one.version.answers["state"]] if one.version.answers.get("state") else (),
    condition=lambda codes: Version.answers["state"].as_string().in_(codes),
    held=lambda chosen: db.session.execute(chosen.with_only_columns(Practice.id, Version.answers["state"].as_string())).tuples(),
)


def described(app: Flask, kind: str) -> dict[str, Any]:
    """The query parameters of a search as the OpenAPI document has them, by name."""
    found = document(app, "api")["paths"][f"/api/v1/{kind}"]["get"]["parameters"]
    return {one["name"]: one for one in found}


@pytest.fixture
def records(drain: Drain) -> None:
    """Records that hold every choice there is, places of each sort, several languages and sources."""
    for code in choices.KINDS:
        practice(kind=code, countries=["KE"], themes=["waste"], targets=["12.5"])
    for code in choices.SCALES:
        practice(scale=code, countries=["FJ", "LS"], themes=["food-consumption-waste"], language="pt-BR")
    for code in choices.EVIDENCE_LEVELS:
        practice(evidence=code, countries=["002"], language="sw", source="Circle Bank", translations={"fr": {"title": "Ça"}})
    practice(countries=["001"], targets=["13.1", "1.a"])
    for openness in ("yes", "limited", "no"):
        expert(open_to_requests=openness, themes=["waste"], countries=["KE", "FR"], languages=["fr", "pt-BR", "sw"])
    drain()


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_a_facet_is_a_filter_an_index_field_and_a_parameter(app: Flask, kind: str, name: str) -> None:
    facet = KINDS[kind].facet(name)
    assert name in KINDS[kind].names
    assert name in KINDS[kind].codes
    assert (KINDS[kind].text_facet == name) == facet.of_text
    asked = parameters.read(kind, MultiDict([(name, "x1")])).request("en")
    assert asked.chosen == {name: frozenset({"x1"})}
    assert name in asked.counts
    assert name in api_parameters.names_for(kind)
    described_as = described(app, kind)
    assert described_as[name]["description"] == facet.meaning
    assert name in described_as["counts"]["schema"]["items"]["enum"]


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_a_facet_has_a_label_in_every_language(app: Flask, kind: str, name: str) -> None:
    label = str(KINDS[kind].facet(name).label)
    for path in catalogues.PATHS:
        assert catalogues.read(path)[label].string, (path, label)


def test_every_value_has_words_and_falls_back_to_the_same_records(app: Flask, records: None) -> None:
    database = DatabaseEngine(KINDS)
    for kind in KINDS:
        answer = engine().search(Request(kind, counts=KINDS[kind].names))
        for facet in KINDS[kind].facets:
            counts = answer.counts[facet.name]
            assert database.search(Request(kind, counts=(facet.name,))).counts[facet.name] == counts, facet.name
            assert counts, facet.name
            assert counts.keys() >= set(HELD[kind].get(facet.name, ())), facet.name
            for code in counts:
                request = Request(kind, chosen={facet.name: frozenset({code})}, sort="newest")
                assert database.search(request).total == engine().search(request).total, (kind, facet.name, code)
                for language in LANGUAGES:
                    assert _words(app, language, kind, facet.name, code, answer.labels), (facet.name, code, language)


def _words(app: Flask, language: str, kind: str, name: str, code: str, labels: Any) -> str | None:
    with app.test_request_context():
        g.language = language
        return KINDS[kind].facet(name).values.words(labels)(code)


def test_every_choice_of_a_fixed_list_stands_on_the_page(records: None) -> None:
    for kind, held in HELD.items():
        for name, codes in held.items():
            assert set(KINDS[kind].facet(name).values.fixed) == set(codes), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_is_understood_in_a_question_by_its_label(app: Flask, language: str) -> None:
    for facet in FACETS:
        for code in facet.values.fixed:
            label = _words(app, language, PRACTICES, facet.name, code, {})
            meant = concepts.understand(parsing.parse(label or ""), PRACTICES).meanings
            assert (facet.name, code) in {(one.facet, one.code) for one in meant}, (language, label)


@pytest.fixture
def new_scale(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One choice of scale more than the file of names knows, as after a start anew."""
    monkeypatch.setitem(choices.SCALES, "village", _l("Finished"))
    app.extensions.pop("concepts_kept", None)
    yield
    app.extensions.pop("concepts_kept", None)


@pytest.mark.parametrize(("language", "label"), [("en", "Finished"), ("fr", "Terminée"), ("ru", "Завершено")])
def test_a_new_choice_is_understood_by_its_label(new_scale: None, language: str, label: str) -> None:
    meant = concepts.understand(parsing.parse(label), PRACTICES).meanings
    assert [(one.facet, one.code) for one in meant] == [("scale", "village")]


@pytest.fixture
def state() -> Iterator[None]:
    """One facet more, for as long as a test."""
    FACETS.append(STATE)
    yield
    FACETS.remove(STATE)


@pytest.fixture
def two(state: None) -> None:
    """A finished practice and one that runs."""
    practice("Finished one", state="finished")
    practice("Running one", state="running")


def test_a_new_facet_filters_and_counts_on_the_page(two: None, reader: Reader, drain: Drain) -> None:
    drain()
    page = words(reader.get("/en/practices/?state=finished"))
    assert "Finished one" in page
    assert "Running one" not in page
    assert "State" in page
    answer = engine().search(parameters.read(PRACTICES, MultiDict([("state", "finished")])).request("en"))
    assert answer.counts["state"] == {"finished": 1, "running": 1}


def test_a_new_facet_filters_while_the_index_is_away(two: None, reader: Reader) -> None:
    assert engine().health() == "missing"
    page = words(reader.get("/en/practices/?state=finished"))
    assert "Finished one" in page
    assert "Running one" not in page


def test_a_new_facet_is_in_the_interface_for_programs(two: None, reader: Reader, drain: Drain, app: Flask) -> None:
    drain()
    body = reader.get("/api/v1/practices?state=finished&lang=fr").get_json()
    assert (titles(body), body["problems"]) == (["Finished one"], [])
    assert body["facets"]["state"] == [
        {"value": "running", "label": "En cours", "count": 1, "selected": False},
        {"value": "finished", "label": "Terminée", "count": 1, "selected": True},
    ]
    assert described(app, PRACTICES)["state"]["schema"]["items"]["examples"] == list(choices.STATES)


def test_a_level_that_only_the_source_gives_is_not_checked_here(app: Flask, reader: Reader, drain: Drain) -> None:
    checked = practice("Checked", evidence="measured")
    brought = practice("Brought", evidence="measured", source="Circle Bank")
    plain = practice("Plain")
    with transaction():
        [version] = db.session.scalars(select(Version).where(Version.practice_id == brought))
        version.reviewer_id = None
        record_change(brought)
    drain()
    for searched in (engine(), DatabaseEngine(KINDS)):
        answer = searched.search(Request(PRACTICES, counts=("evidence",)))
        assert answer.counts["evidence"] == {"measured": 1, "unchecked": 2}
        for level, numbers in {"measured": {checked}, "unchecked": {brought, plain}}.items():
            found = searched.search(Request(PRACTICES, chosen={"evidence": frozenset({level})}))
            assert {hit.record for hit in found.hits} == numbers, level
    body = reader.get("/api/v1/practices?evidence=unchecked&counts=evidence").get_json()
    assert sorted(titles(body)) == ["Brought", "Plain"]
    assert {one["evidence"] for one in body["results"]} == {"unchecked"}
    assert reader.get(f"/api/v1/practices/{brought}").get_json()["evidence"]["value"] == "unchecked"
    assert version.evidence == "measured"
