"""A form of another room, with a kind of question of its own, works without a change anywhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import lazy_gettext as _l
from jsonschema import Draft202012Validator
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from exchange.core.errors import Invalid
from exchange.core.text import one_line
from exchange.questions import Choices, Form, Markdown, Part, Question, Section, Terms, Tier, Unshown, Words, WrongShape, compare
from exchange.questions.question import require_shape
from tests.questions.samples import CodesAsWords

FIGURES = Part("figures", _l("Figures"), "share")
NOWHERE = Unshown("It is for the test.")
SENTENCE = "Enter a share from 0 to 100"
TERMS = Terms({}, (), ())
PAGE = """{% import "macros/questions.html" as asking %}{% import "macros/questions.html" as reading %}
{% for q in questions %}{{ asking["ask_" ~ q.asking](form[q.name], q, "/help/", none) }}{% endfor %}
{% for q in questions if q.has_answer(given[q.name]) %}{{ reading["read_" ~ q.reading](q, given[q.name], none) }}{% endfor %}"""


class Share(Question):
    """An int of a hundred; a draft may hold any text."""

    def control(self, value: Any) -> Any:
        return StringField(self.label, description=self.hint)

    def take(self, data: Any) -> Any:
        typed = one_line(data)
        return int(typed) if typed.isdecimal() else typed

    def flaw(self, value: Any, given: Mapping[str, Any]) -> str:
        return "" if isinstance(value, int) and value <= 100 else SENTENCE

    def words(self, value: Any, words: Words) -> str:
        return f"{value} of a hundred"

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "maximum": 100}

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        return require_shape(value, int, "a whole number", where)


FORM = Form(
    Section("first", _l("Results"), _l("Results"), (
        Share("share", Tier.S, _l("Share"), _l("Share"), _l("Enter a share"), shown=FIGURES, place=1),
        Markdown("story", Tier.F, _l("Story"), _l("Story"), _l("Story"), limit=20, shown=FIGURES),
    )),
    Section("second", _l("Sources"), _l("Sources"), (
        Choices("ways", Tier.O, _l("Ways"), _l("Ways"), _l("Ways"), choices={"visit": _l("Visit"), "call": _l("Call")}, shown=NOWHERE),
    )),
)  # fmt: skip
GIVEN = {"share": 0, "story": "It *grew*", "ways": ["call"]}


@pytest.fixture
def posting(app: Flask) -> Iterator[Any]:
    """Opens the request in which a form is posted."""
    with app.test_request_context("/en/", method="POST", data=MultiDict({"share": "lots", "story": "A story of many words"})):
        yield


def draw(page: Any, given: Mapping[str, Any], section: str = "first") -> str:
    return str(render_template_string(PAGE, form=page, questions=FORM.page_questions(section), given=given))


def test_a_form_of_another_room_is_shown_as_controls(app: Flask) -> None:
    with app.test_request_context("/en/"):
        html = draw(FORM.page("first", GIVEN), GIVEN)
        assert 'name="share" type="text" value="0"' in html
        assert 'name="story"' in html
        assert "<p>0</p>" in html
        assert "<em>grew</em>" in html
        assert 'value="call" checked' in draw(FORM.page("second", GIVEN), GIVEN, "second")


@pytest.mark.usefixtures("posting")
def test_bad_input_is_refused_with_its_sentence_and_kept() -> None:
    page = FORM.page("first", GIVEN)
    posted = FORM.values("first", page)
    assert posted == {"share": "lots", "story": "A story of many words"}
    page.validate()
    page.take(Invalid(FORM.problems(posted)))
    assert page.errors["share"] == [SENTENCE]
    assert page.errors["story"] == ["Shorten this answer by 1 character"]
    html = draw(page, {"share": "", "story": ""})
    assert SENTENCE in html
    assert 'value="lots"' in html
    assert "A story of many words" in html


def test_posted_text_becomes_the_values_of_the_form(app: Flask) -> None:
    with app.test_request_context("/en/", method="POST", data=MultiDict([("ways", "call"), ("ways", "visit")])):
        assert FORM.values("second", FORM.page("second", GIVEN)) == {"ways": ["visit", "call"]}
    with app.test_request_context("/en/", method="POST", data=MultiDict({"share": " 40 ", "story": ""})):
        assert FORM.values("first", FORM.page("first", GIVEN)) == {"share": 40, "story": ""}


def test_what_keeps_a_form_from_being_sent_is_told(app: Flask) -> None:
    assert FORM.blocking(GIVEN) == {}, "nought is an answer"
    assert FORM.blocking({}) == {"share": "Enter a share"}
    assert FORM.blocking({"share": 101}) == {"share": SENTENCE}


def test_answers_of_a_new_kind_have_words_and_are_compared(app: Flask) -> None:
    share = FORM.by_name["share"]
    assert share.words(40, CodesAsWords()) == "40 of a hundred"
    before, after = share.compare(40, 50, CodesAsWords(), compare.Steps())
    assert before == [("del", "40"), ("same", " of a hundred")]
    assert after == [("ins", "50"), ("same", " of a hundred")]
    assert share.compare("", 0, CodesAsWords(), compare.Steps())[1] == [("ins", "0 of a hundred")]


def test_answers_of_a_new_kind_survive_the_way_there_and_back() -> None:
    properties = FORM.schema()
    validator = Draft202012Validator({"type": "object", "properties": properties})
    exported = json.loads(json.dumps(FORM.accept(GIVEN, TERMS, "answers")))
    assert exported == GIVEN
    assert validator.is_valid(exported)
    assert not validator.is_valid({"share": 101})
    assert FORM.accept(exported, TERMS, "answers") == GIVEN
    with pytest.raises(WrongShape, match=r"answers\.share is not a whole number"):
        FORM.accept({"share": "lots"}, TERMS, "answers")


def test_a_part_shows_its_questions_and_a_text_is_searched() -> None:
    assert [one.name for one in FORM.of_part(FIGURES)] == ["story", "share"]
    assert (FORM.texts, FORM.searched_texts) == (("story",), ("story",))
    assert [one.name for one in FORM.questions if not one.is_shown] == ["ways"]
