"""The words in five languages beside English: complete, with the placeholders of the source and the plurals of the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from flask import Flask, g
from flask_babel import gettext, ngettext

from exchange.core.languages import CODES, DEFAULT
from tests.catalogues import PATHS, read

NAMES = [path.parent.parent.name for path in PATHS]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")
NUMBER = {"num"}


def _forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string),)


def _source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


def test_there_is_a_catalogue_for_each_language_but_english() -> None:
    assert sorted(set(CODES) - {DEFAULT}) == NAMES


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_every_message_is_translated_with_the_placeholders_of_the_source(path: Path) -> None:
    for one in read(path):
        if not one.id:
            continue
        assert not one.fuzzy, one.id
        wanted = set(PLACEHOLDER.findall(_source(one)))
        for form in _forms(one):
            assert form, f"no translation of {one.id}"
            found = set(PLACEHOLDER.findall(form))
            # A plural form may say the number in words, as Arabic does for one and two.
            assert found <= wanted, one.id
            assert wanted - found <= (NUMBER if isinstance(one.id, tuple) else set()), one.id


@pytest.mark.parametrize(("lang", "numbers"), [("ar", (0, 1, 2, 3, 11, 100)), ("ru", (1, 2, 5, 21)), ("en", (0, 1, 2))])
def test_counts_take_the_plural_of_the_language(app: Flask, lang: str, numbers: tuple[int, ...]) -> None:
    expected = {
        "ar": ("ممارسات", "ممارسة", "ممارستان", "ممارسات", "ممارسة", "ممارسة"),
        "ru": ("практика", "практики", "практик", "практика"),
        "en": ("practices", "practice", "practices"),
    }
    for number, word in zip(numbers, expected[lang], strict=True):
        with app.test_request_context():
            g.language = lang
            assert word in ngettext("%(num)s practice", "%(num)s practices", number), number


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ar", "مسودة"), ("es", "Borrador"), ("fr", "Brouillon"), ("ru", "Черновик"), ("zh", "草稿")],
)
def test_a_page_speaks_the_language_of_its_address(app: Flask, lang: str, words: str) -> None:
    with app.test_request_context():
        g.language = lang
        assert gettext("Draft") == words
