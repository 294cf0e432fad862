"""The engine of an application is chosen by a setting, and what it cannot do is left out of the pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from config import SEARCH_ENGINES
from exchange.experts.searchable import EXPERTS
from exchange.practices.queries import published_practice
from exchange.practices.searchable import PRACTICES
from exchange.retrieval import feature, parsing
from exchange.retrieval.database.engine import DatabaseEngine
from exchange.retrieval.engines import ENGINES, EXTENSION, engine
from exchange.retrieval.fallback import WithFallback
from exchange.retrieval.port import Capability, Request
from exchange.search import alike, explaining, helping, parameters, service, sync
from tests.client import Reader, words
from tests.search.factories import expert, practice

Drain = Callable[[], int]


@pytest.fixture
def alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance whose setting names the database."""
    monkeypatch.setitem(app.config, "SEARCH_ENGINE", "database")
    monkeypatch.setitem(app.extensions, EXTENSION, None)
    feature.init(app)


@pytest.fixture
def records(drain: Drain) -> None:
    practice("Repair of kettles", kind="policy", countries=["KE"], themes=["waste"], source="Circle Bank")
    practice("Repair of bicycles", kind="tool", countries=["FR"], themes=["waste"])
    expert("Amina Diallo", themes=["waste"], languages=["en"])
    drain()


def test_the_settings_name_every_engine_there_is() -> None:
    assert tuple(ENGINES) == SEARCH_ENGINES


def test_the_setting_chooses_the_engine(app: Flask, alone: None) -> None:
    assert isinstance(engine(), DatabaseEngine)
    assert isinstance(ENGINES["whoosh"](app), WithFallback)


def test_the_database_alone_finds_filters_and_counts_on_the_page(alone: None, records: None, reader: Reader) -> None:
    page = words(reader.get("/en/practices/?q=repair&kind=policy"))
    assert "Repair of kettles" in page
    assert "Repair of bicycles" not in page
    assert "1 practice" in page
    assert "Circle Bank 1" in page
    assert "search index is being built" not in page
    assert "Amina Diallo" in words(reader.get("/en/experts/?q=amina&theme=waste"))


def test_an_order_that_the_engine_does_not_have_is_not_offered(alone: None, records: None, reader: Reader) -> None:
    page = words(reader.get("/en/practices/?q=repair&sort=match"))
    assert "Best match" not in page
    assert page.index("Repair of bicycles") < page.index("Repair of kettles")


def test_terms_that_the_engine_does_not_look_for_are_not_named(alone: None, app: Flask) -> None:
    with app.test_request_context():
        wanted = parameters.read(PRACTICES, MultiDict({"q": "kenya"}))
        assert [one.code for one in wanted.asked.meanings] == ["KE"]
        told = explaining.explain(wanted, [], lambda _other: "")
        assert (told["meanings"], told["own_words"]) == ([], None)


def test_who_can_help_stands_where_the_engine_knows_no_evidence(
    alone: None, records: None, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    [*_others, number] = [hit.record for hit in engine().search(Request(PRACTICES)).hits]
    found = published_practice(number)
    assert found is not None
    # It would read every profile there is.
    monkeypatch.setattr(DatabaseEngine, "search", None)
    with app.test_request_context():
        assert [person.name for person in helping.with_practice(found)] == ["Amina Diallo"]
        assert alike.similar_practices(found) == []


def test_an_instance_without_an_index_is_ready_and_owes_no_rebuild(
    alone: None, records: None, reader: Reader, app: Flask
) -> None:
    assert (sync.health(), service.is_outdated(), sync.differences()) == ("ready", False, [])
    assert app.test_cli_runner().invoke(args=["search", "rebuild"]).output == "no index to build\n"
    assert not (Path(app.config["EXCHANGE_VAR"]) / "index" / "current.json").exists()
    assert reader.get("/readyz").status_code == 200
    assert [dict(one.values) for one in service.figures()] == [{EXPERTS: 1, PRACTICES: 2}]


def test_the_database_answers_while_the_index_is_away_and_says_so(records: None, app: Flask) -> None:
    request = Request(PRACTICES, parsing.parse("repair"), counts=("kind",))
    whole = engine().search(request)
    assert (whole.total, whole.reduced, dict(whole.counts["kind"])) == (2, False, {"policy": 1, "tool": 1})
    shutil.rmtree(Path(app.config["EXCHANGE_VAR"]) / "index")
    away = engine().search(request)
    assert (away.total, away.reduced, away.counts, away.labels) == (2, True, {}, {})
    assert engine().capabilities == frozenset(Capability)
    assert engine().suggest(PRACTICES, "rep", "en", 5) == ()
    assert engine().spell(PRACTICES, parsing.parse("repiar").words) == {}
