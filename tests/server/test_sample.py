"""A first start with the sample: how soon it is served, and that each of its practices is found by its own title."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from exchange.core.languages import CODES
from exchange.featured.queries import EXAMPLES
from tests.server.instance import Instance, until

pytestmark = pytest.mark.server

PRACTICES = 815
FIRST_RESULTS = 20
FIRST_START_SECONDS = 90


@dataclass(frozen=True)
class Started:
    """A served exchange with the sample, and how many seconds its first start took."""

    instance: Instance
    took: float

    def found(self, **asked: Any) -> list[dict[str, Any]]:
        """What a search by a program finds."""
        status, answer = self.instance.get(f"/api/v1/practices?{urlencode({'counts': 'none', **asked})}")
        assert status == 200, (asked, answer)
        results: list[dict[str, Any]] = json.loads(answer)["results"]
        return results


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    instance = Instance(tmp_path_factory.mktemp("sample") / "var", SAMPLE="1")
    began = time.monotonic()
    try:
        instance.start()
        until(lambda: instance.get("/readyz")[0] == 200, "the instance is ready")
        yield Started(instance, time.monotonic() - began)
    finally:
        instance.close()


def test_a_first_start_with_the_sample_takes_at_most_ninety_seconds(started: Started) -> None:
    assert started.took <= FIRST_START_SECONDS


def test_each_sample_practice_is_found_by_its_title_and_those_of_one_together(started: Started) -> None:
    titled: dict[str, set[int]] = defaultdict(set)
    for page in range(1, 10):
        for one in started.found(per_page=100, page=page):
            titled[one["title"]].add(one["id"])
    assert sum(map(len, titled.values())) == PRACTICES
    lost: list[str] = []
    apart: list[str] = []
    for title, wanted in titled.items():
        places = [place for place, one in enumerate(started.found(q=title, per_page=FIRST_RESULTS)) if one["id"] in wanted]
        if len(places) < len(wanted):
            lost.append(title)
        elif places[-1] - places[0] >= len(wanted):
            apart.append(title)
    assert (lost, apart) == ([], [])


@pytest.mark.parametrize("word", ["waste", "recycling", "water", "food waste", "transport", "repair", "отходы", "废物", "نفايات"])
def test_a_reader_of_english_sees_english_practices_before_others(started: Started, word: str) -> None:
    languages = [one["language"] for one in started.found(q=word, lang="en", per_page=FIRST_RESULTS)]
    assert languages.count("en") > FIRST_RESULTS * 0.7


@pytest.mark.parametrize("word", ["отходы", "废物", "نفايات"])
def test_who_asks_in_a_language_without_texts_sees_those_of_several_languages(started: Started, word: str) -> None:
    languages = {one["language"] for one in started.found(q=word, lang="zh", per_page=FIRST_RESULTS)}
    assert languages >= {"en", "fr"}


def test_who_asks_in_french_sees_french_practices_first(started: Started) -> None:
    languages = [one["language"] for one in started.found(q="déchets", lang="fr", per_page=FIRST_RESULTS)]
    assert languages[:10] == ["fr"] * 10


@pytest.mark.parametrize(
    ("word", "marked"),
    [
        ("循环经济", "ircular"),
        ("экономика замкнутого цикла", "ircular"),
        ("reciclaje", "ecycl"),
        ("الطاقة الشمسية", "olar|otovolta"),
    ],
)
def test_a_synonym_in_another_language_finds_first_what_says_the_same(started: Started, word: str, marked: str) -> None:
    for one in started.found(q=word, lang="en", per_page=4):
        assert re.search(marked, json.dumps([one["title"], one["summary"], one["highlights"]])), one["title"]


def test_what_holds_the_word_comes_before_what_only_stands_near_it(started: Started) -> None:
    for one in started.found(q="recycling", per_page=10):
        assert "mark" in str(one["highlights"]), one["title"]


def test_the_index_of_the_sample_is_what_the_database_says(started: Started) -> None:
    assert started.instance.flask("search", "check").stdout == "no difference\n"


def test_each_example_of_the_home_page_finds_something_in_each_language(started: Started) -> None:
    examples = json.loads(EXAMPLES.read_text("utf-8"))
    assert {lang: len(some) for lang, some in examples.items()} == dict.fromkeys(CODES, 3)
    for lang, some in examples.items():
        for words in some:
            assert started.found(q=words, lang=lang), (lang, words)
