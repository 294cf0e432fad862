"""What every form shares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its types are older than it

from exchange.core.errors import Invalid
from exchange.core.forms import MOST_ROWS, CleanField, Confirm, Form, Rows, readable


class Example(Form):
    title = CleanField("Title", [readable])
    number = IntegerField("Number")
    day = DateField("Day")
    kind = SelectField("Kind", choices=[SelectChoice("a", "A")])
    kinds = SelectMultipleField("Kinds", choices=[SelectChoice("a", "A")])
    rows = Rows(StringField("Row"))


@pytest.fixture(autouse=True)
def request_of_a_form(app: Flask) -> Iterator[None]:
    with app.test_request_context(method="POST"):
        yield


def typed(**values: str) -> Example:
    return Example(MultiDict({"number": "1", "day": "2026-03-11", "kind": "a", "kinds": "a", **values}), meta={"csrf": False})


def test_one_line_of_text_arrives_clean() -> None:
    assert typed(title=" a\x00\r\nb ").text("title") == "a\nb"
    assert typed(title="Ana \u202eKO").text("title") == "Ana KO"
    assert typed().text("title") == ""


def test_text_that_is_no_text_is_told() -> None:
    form = typed(title="caf\ufffd")
    assert not form.validate()
    assert form.errors["title"] == ["Some characters could not be read. Type this answer again."]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("number", "x", "Enter a whole number."),
        ("day", "31.12.", "Enter a date such as 2026-03-11."),
        ("kind", "b", "Choose one of the options of the list."),
        ("kinds", "b", "Choose options of the list only."),
    ],
)
def test_the_form_library_speaks_our_words(field: str, value: str, told: str) -> None:
    form = typed(**{field: value})
    assert not form.validate()
    assert form.errors[field] == [told]


def test_the_problems_of_a_verb_are_shown_where_they_belong() -> None:
    form = typed(title="T")
    form.validate()
    form.take(Invalid({"title": "Enter another title.", "": "Choose a country.", "unknown": "Mend this."}))
    assert form.errors["title"] == ["Enter another title."]
    assert form.form_errors == ["Choose a country.", "Mend this."]
    assert form.status == 422


def test_a_form_without_problems_is_fine_and_a_forged_one_is_refused() -> None:
    assert typed().status == 200
    forged = Confirm(MultiDict())
    assert not forged.validate()
    assert forged.forged
    assert forged.status == 400


def test_rows_over_the_limit_are_an_error_and_what_was_typed_stays() -> None:
    form = typed(**{f"rows-{number}": f"text {number}" for number in range(MOST_ROWS + 2)})
    assert not form.validate()
    assert form.errors["rows"] == [f"This list takes {MOST_ROWS} rows. What you typed in more rows stands below it."]
    assert len(form["rows"].entries) == MOST_ROWS
    assert form["rows"].beyond == f"text {MOST_ROWS}\ntext {MOST_ROWS + 1}"


def test_empty_rows_over_the_limit_are_no_error() -> None:
    form = typed(**{f"rows-{number}": "" for number in range(MOST_ROWS + 2)})
    assert form.validate()
    assert form["rows"].beyond == ""


@pytest.mark.parametrize("number", ["x", "²", "٣", "-1", "9" * 30, ""])
def test_a_row_number_that_is_none_is_left_out(number: str) -> None:
    form = typed(**{"rows-0": "first", f"rows-{number}": "lost"})
    assert [entry.data for entry in form.rows.entries] == ["first"]
