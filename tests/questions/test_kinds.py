"""What must agree in every kind of question: its control, its check, its words, its schema and its way through a file."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l
from jsonschema import Draft202012Validator

from config import ROOT
from exchange.practices.queries import Names
from exchange.questions import Form, Question, Section, Tier, Unshown, WrongShape
from tests.questions.samples import TERMS, kinds, sample

LISTS = {"choices": {"a": _l("Policy"), "b": _l("Tool or method")}, "roles": {"a": _l("Funder")}, "kinds": {"a": _l("Audit")}}
MACROS = set(re.findall(r"macro (\w+)\(", (ROOT / "templates/macros/questions.html").read_text("utf-8")))
KINDS = sorted(kinds(), key=lambda kind: kind.__name__)


def question(kind: type[Question]) -> Any:
    lists: Any = {name: codes for name, codes in LISTS.items() if name in kind.__dataclass_fields__}
    words = (_l("Title"), _l("Title"), _l("Enter a title"))
    made = kind("asked", Tier.S, *words, shown=Unshown("It is for the test."), limit=100, **lists)
    return replace(made, most=5) if made.empty == [] else made


@pytest.fixture(params=KINDS, ids=lambda kind: str(kind.__name__))
def one(request: pytest.FixtureRequest, app: Flask) -> Any:
    return question(request.param)


def test_a_good_answer_is_an_answer_and_an_empty_one_is_none(one: Question) -> None:
    assert one.has_answer(sample(one))
    assert not one.has_answer(one.empty)
    assert one.problem(sample(one), {}) == ""


def test_an_answer_has_words_and_differs_from_none(one: Question) -> None:
    assert one.words(sample(one), Names("en"))
    assert one.comparable(sample(one), Names("en"))


def test_a_kind_is_drawn_by_macros_that_exist(one: Question) -> None:
    assert {f"ask_{one.asking}", f"read_{one.reading}"} <= MACROS, f"{type(one).__name__} names no macro of macros/questions.html"


def test_an_untouched_control_gives_the_answer_back(one: Question, app: Flask) -> None:
    form = Form(Section("only", _l("Sources"), _l("Sources"), (one,)))
    if one.kept_apart:
        assert form.page_questions("only") == []
        return
    with app.test_request_context("/en/"):
        for value in (sample(one), one.empty):
            assert form.values("only", form.page("only", {"asked": value})) == {"asked": value}
    assert one.knows(sample(one))


def test_an_answer_fits_its_schema_and_survives_a_file(one: Question) -> None:
    if one.kept_apart:
        return
    schema = Draft202012Validator(one.schema())
    assert schema.is_valid(sample(one))
    assert one.accept(sample(one), TERMS, "here") == sample(one)
    assert not schema.is_valid({})
    with pytest.raises(WrongShape, match="here"):
        one.accept({}, TERMS, "here")
