"""An answer to any question of a practice is met wherever answers are, a question that is added here too."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from flask_babel import lazy_gettext as _l

from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import queries, service
from exchange.practices.edits import BaseRevision
from exchange.practices.fields import DONE, FORM, PARTS
from exchange.practices.searchable import documents
from exchange.questions import Elsewhere, Form, Part, Question, Terms, Text, Tier
from exchange.transfer import exporting, reading, records
from exchange.vocabularies import queries as vocabularies
from tests import factories
from tests.client import Reader, page_of
from tests.practices.records import publish, published, whole_draft
from tests.practices.test_drafts import actor
from tests.questions.samples import sample

ADDED = "added"


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    """One question more in the section "done" and in the part of that name."""
    question = Text(ADDED, Tier.O, _l("Media"), _l("Media"), _l("Media"), limit=100, shown=DONE)
    grown = [
        replace(section, questions=(*section.questions, question)) if section.name == "done" else section
        for section in FORM.sections
    ]
    monkeypatch.setattr(FORM, "__dict__", vars(Form(*grown)))


@pytest.fixture
def given(added: None) -> dict[str, Any]:
    return {one.name: sample(one) for one in FORM.kept_questions}


@pytest.fixture
def author() -> int:
    return factories.member("Ana Silva").id


def pieces(one: Question, given: dict[str, Any]) -> list[str]:
    """The words of an answer as they stand in any layout: each entry of a list, each cell of a row."""
    words = one.words(given[one.name], queries.Names("en"))
    return [part for line in words.split("\n") for part in line.split(" · ")]


def missing(page: str, wanted: dict[str, list[str]]) -> list[str]:
    return [name for name, words in wanted.items() if not all(word in page for word in words)]


def test_a_reader_meets_every_answer_where_its_question_says(reader: Reader, author: int, given: dict[str, Any]) -> None:
    answer = reader.get(f"/en/practices/{published(author, **given)}/", follow_redirects=True)
    page = page_of(answer)
    main = html.unescape(answer.get_data(as_text=True)).split("<main", 1)[1]
    # Beside the text a target is its number alone.
    beside = {one.name: pieces(one, given) for one in FORM.questions if isinstance(one.shown, Elsewhere)} | {"targets": ["12.5"]}
    assert missing(main, beside) == []
    for part in PARTS:
        section = page.find(f".//section[@id='{part.anchor}']")
        assert section is not None, part.anchor
        texts = " ".join([*section.itertext(), *(link.get("href") or "" for link in section.iter("a"))])
        assert missing(texts, {one.name: pieces(one, given) for one in FORM.of_part(part)}) == [], part.anchor


def test_every_question_is_shown_in_a_part_or_says_why_not(added: None) -> None:
    for one in FORM.questions:
        if isinstance(one.shown, Part):
            assert one.shown in PARTS, f"{one.name}: add its part to PARTS in exchange/practices/fields.py"
    assert {part.lead for part in PARTS} - {""} <= {one.name for one in FORM.questions}
    assert [one.name for one in FORM.questions if not one.is_shown] == ["contacts", "agreed", "terms"]


def test_every_answer_is_in_the_file_of_its_author(reader: Reader, author: int, given: dict[str, Any]) -> None:
    reader.sign_in(author)
    whole_draft(author, **given)
    page = html.unescape(reader.get("/en/submissions/download.html").get_data(as_text=True))
    assert missing(page, {one.name: [f"<h4>{one.label}</h4>", *pieces(one, given)] for one in FORM.kept_questions}) == []
    line = json.loads(reader.get("/en/submissions/download.jsonl").get_data(as_text=True))
    assert {name: line["answers"][name] for name in given} == given


def test_every_answer_is_on_its_page_of_the_form(reader: Reader, author: int, given: dict[str, Any]) -> None:
    reader.sign_in(author)
    number = whole_draft(author, **given)
    for section in FORM.sections:
        page = html.unescape(reader.get(f"/en/submissions/{number}/{section.name}/").get_data(as_text=True))
        assert missing(page, {one.name: [str(one.label)] for one in FORM.page_questions(section.name)}) == []
    checked = html.unescape(reader.get(f"/en/submissions/{number}/check/").get_data(as_text=True))
    assert missing(checked, {one.name: pieces(one, given) for one in FORM.kept_questions}) == []


def test_every_answer_is_compared_between_versions(reader: Reader, author: int, given: dict[str, Any]) -> None:
    other = {one.name: sample(one) for one in FORM.kept_questions} | {
        "language": "fr", "themes": ["transport"], "countries": ["KE"], "targets": ["12.3"], "start": "2020", "end": "2022",
    }  # fmt: skip
    for one in FORM.kept_questions:
        if other[one.name] == given[one.name]:
            other[one.name] = [] if one.empty == [] else next(iter(getattr(one, "choices", ())), f"Other {one.name}")
    practice = published(author, **other)
    with transaction():
        number = service.new_version(actor(author), practice)
        service.save(actor(author), number, given, BaseRevision(0))
    publish(number)
    page = html.unescape(reader.get(f"/en/practices/{practice}/history/").get_data(as_text=True))
    changed = [one for one in FORM.kept_questions if not one.asked_anew]
    words = {
        one.name: [str(one.label), *re.findall(r"\w+", one.comparable(given[one.name], queries.Names("en")))] for one in changed
    }
    assert missing(page, words) == []


def test_every_answer_survives_an_export(author: int, given: dict[str, Any]) -> None:
    published(author, **given)
    known = vocabularies.current_vocabularies()
    terms = Terms({one: one for one in known.themes}, known.places, known.targets)
    (record,) = exporting.everything()
    assert reading.content(records.normal(json.loads(records.write(record))), terms).answers == given


def test_every_text_is_in_the_index(author: int, given: dict[str, Any]) -> None:
    number = published(author, **given)
    db.session.expire_all()
    (document,) = documents.of_practices([number])
    texts = "\n".join((document.title, *document.texts))
    assert missing(texts, {name: [given[name]] for name in FORM.searched_texts}) == []
    left_out = [one.name for one in FORM.questions if one.is_text and not one.searched]
    assert left_out == ["adapted_link", "interests"]
    assert not [name for name in left_out if given[name] in texts]
