"""Whichever way a text comes in, it has passed the one table of characters before anything else sees it."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

import exchange
from config import ROOT
from exchange.contact import forms as contact
from exchange.core import clock
from exchange.core.forms import Form, text_fields
from exchange.experts import forms as experts
from exchange.experts.searchable import EXPERTS
from exchange.featured import forms as featured
from exchange.practices import fields
from exchange.practices.forms import section
from exchange.practices.searchable import PRACTICES
from exchange.review import forms as review
from exchange.saved import forms as saved
from exchange.search import parameters
from exchange.transfer import records
from tests.source import parsed
from tests.transfer import made as imports

# An override, a filler, a hidden character, a line separator, a soft hyphen and more marks than any letter has.
DIRTY = "Was\u00adte\u202e\u3164re\u200buse\u2028e" + "\u0301" * 40
CLEAN = {"Waste reuse é" + "\u0301" * 4, "Waste reuse\né" + "\u0301" * 4}


def empty(name: str) -> dict[str, Any]:
    return {one.name: one.empty for one in fields.FORM.page_questions(name)}


MADE: dict[str, Callable[[], Form]] = {
    "profile": lambda: experts.sent_form("en"),
    "review": lambda: review.review_form([7]),
    "closing": contact.closing,
    "choice": lambda: featured.choice_form(clock.now().date()),
    "saved": lambda: saved.saved_form("", "never"),
    **{f"section {one.name}": lambda name=one.name: section.section_form(name, empty(name), 1) for one in fields.FORM.sections},  # type: ignore[misc]  # mypy cannot tell a lambda with a default
}


def forms_of_the_product() -> Iterator[type[Form]]:
    for module in pkgutil.walk_packages(exchange.__path__, "exchange."):
        if ".forms" in module.name:
            importlib.import_module(module.name)
    waiting = [Form]
    while waiting:
        one = waiting.pop()
        waiting.extend(one.__subclasses__())
        if one.__module__.startswith("exchange.") and "<locals>" not in one.__qualname__ and one.__name__ != "SectionForm":
            yield one


PLAIN = {f"{one.__module__}.{one.__name__}": one for one in forms_of_the_product()}


def names_of_text(app: Flask, make: Callable[[], Form]) -> list[str]:
    """The names under which a form takes text, one row of each list included."""
    with app.test_request_context():
        form = make()
        for field in form:
            if hasattr(field, "append_entry") and not field.entries:
                field.append_entry()
        return [field.name for field in text_fields(form)]


@pytest.mark.parametrize("name", [*MADE, *PLAIN])
def test_every_text_field_of_every_form_gives_cleaned_text(app: Flask, name: str) -> None:
    make = MADE.get(name) or PLAIN[name]
    names = names_of_text(app, make)
    with app.test_request_context(method="POST", data=MultiDict([(one, DIRTY) for one in names])):
        arrived = {field.name: field.data for field in text_fields(make())}
    assert set(names) <= set(arrived)
    assert {one: data for one, data in arrived.items() if one in names and data not in CLEAN} == {}


def test_a_form_of_the_library_itself_is_used_in_one_place_only() -> None:
    users = [
        path.name
        for path in (ROOT / "exchange").rglob("*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.startswith("flask_wtf")
        and node.module != "flask_wtf.csrf"
    ]
    assert users == ["forms.py"]


def test_every_text_of_a_line_of_an_import_arrives_cleaned() -> None:
    line = imports.record(
        title=DIRTY, summary=DIRTY, keywords=[DIRTY], extra={DIRTY: {"deep": [DIRTY]}}, translations={"fr": {"title": DIRTY}}
    )
    written = json.dumps(records.read(json.dumps(line).encode()), ensure_ascii=False)
    assert not set(written) & set("\u00ad\u202e\u3164\u200b\u2028")
    assert written.count("Waste reuse") == 6
    assert "\u0301" * 5 not in written


@pytest.mark.parametrize("kind", [PRACTICES, EXPERTS])
def test_every_parameter_of_a_search_arrives_cleaned(app: Flask, kind: str) -> None:
    with app.test_request_context():
        given = MultiDict([("q", DIRTY), ("country", DIRTY), ("year_from", DIRTY), ("sort", DIRTY)])
        found = parameters.read(kind, given)
    one_line = max(CLEAN)
    assert found.q == one_line
    assert found.chosen["country"] == (one_line,)
    assert not any(set(problem) & set("\u00ad\u202e\u3164\u200b\u2028") for problem in found.problems)
