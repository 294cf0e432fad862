"""Who changes one answer from an overview comes back to it, without script and after any detour."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from exchange.core.transaction import transaction
from exchange.practices import fields, service
from tests import factories
from tests.client import Reader, page_of, words
from tests.practices import records
from tests.practices.test_drafts import actor
from tests.practices.test_writing import filled

OVERVIEWS = {"check": "Save and back to check", "send": "Save and back to sending"}
SECTIONS = [section.name for section in fields.FORM.sections]


@pytest.fixture
def me(reader: Reader) -> int:
    """A member who is signed in."""
    number = factories.member("Ana Silva").id
    reader.sign_in(number)
    return number


def links(page: Element, beginning: str) -> set[str]:
    """Where the links of a page lead that begin so, without the place on the page."""
    every = [one.get("href", "") for main in page.iter("main") for one in main.iter("a")]
    return {href.split("#")[0] for href in every if href.startswith(beginning)}


@pytest.mark.parametrize("overview", OVERVIEWS)
def test_each_page_reached_from_an_overview_leads_back_to_it(reader: Reader, me: int, overview: str) -> None:
    number = records.draft(me)
    here = f"/en/submissions/{number}/"
    reached = links(page_of(reader.get(f"{here}{overview}/")), here)
    pages = {one for one in reached if f"?from={overview}" in one}
    assert len(pages) >= 7
    assert reached - pages <= {here, f"{here}check/"}
    for address in pages:
        page = reader.get(address)
        if "/authors/" in address:
            assert f"{here}{overview}/" in links(page_of(page), here)
            continue
        assert OVERVIEWS[overview] in words(page)
        assert "Save and continue" not in words(page)
        answer = reader.post(address.split("?")[0], data=filled(reader, address))
        assert (answer.status_code, answer.location.split("#")[0]) == (303, f"{here}{overview}/"), address


def test_the_way_back_outlives_problems_previews_and_added_rows(reader: Reader, me: int) -> None:
    number = records.whole_draft(me)
    section = f"/en/submissions/{number}/done/"
    sent = filled(reader, f"{section}?from=check")
    detours = ({"problem": "\ufffd"}, {"preview": "problem"}, {"csrf_token": "forged"}, {"edit": "0", "problem": "Another text."})
    for detour in detours:
        page = reader.post(section, data={**sent, **detour})
        assert page.status_code in {200, 400, 409, 422}, detour
        assert OVERVIEWS["check"] in words(page), detour
        assert [one.get("value") for one in page_of(page).iter("input") if one.get("name") == "from"] == ["check"], detour
    added = reader.post(section, data={**sent, "tools-add": "1"})
    assert added.location == f"{section}?from=check#tools"


def test_whoever_writes_page_after_page_is_led_on_as_before(reader: Reader, me: int) -> None:
    number = records.whole_draft(me)
    section = f"/en/submissions/{number}/where/"
    for query in ("", "?from=", "?from=//evil.example", "?from=edit"):
        sent = filled(reader, f"{section}{query}")
        assert reader.post(section, data=sent).location == f"/en/submissions/{number}/done/"
        assert "Save and continue" in words(reader.get(f"{section}{query}"))
    sent = filled(reader, f"{section}?from=check")
    assert reader.post(section, data={**sent, "back": "1"}).location == f"/en/submissions/{number}/"


def test_people_named_from_the_check_lead_back_to_it(reader: Reader, me: int) -> None:
    number = records.whole_draft(me)
    address = f"/en/submissions/{number}/authors/?from=check"
    answer = reader.send(address, {"myself": "1"})
    assert answer.location == address
    assert "Back to check" in words(reader.get(address))
    refused = reader.send(address, {"person": "nobody", "part": "contact"})
    assert (refused.status_code, "Back to check" in words(refused)) == (422, True)
    assert "Back to check" not in words(reader.get(f"/en/submissions/{number}/authors/"))


def test_a_text_kept_by_the_script_is_found_from_every_way_in(reader: Reader, me: int) -> None:
    number = records.whole_draft(me)
    section = f"/en/submissions/{number}/done/"
    with transaction():
        service.add_self(actor(me), number)
    for query in ("", "?from=check", "?from=send"):
        forms = [one for one in page_of(reader.get(f"{section}{query}")).iter("form") if one.get("data-autosave") is not None]
        assert [one.get("action") for one in forms] == [section]
