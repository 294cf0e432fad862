"""Saved searches as a reader sees them, from the result page to the link in the mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from exchange.core import clock
from exchange.core.db import db
from exchange.core.languages import CODES
from exchange.saved import links, queries, rules
from exchange.saved.models import SavedSearch
from tests.accounts.mailbox import mails
from tests.client import Reader, page_of, words
from tests.saved.records import keep, member, publish

Drain = Callable[[], int]


def link(reader: Reader, address: str, label: str) -> str:
    """Where the link with these words leads."""
    found = [one.get("href", "") for one in page_of(reader.get(address)).iter("a") if "".join(one.itertext()) == label]
    assert len(found) == 1, (label, found)
    return found[0]


def test_a_search_is_saved_told_of_and_stopped_from_the_mail(
    reader: Reader, new_reader: Callable[[], Reader], drain: Drain
) -> None:
    user = member()
    reader.sign_in(user)
    address = link(reader, "/en/practices/?q=repair&country=KE&sort=newest", "Email me when one appears")
    assert address == "/en/desk/saved/new/?q=repair&country=KE"
    assert 'value="repair · Kenya"' in reader.get(address).get_data(as_text=True)
    answer = reader.send(address, {"name": "Repair in Kenya", "often": "at_once"}, follow_redirects=True)
    assert "Your search is saved." in words(answer)
    assert "Repair in Kenya Mail at once" in words(answer)

    publish("Repair cafés", countries=["KE"])
    with clock.later(timedelta(seconds=10)):
        drain()
    stop = urlsplit(str(mails()[-1]["List-Unsubscribe"]).strip("<>")).path
    stranger = new_reader()
    assert "You get mail about 1 saved search. If you stop it, your searches stay in your list." in words(stranger.get(stop))
    assert "We no longer write to you" in words(stranger.send(stop, follow_redirects=True))
    publish("Repair vouchers", countries=["KE"])
    with clock.later(timedelta(days=8)):
        drain()
    assert len(mails()) == 1
    assert "Repair in Kenya No mail" in words(reader.get("/en/desk/?show=saved"))


def test_a_mail_program_stops_the_mail_with_its_own_button_and_without_redirect(reader: Reader) -> None:
    user = member()
    keep(user)
    stop = f"/en/saved/stop/{links.token_for(user.id)}/"
    for sent_as in ("application/x-www-form-urlencoded", "multipart/form-data"):
        answer = reader.post(stop, data={"List-Unsubscribe": "One-Click"}, content_type=sent_as)
        assert answer.status_code in {200, 204}, sent_as
        assert "Location" not in answer.headers
        assert queries.count(user.id, telling=True) == 0
    forged = reader.post("/en/saved/stop/forged/", data={"List-Unsubscribe": "One-Click"})
    assert forged.status_code == 410
    assert "retracted" not in words(forged)


def test_opening_the_link_to_stop_changes_nothing_and_neither_does_a_forged_one(reader: Reader) -> None:
    user = member()
    keep(user)
    stop = f"/en/saved/stop/{links.token_for(user.id)}/"
    reader.get(stop)
    assert reader.get(stop.replace("stop/", "stop/x")).status_code == 410
    assert reader.post("/en/saved/stop/Mg.x/", data={"List-Unsubscribe": "One-Click"}).status_code == 410
    assert queries.count(user.id, telling=True) == 1


def test_a_visitor_signs_in_and_comes_back_to_the_form(reader: Reader) -> None:
    answer = reader.get("/en/desk/saved/new/?q=repair&country=KE")
    assert answer.status_code == 302
    assert "next=/en/desk/saved/new/?q%3Drepair%26country%3DKE" in answer.location


def test_a_search_that_is_kept_already_opens_with_its_name(reader: Reader) -> None:
    user = member()
    keep(user, "q=repair", rules.NEVER, "My words")
    reader.sign_in(user)
    page = reader.get("/en/desk/saved/new/?q=repair").get_data(as_text=True)
    assert 'value="My words"' in page
    assert 'value="never" checked' in page


def test_a_search_is_renamed_and_written_about_less_often(reader: Reader) -> None:
    user = member()
    number = keep(user)
    reader.sign_in(user)
    answer = reader.send(f"/en/desk/saved/{number}/", {"name": "Mending", "often": "weekly"}, follow_redirects=True)
    assert "Your search is changed." in words(answer)
    assert "Mending Mail once a week" in words(answer)


def test_a_search_is_removed_after_a_question(reader: Reader) -> None:
    user = member()
    number = keep(user)
    reader.sign_in(user)
    assert "Remove this search?" in words(reader.get(f"/en/desk/saved/{number}/remove/"))
    answer = reader.send(f"/en/desk/saved/{number}/remove/", follow_redirects=True)
    assert "Your search is removed." in words(answer)
    assert db.session.get(SavedSearch, number) is None


def test_problems_are_shown_with_what_was_typed(reader: Reader) -> None:
    user = member()
    reader.sign_in(user)
    answer = reader.send("/en/desk/saved/new/?q=repair", {"name": "", "often": "hourly"})
    assert answer.status_code == 422
    assert "Enter a name for this search." in words(answer)
    assert "Choose how often we write to you." in words(answer)
    number = keep(user)
    assert reader.send(f"/en/desk/saved/{number}/", {"name": "x" * 200, "often": "daily"}).status_code == 422


def test_a_value_nobody_knows_is_named_on_the_form(reader: Reader) -> None:
    reader.sign_in(member())
    page = words(reader.get("/en/desk/saved/new/?theme=x1&year_from=soon"))
    assert "We do not know the value “x1”" in page
    assert "Enter a year as four digits" in page


@pytest.mark.parametrize("query", ["q=" + "x" * 9_000, "q=%00%ff", "theme=" + "&theme=".join(map(str, range(500))), "page=-1"])
def test_no_parameters_break_the_form(reader: Reader, query: str) -> None:
    reader.sign_in(member())
    assert reader.get(f"/en/desk/saved/new/?{query}").status_code in {200, 404}


def test_words_of_a_search_are_shown_as_text(reader: Reader) -> None:
    user = member()
    keep(user, "q=<script>", name="<script>alert(1)</script>")
    reader.sign_in(user)
    for address in ("/en/desk/", "/en/desk/saved/new/?q=<script>", "/en/desk/saved/1/", "/en/desk/saved/1/remove/"):
        assert "<script>" not in reader.get(address).get_data(as_text=True), address


@pytest.mark.parametrize("language", CODES)
def test_every_language_has_the_pages(reader: Reader, language: str) -> None:
    user = member()
    number = keep(user)
    reader.sign_in(user)
    for address in ("desk/", "desk/saved/new/?theme=waste", f"desk/saved/{number}/", f"desk/saved/{number}/remove/"):
        assert reader.get(f"/{language}/{address}").status_code == 200
