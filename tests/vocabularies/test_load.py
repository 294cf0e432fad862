"""Loading the vocabularies: complete, repeatable, telling what changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from exchange.core.db import db
from exchange.core.languages import CODES
from exchange.core.transaction import transaction
from exchange.vocabularies import queries, service
from exchange.vocabularies.events import VOCABULARY_CHANGED, TermsChanged
from exchange.vocabularies.models import Place, Theme, VocabularyState


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files, to be changed."""
    return Path(shutil.copytree(service.DATA, tmp_path / "data"))


@pytest.fixture
def told(app: Flask) -> Iterator[list[TermsChanged]]:
    """What a load says it changed."""
    found: list[TermsChanged] = []
    end = VOCABULARY_CHANGED.connect(app, found.append)
    yield found
    end()


def edit(folder: Path, name: str, change: Any) -> None:
    path = folder / name
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def load(folder: Path = service.DATA) -> dict[str, int]:
    with transaction():
        return service.load(folder)


def test_every_vocabulary_is_loaded_whole() -> None:
    assert load() == {"themes": 52, "places": 279, "goals": 17, "targets": 169}
    for table in (Theme.labels, Theme.definitions, Place.names):
        for labels in db.session.scalars(select(table)):
            assert set(labels) == set(CODES)
            assert all(labels.values())


def test_loading_again_changes_nothing(told: list[TermsChanged]) -> None:
    before = db.session.scalar(select(VocabularyState.loaded_at))
    load()
    assert told == []
    assert db.session.scalar(select(VocabularyState.loaded_at)) == before


def test_every_country_lies_in_the_world_through_its_regions() -> None:
    assert queries.regions_of("KE") == ("014", "202", "002", "001")
    assert queries.regions_of("FR") == ("155", "150", "001")
    assert queries.regions_of("AQ") == ("001",)
    for place in queries.current_vocabularies().places.values():
        assert place.code == "001" or queries.regions_of(place.code)[-1] == "001"


def test_region_names_agree_with_the_country_file() -> None:
    import csv

    with (service.DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column in ("region", "subregion", "intermediate_region"):
                if row[f"{column}_code"]:
                    assert queries.place_name(row[f"{column}_code"], "en") == row[column]


def test_a_changed_term_is_changed_and_told(folder: Path, told: list[TermsChanged]) -> None:
    edit(folder, "themes.json", lambda content: content["terms"][0]["labels"].update(en="Places people live in"))
    edit(folder, "regions.json", lambda content: content[1]["names"].update(fr="L’Afrique"))
    edit(folder, "sdg_targets.json", lambda content: content[0]["title"].update(en="End poverty"))
    edit(folder, "sdg_goals.json", lambda content: content[1]["short"].update(en="No hunger"))
    load(folder)
    (changed,) = told
    assert changed.themes == {"human-settlements"}
    assert changed.places == {"002"}
    assert "1.1" in changed.targets
    assert {code for code in changed.targets if code.startswith("2.")} == changed.targets - {"1.1"}
    assert queries.theme_label("human-settlements", "en") == "Places people live in"


def test_a_theme_that_left_the_file_is_retired_and_not_deleted(folder: Path, told: list[TermsChanged]) -> None:
    edit(folder, "themes.json", lambda content: content["terms"].pop())
    load(folder)
    (changed,) = told
    (gone,) = changed.themes
    found = queries.theme(gone)
    assert found is not None
    assert found.retired
    assert db.session.scalar(select(func.count()).select_from(Theme)) == 52
    assert all(found not in branch.children for branch in queries.theme_tree())


def test_a_theme_can_be_replaced_by_another_that_comes_later_in_the_file(folder: Path, told: list[TermsChanged]) -> None:
    def merge(content: Any) -> None:
        waste = next(term for term in content["terms"] if term["id"] == "waste")
        waste["retired"] = True
        waste["replaced_by"] = content["terms"][-1]["id"]

    edit(folder, "themes.json", merge)
    load(folder)
    assert told[0].themes == {"waste"}
    assert queries.theme_in_use("waste") == list(queries.current_vocabularies().themes)[-1]


def test_a_broken_file_leaves_everything_as_it_was(folder: Path, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "sdg_targets.json").write_text("[{", "utf-8")
    edit(folder, "themes.json", lambda content: content["terms"][0]["labels"].update(en="Half"))
    with pytest.raises(ValueError):
        load(folder)
    queries.forget()
    assert queries.theme_label("human-settlements", "en") != "Half"


def test_the_command_says_how_many_terms_there_are(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["vocabularies", "load"])
    assert result.exit_code == 0
    assert result.stdout == "themes 52, places 279, goals 17, targets 169\n"


def test_the_command_ends_with_2_when_a_file_is_missing(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "regions.json").unlink()
    original = service.load
    monkeypatch.setattr(service, "load", lambda: original(folder))
    result = app.test_cli_runner().invoke(args=["vocabularies", "load"])
    assert result.exit_code == 2
    assert "regions.json" in result.stderr
