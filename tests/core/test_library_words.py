"""No sentence of a library reaches a reader: what its checks say is said in our words, in the reader's language."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_wtf.csrf
import pytest
import wtforms
from flask import Flask, g
from werkzeug.datastructures import MultiDict

from exchange.core.forms import Form
from tests import factories
from tests.client import FORM_TOKEN, Reader, words
from tests.source import parsed


def messages_of_the_library() -> set[str]:
    """Every sentence that WTForms can show, found in its source: what it hands to its translations."""
    found: set[str] = set()
    for path in Path(wtforms.__file__).parent.rglob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"gettext", "ngettext"}:
                found |= {one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def test_no_sentence_of_the_form_library_reaches_a_reader(app: Flask) -> None:
    told = messages_of_the_library()
    assert "Not a valid choice." in told
    assert len(told) > 20
    with app.test_request_context():
        g.language = "fr"
        words = Form.Meta().get_translations(None)
        for text in told:
            assert words.gettext(text) not in {text, ""}
            assert words.ngettext(text, text, 1) not in told


def test_no_sentence_of_the_token_library_reaches_a_reader(app: Flask, reader: Reader) -> None:
    source = ast.parse(Path(flask_wtf.csrf.__file__).read_text("utf-8"))
    told = {one.value for one in ast.walk(source) if isinstance(one, ast.Constant) and "CSRF" in str(one.value)}
    for token in (None, "", "forged", expired_token(reader), "of another session"):
        data = {"name": "Ana", "email": "ana@example.org"} | ({} if token is None else {"csrf_token": token})
        answer = reader.post("/en/account/register/", data=data)
        assert answer.status_code == 400
        assert not [text for text in told if str(text) in answer.get_data(as_text=True)]
        assert "Everything is still here: send it once more." in words(answer)
        assert 'value="Ana"' in answer.get_data(as_text=True)


def expired_token(reader: Reader) -> str:
    """A token that was good two days ago."""
    with two_days_ago():
        page = reader.get("/en/account/register/").get_data(as_text=True)
    found = FORM_TOKEN.search(page)
    assert found
    return found[1]


@contextmanager
def two_days_ago() -> Iterator[None]:
    real = time.time
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: real() - 2 * 86_400)
        yield


def test_an_answer_sent_twice_is_refused_and_choices_of_a_group_are_not(app: Flask, reader: Reader) -> None:
    reader.sign_in(factories.member())
    twice = MultiDict([("name", "Ana"), ("name", "Eve"), ("language", "en")])
    with app.app_context():
        answer = reader.send("/en/account/settings/", twice.to_dict(flat=False))
    assert answer.status_code == 422
    assert "This answer was sent twice." in words(answer)
