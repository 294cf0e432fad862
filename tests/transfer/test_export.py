"""Exporting everything published, and reading it back into an empty exchange."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sqlalchemy import update

from config import ROOT
from exchange.core import clock
from exchange.core.db import db
from exchange.core.text import one_line
from exchange.core.transaction import transaction
from exchange.practices import choices
from exchange.practices.fields import FORM
from exchange.practices.models import Practice, Version
from exchange.questions import (
    Choice,
    Choices,
    Date,
    Declaration,
    Language,
    Line,
    Phrases,
    Places,
    Question,
    Rows,
    Targets,
    Themes,
)
from exchange.transfer import exporting, records, schema
from exchange.vocabularies import queries as vocabularies
from tests import databases, factories
from tests.transfer import made

Empty = Callable[[], None]
SCHEMA = ROOT / "docs" / "practice-record.schema.json"

WHOLE: dict[str, Any] = {
    "title": "Repair vouchers in Porto",
    "summary": "Fewer appliances thrown away.",
    "language": "pt",
    "themes": ["waste", "sharing-repair-reuse"],
    "kind": "finance",
    "scale": "city",
    "keywords": ["repair", "vouchers"],
    "countries": ["PT", "039"],
    "place": "Porto",
    "start": "2021-03-15",
    "end": "2023",
    "state": "finished",
    "problem": "## Waste\n\n- a\n- b",
    "description": "**One**\n## Two",
    "tools": [{"url": "https://example.org/tool", "label": "Tool"}],
    "targets": ["12.5", "11.6"],
    "organisation": "City of Porto",
    "partners": [{"name": "Guild", "role": "implementer"}],
    "stakeholders": ["consumers"],
    "cost": "Not known",
    "funding": ["local_budget"],
    "results": "More repairs.",
    "evidence_links": [{"url": "https://example.org/e", "label": "Survey", "kind": "evaluation"}],
    "offers": ["none"],
    "references": [{"url": "", "label": "A book"}],
    "agreed": True,
    "interests": "None",
    "licence": "CC-BY-SA-4.0",
    "terms": True,
}
FRENCH = {"title": "Bons", "summary": "Bref", "description": "**Un**", "problem": "Mal", "by_machine": True}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "export.jsonl"


@pytest.fixture
def empty(app: Flask, database: databases.TestDatabase) -> Empty:
    """Makes the exchange an empty one."""

    def make() -> None:
        db.session.remove()
        database.restore(db.engine)

    return make


def exported(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in made.give_out(file).decode().splitlines()]


def there_and_back(file: Path, empty: Empty) -> None:
    first = made.give_out(file)
    empty()
    report, refused = made.take_in(file)
    assert refused == []
    assert report.created == first.count(b"\n")
    assert made.give_out(file) == first


def test_a_practice_written_here_is_exported_with_everything_it_says(file: Path) -> None:
    authors = [factories.member("Ana Pires"), factories.member("Rui Costa")]
    number = made.written_here(WHOLE, authors=authors, evidence="measured", translations={"fr": FRENCH})
    (found,) = exported(file)
    assert tuple(found) == records.NAMES
    assert found["source_id"] == f"exchange:{number}"
    assert found["source"] == "Practice Exchange"
    assert found["licence"] == "CC-BY-SA-4.0"
    assert found["attribution"] == "Ana Pires, Rui Costa"
    assert found["url"].startswith(f"http://exchange.test/en/practices/{number}")
    assert found["countries"] == ["PT"]
    assert found["country_names"] == ["Portugal"]
    assert (found["year"], found["year_end"], found["extra"]["year_meaning"]) == (2021, 2023, "year of start")
    assert found["sdgs"] == [11, 12]
    assert found["translations"] == {"fr": {"title": "Bons", "description": "**Un**"}}
    block = found["extra"]["practice"]
    assert block["translations"] == {"fr": {"answers": {"summary": "Bref", "problem": "Mal"}, "by_machine": True}}
    assert block["evidence"] == "measured"
    kept_elsewhere = {"title", "summary", "description", "language", "organisation", "themes", "keywords"}
    assert block["answers"] == {name: value for name, value in WHOLE.items() if name not in kept_elsewhere}


def test_it_is_read_back_into_the_same_answers(file: Path, empty: Empty) -> None:
    number = made.written_here(WHOLE, evidence="measured", translations={"fr": FRENCH})
    there_and_back(file, empty)
    source_id = f"exchange:{number}"
    assert made.said(source_id) == WHOLE
    assert made.versions(source_id)[0].evidence == "measured"


def test_no_address_contact_or_hidden_field_is_exported(file: Path) -> None:
    author = factories.member("Ana", email="secret-address@example.org")
    made.written_here(WHOLE, authors=[author])
    content = made.give_out(file).decode()
    assert "secret-address" not in content
    assert "contacts" not in content


def test_the_licence_and_credit_have_an_honest_value_when_nobody_is_named(file: Path) -> None:
    author = factories.member("Ana")
    made.written_here({"title": "A", "language": "en", "organisation": "City"}, authors=[author])
    made.written_here({"title": "B", "language": "en"}, authors=[author])
    with transaction():
        author.name = ""
        db.session.merge(author)
    assert [one["attribution"] for one in exported(file)] == ["City", "Practice Exchange"]


def test_only_what_everybody_may_read_is_exported_sorted_by_identity(file: Path) -> None:
    made.take_in(made.write(file, [made.record(number) for number in (10, 9, 2, 3)]))
    made.take_in(made.write(file, [made.record(5)]), reviewed=False)
    made.written_here({"title": "Ours", "language": "en"})
    with transaction():
        db.session.execute(
            update(Practice).where(Practice.source_id == "test:3").values(hidden_at=clock.now(), hidden_reason="x")
        )
    assert exporting.count() == 4
    found = [one["source_id"] for one in exported(file)]
    assert found == sorted(found)
    assert [one for one in found if one.startswith("test:")] == ["test:10", "test:2", "test:9"]


def test_an_imported_record_comes_out_as_it_went_in(file: Path, empty: Empty) -> None:
    given = made.record(
        description="# 1\n## Two *\n3",
        themes=["waste", "Sand"],
        countries=["FR", "XK"],
        year=2010,
        extra={"b": [1, 2.5, None], "a": {"x": True}},
        translations={"fr": {"description": "Texte"}, "qq": {"title": "?"}},
        url="ftp://example.org/a",
    )
    made.take_in(made.write(file, [given]))
    (found,) = exported(file)
    for name in ("description", "countries", "year", "url", "translations"):
        assert found[name] == given[name]
    assert found["themes"] == ["waste"]
    assert found["extra"] == {**given["extra"], "practice": {"theme_words": ["Sand"]}}
    there_and_back(file, empty)


def test_an_imported_practice_edited_here_comes_out_as_it_stands_now(file: Path, empty: Empty) -> None:
    made.take_in(made.write(file, [made.record(description="Old", themes=["Sand"], sectors=["Glass"], sdgs=[3])]))
    with transaction():
        version = made.versions("test:1")[0]
        version.title = "New title"
        version.answers = {"problem": "**Bad**"}
        version.evidence = "evaluated"
    (found,) = exported(file)
    assert found["title"] == "New title"
    assert (found["description"], found["sectors"], found["sdgs"]) == (None, ["Glass"], [3])
    assert found["extra"] == {"practice": {"answers": {"problem": "**Bad**"}, "theme_words": ["Sand"], "evidence": "evaluated"}}
    there_and_back(file, empty)


def test_the_evidence_a_moderator_gave_to_an_imported_record_goes_out_with_it(file: Path, empty: Empty) -> None:
    made.take_in(made.write(file, [made.record(description="Text")]))
    with transaction():
        made.versions("test:1")[0].evidence = "reported"
    (found,) = exported(file)
    assert found["extra"] == {"practice": {"evidence": "reported"}}
    there_and_back(file, empty)
    assert made.versions("test:1")[0].evidence == "reported"


def test_the_command_replaces_a_file_whole_and_leaves_nothing_beside_it(file: Path, tmp_path: Path) -> None:
    made.take_in(made.write(file, [made.record(1), made.record(2)]))
    result = made.run("practices", "export", str(file))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "exported 2\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["export.jsonl"]
    assert file.stat().st_mode & 0o777 in {0o644, 0o664}


def test_a_file_that_cannot_be_written_ends_with_2(tmp_path: Path) -> None:
    result = made.run("practices", "export", str(tmp_path / "missing" / "file.jsonl"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert made.run("practices", "export", str(tmp_path)).exit_code == 2


def test_the_schema_in_the_papers_is_that_of_the_code() -> None:
    assert made.run("practices", "schema").stdout == SCHEMA.read_text("utf-8")
    assert set(schema.MEANINGS) == set(records.NAMES)


def test_every_exported_line_fits_the_schema(file: Path) -> None:
    made.written_here(WHOLE, translations={"fr": FRENCH})
    made.take_in(made.write(file, [made.synthetic(1), made.record(themes=["Sand"], translations={"fr": {}})]))
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    Draft202012Validator.check_schema(validator.schema)
    for one in exported(file):
        validator.validate(one)
    assert not validator.is_valid({**one, "extra": {"practice": {"answers": {"kind": "unheard-of"}}}})
    assert not validator.is_valid({**one, "title": None})


# What a form or a file gives was cleaned: no half characters, and no NUL, which PostgreSQL does not take.
words = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
cells = {"label": words, "name": words, "url": st.sampled_from(["", "https://example.org/é", "http://example.org"])}
STRATEGIES: dict[type[Question], Callable[[Any], st.SearchStrategy[Any]]] = {
    Themes: lambda _one: several(list(vocabularies.current_vocabularies().themes)[:8]),
    Places: lambda _one: several(["FR", "KE", "001", "150"]),
    Targets: lambda _one: several(["12.3", "1.a", "11.6"]),
    Choices: lambda one: several(list(one.choices)),
    Choice: lambda one: st.sampled_from(["", *one.choices]),
    Rows: lambda one: st.lists(st.fixed_dictionaries({cell.name: cell_of(cell) for cell in one.cells}), max_size=2),
    Declaration: lambda _one: st.booleans(),
    Phrases: lambda _one: st.lists(words, max_size=3),
    Language: lambda _one: st.sampled_from(["en", "pt-BR", "zh-Hans", "ar"]),
    Date: lambda _one: st.sampled_from(["", "2020", "2020-02-30", "2020-02-28", "spring"]),
    Line: lambda _one: words,
}


def several(codes: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(codes), unique=True, max_size=3)


def cell_of(cell: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *cell.choices]) if hasattr(cell, "choices") else cells[cell.name]


def answers_to(one: Question) -> st.SearchStrategy[Any]:
    """Answers to a question of any kind; a new kind is given its own here."""
    return next(STRATEGIES[kind] for kind in type(one).__mro__ if kind in STRATEGIES)(one)


@st.composite
def practices(draw: st.DrawFn) -> dict[str, Any]:
    found = {one.name: draw(answers_to(one)) for one in FORM.kept_questions if one.name not in {"title"}}
    return {**found, "title": "Title " + draw(words)}


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_practice_survives_the_way_there_and_back(file: Path, empty: Empty, data: st.DataObject) -> None:
    empty()
    for _number in range(2):
        texts = data.draw(st.dictionaries(st.sampled_from(FORM.texts), words))
        made.written_here(
            data.draw(practices()),
            evidence=data.draw(st.sampled_from([None, *choices.EVIDENCE_LEVELS])),
            translations={"fr": {**texts, "by_machine": data.draw(st.booleans())}},
        )
    there_and_back(file, empty)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    extra=st.dictionaries(
        words, st.recursive(words | st.integers() | st.floats(allow_nan=False, allow_infinity=False), st.lists)
    ).filter(lambda found: len({one_line(key) for key in found}) == len(found)),
    description=st.text(alphabet="#* \n-_a1.", max_size=40),
    themes=st.lists(st.sampled_from(["waste", "transport", "Sand", "Glass"]), max_size=4),
)
def test_any_record_survives_the_way_there_and_back(
    file: Path, empty: Empty, extra: dict[str, Any], description: str, themes: list[str]
) -> None:
    empty()
    extra.pop("practice", None)
    made.take_in(made.write(file, [made.record(extra=extra, description=description, themes=themes, sectors=["Glass"])]))
    there_and_back(file, empty)


def test_the_version_of_a_practice_keeps_no_trace_of_the_way(file: Path, empty: Empty) -> None:
    made.written_here(WHOLE)
    there_and_back(file, empty)
    assert db.session.query(Version).count() == 1
