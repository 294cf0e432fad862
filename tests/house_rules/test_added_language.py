"""A language more is a line in the list of languages: without a catalogue and without words in the data files all of it works."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from config import ROOT
from tests.sampling import TAKES_ALL

ADDED = (("pt", "Português", "ltr"), ("fa", "فارسی", "rtl"))


@pytest.fixture(
    scope="module",
    params=ADDED if TAKES_ALL else ADDED[:1],
    ids=lambda added: added[2],
)
def added(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of an application with the language, and the language itself."""
    code, name, direction = request.param
    folder = tmp_path_factory.mktemp("added")
    command = [sys.executable, "-m", "tests.house_rules.added_language", code, name, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return {**json.loads(done.stdout), "code": code, "dir": direction}


def test_vocabularies_without_words_in_an_added_language_load(added: dict[str, Any]) -> None:
    assert added["load"][0] == 0, added["load"]


def test_every_public_page_of_an_added_language_answers_in_it(added: dict[str, Any]) -> None:
    assert len(added["pages"]) > 15
    for address, (status, kind, lang, direction) in added["pages"].items():
        assert status == 200, address
        if kind == "text/html":
            assert (lang, direction) == (added["code"], added["dir"]), address


def test_a_practice_in_an_added_language_is_found_by_word_and_by_language(added: dict[str, Any]) -> None:
    assert added["found"] == added["of_language"] == ["Oficinas de reparo em Lisboa"]
    assert added["theme"] == ["Repair cafés in Porto"]


def test_a_practice_in_an_added_language_links_to_its_page_in_it(added: dict[str, Any]) -> None:
    assert added["linked"]
