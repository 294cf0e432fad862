"""The words of the catalogues: kinds of fault that were found by reading, as far as a program can see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.catalogues import PATHS, read
from tests.house_rules.texts import faults

NAMES = [path.parent.parent.name for path in PATHS]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
ADDRESS = re.compile(r"https?://\S*|\S+@[a-z.]+|[a-z]+_[a-z]+")
# Names that are written in Latin letters everywhere.
LATIN_NAMES = {
    "AA", "BY", "CC", "Commons", "Cookie", "Creative", "Earth", "HTML", "JSON", "Lines", "MB", "Markdown", "Natural", "ORCID", "OpenAPI", "SA", "UTC", "UTF",
    "WCAG", "Zero", "cookie",
}  # fmt: skip
# Sentences that tell readers what to do, all but labels of buttons, which English and Chinese do not tell apart from them.
ASKS = re.compile(r"(?:Enter|Shorten|Say|Name one|Give one) |(?:Check|Choose|Add|Look|Write|Try) .*\.$")
# A verb in the masculine before a person's name of either sex.
MASCULINE = re.compile(
    r"(?:^|[.،:] |لا |لم )(?:س?ي\S{2,}|أرسل|طلب|نشر|سحب|رد|وافق|قرر|أرجع|أبلغ|كتب|شاركك|تولى|أسند|أعاد|أبقى)(?: منك| عليك| إليك)? %\(name\)s"
)


def _texts(language: str) -> Iterator[tuple[str, str]]:
    """Each text of a catalogue with its message; plural forms one by one."""
    for one in read(PATHS[NAMES.index(language)]):
        if one.id:
            source = one.id if isinstance(one.id, str) else one.id[0]
            for form in one.string if isinstance(one.string, tuple) else (one.string,):
                yield source, str(form)


@pytest.mark.parametrize("language", NAMES)
def test_each_text_has_the_characters_and_punctuation_of_its_language(language: str) -> None:
    found = []
    for source, text in _texts(language):
        # A value is taken for a number, which fits every script.
        found += [f"{source}: {fault}" for fault in faults(PLACEHOLDER.sub("1", text), language)]
    assert found == []


@pytest.mark.parametrize("language", ["ar", "ru", "zh"])
def test_no_english_is_left_in_another_script(language: str) -> None:
    for _source, text in _texts(language):
        words = re.findall(r"[A-Za-z]{2,}", ADDRESS.sub("", PLACEHOLDER.sub("", text)))
        assert set(words) <= LATIN_NAMES, text


@pytest.mark.parametrize("language", ["es", "fr"])
def test_no_sentence_is_left_in_english(language: str) -> None:
    for source, text in _texts(language):
        assert text != source or len(set(re.findall(r"[A-Za-z]{2,}", PLACEHOLDER.sub("", text))) - LATIN_NAMES) < 3, text


def test_a_sentence_that_asks_for_something_is_polite_in_chinese() -> None:
    assert [text for source, text in _texts("zh") if ASKS.match(source) and "请" not in text] == []


def test_arabic_has_no_masculine_verb_before_a_name_and_no_tanween() -> None:
    assert [text for _source, text in _texts("ar") if MASCULINE.search(text) or "ً" in text] == []


def test_french_gives_a_motif_for_a_decision_and_retires_what_is_retracted() -> None:
    assert [text for _source, text in _texts("fr") if re.search(r"\b[Rr]aisons?\b|\breprise?\b|\breprend", text)] == []
