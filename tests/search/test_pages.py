"""The result pages as a reader sees them."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from tests.client import Reader, words
from tests.search.factories import expert, practice

Drain = Callable[[], int]


def test_a_published_practice_is_found_by_its_words(reader: Reader, drain: Drain) -> None:
    practice("Repair cafés in Porto", summary="Volunteers mend kettles.")
    practice("School meals from local farms")
    drain()
    page = words(reader.get("/en/practices/?q=mending+kettle"))
    assert "1 practice" in page
    assert "Repair cafés in Porto" in page
    assert "School meals" not in page


def test_an_expert_is_found_by_what_they_say(reader: Reader, drain: Drain) -> None:
    expert("Amina Diallo", biography={"en": "Composting in cities"}, countries=["KE"], country_code="SN")
    drain()
    page = words(reader.get("/en/experts/?q=compost&country=KE"))
    assert "1 expert" in page
    assert "Amina Diallo" in page
