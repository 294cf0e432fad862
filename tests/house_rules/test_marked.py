"""Every word of the public pages that is no data comes from a catalogue: in the pseudo-language it stands in its brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from exchange.core import formats
from exchange.core.db import Base, db
from exchange.core.identity import PRODUCT
from exchange.core.languages import DEFAULT, LANGUAGES
from exchange.core.text import markdown
from exchange.featured import queries as featured
from exchange.review import lists
from scripts import pseudo_language
from scripts.pseudo_language import CLOSE, OPEN
from tests import public_pages
from tests.client import Reader, page_of

READ_ALOUD = ("alt", "aria-label", "placeholder", "title")
MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
WORD = re.compile(r"[^\W\d_]{2,}")
CUT = "\n"
ENDS = " .,:;·–"
# Babel writes dates and lists in the reader's language.
BY_BABEL = re.compile(r"\w+ \d{4}|and")
# Signs of Markdown around a marked text, in the examples of how to write it.
EXAMPLES = {"](https://example.org)"}
MARKUP = re.compile(r"[\n*_\[]")
TAG = re.compile(r"<[^>]*>")
NUMBER = re.compile(r"^[\d.]+ ")
# The index keeps the name of the exchange as the operator set it: the source of what was written here.
INDEXED = {PRODUCT}
# A page whose words are samples of what others write.
SAMPLES = "/en/about/design/"


def test_a_message_keeps_its_placeholders_when_it_is_marked() -> None:
    assert pseudo_language.mark("100%% of %(num)s places") == "⟦100%% óf %(num)s plácés⟧"


def test_a_marked_catalogue_is_gone_without_a_trace_when_removed(tmp_path: Path) -> None:
    pseudo_language.write(tmp_path)
    assert pseudo_language.path_in(tmp_path).is_file()
    pseudo_language.remove(tmp_path)
    pseudo_language.remove(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Flask]:
    """The product with every message marked, in an application of its own."""
    catalogues = tmp_path / "catalogues"
    pseudo_language.write(catalogues)
    remembered = (formats._translate_whole, formats._translate)
    for one in remembered:
        one.cache_clear()
    made = public_pages.make(tmp_path / "var")
    made.extensions["babel"].translation_directories[:] = [str(catalogues)]
    with made.app_context():
        assert made.test_cli_runner().invoke(args=["vocabularies", "load"]).exit_code == 0
        yield made
    for one in remembered:
        one.cache_clear()


def test_every_word_of_the_public_pages_that_is_no_data_is_marked(marked: Flask) -> None:
    reader = marked.test_client()
    assert isinstance(reader, Reader)
    pages = [
        (address, answer)
        for address, answer in public_pages.answers(marked, reader, "en")
        if answer.mimetype == "text/html" and address != SAMPLES
    ]
    assert len(pages) > 15
    data = {shape for text in of_the_data() for shape in shapes(text)} | EXAMPLES | INDEXED
    bare: dict[str, str] = {}
    for address, answer in pages:
        assert OPEN in answer.get_data(as_text=True), address
        bare |= {
            text: address
            for text in bare_texts(answer)
            if not data.issuperset(text.split(" · ")) and not BY_BABEL.fullmatch(text)
        }
    assert not bare, "\n".join(f"{a}: {t}" for t, a in bare.items())


def bare_texts(answer: TestResponse) -> Iterator[str]:
    """The texts of a page outside all marks that have a word in them, each as it stands between two marks or tags."""
    text = CUT.join(_texts(page_of(answer)))
    while MARKED.search(text):
        text = MARKED.sub(CUT, text)
    yield from (trim(one) for one in text.split(CUT) if WORD.search(one))


def _texts(element: Element) -> Iterator[str]:
    if element.tag in {"script", "style"}:
        return
    yield from (element.attrib[name] for name in READ_ALOUD if name in element.attrib)
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def trim(text: str) -> str:
    """A text on one line, without the number before it, and without spaces and points around it."""
    return NUMBER.sub("", " ".join(text.split())).strip(ENDS)


def shapes(text: str) -> Iterator[str]:
    """How a text of the data may stand on a page: as it is, or between the tags its Markdown becomes."""
    yield trim(text)
    if MARKUP.search(text):
        yield from (trim(unescape(one)) for part in TAG.split(str(markdown(text))) for one in part.split(CUT))


def of_the_data() -> Iterator[str]:
    """Every text that a table holds, those inside a JSON value too, and those of lists with words in each language."""
    yield from (one.name for one in LANGUAGES)
    yield from featured.examples(DEFAULT)
    for entry in (*lists.CHECKLIST, *lists.DECLINE_REASONS):
        yield from entry.labels.values()
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            for value in row:
                yield from _strings(value)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
