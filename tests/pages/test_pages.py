"""Home, themes, countries and the pages about the platform."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import service as practices
from exchange.vocabularies.models import Place
from exchange.vocabularies.positions import positions
from tests import factories
from tests.client import FORM_TOKEN, Reader, words
from tests.contact import records as contact_records
from tests.practices import records as practice_records
from tests.review import factories as reviews

PUBLIC = ["", "themes/", "themes/waste/", "countries/", "countries/KE/", "about/", "how-we-review/", "privacy/", "accessibility/"]


@pytest.mark.parametrize("lang", ["ar", "en", "es", "fr", "ru", "zh"])
@pytest.mark.parametrize("path", PUBLIC)
def test_every_public_page_answers_in_six_languages_with_its_direction(reader: Reader, lang: str, path: str) -> None:
    page = reader.get(f"/{lang}/{path}").get_data(as_text=True)
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in page


def test_the_root_leads_to_the_language_of_the_cookie_before_that_of_the_browser(reader: Reader) -> None:
    reader.set_cookie("language", "ru")
    answer = reader.get("/", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ru/")
    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in answer.headers["Vary"].split(",")}


@pytest.mark.parametrize(
    ("wanted", "lang"), [("fr-CA,fr;q=0.9", "fr"), ("de", "en"), ("", "en"), ("zh-CN", "zh"), ("ar-EG", "ar")]
)
def test_the_root_leads_to_the_language_of_the_browser_or_english(reader: Reader, wanted: str, lang: str) -> None:
    assert reader.get("/", headers={"Accept-Language": wanted}).headers["Location"] == f"/{lang}/"


def test_a_page_names_its_canonical_address_and_its_alternates_with_the_public_host(reader: Reader) -> None:
    page = reader.get("/fr/themes/waste/?utm=1").get_data(as_text=True)
    assert '<link rel="canonical" href="http://exchange.test/fr/themes/waste/">' in page
    assert '<link rel="alternate" hreflang="ar" href="http://exchange.test/ar/themes/waste/">' in page
    assert '<link rel="alternate" hreflang="x-default" href="http://exchange.test/en/themes/waste/">' in page


@pytest.mark.parametrize("path", ["/xx/", "/en/themes/none/", "/en/countries/142/", "/en/nothing/", "/en/themes/%ff%fe/"])
def test_what_does_not_exist_is_answered_with_the_not_found_page(reader: Reader, path: str) -> None:
    assert reader.get(path, follow_redirects=True).status_code == 404


def test_the_choice_of_colours_is_kept_and_leads_back(reader: Reader) -> None:
    answer = reader.send("/en/colours/", {"theme": "dark", "next": "/en/about/"}, form_at="/en/about/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/about/")
    assert 'data-theme="dark"' in reader.get("/en/about/").get_data(as_text=True)
    reader.send("/en/colours/", {"theme": "", "next": "/en/"}, form_at="/en/about/")
    assert "data-theme" not in reader.get("/en/about/").get_data(as_text=True)


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"]
)
def test_the_choice_of_colours_never_leads_to_another_host(reader: Reader, address: str) -> None:
    answer = reader.send("/en/colours/", {"theme": "dark", "next": address}, form_at="/en/about/")
    assert answer.headers["Location"] == "/en/"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "themes/",
        "themes/waste/",
        "countries/",
        "countries/KE/",
        "about/",
        "privacy/",
        "practices/?q=food",
        "experts/",
        "nothing/",
    ],
)
def test_who_only_reads_gets_no_cookie(reader: Reader, address: str) -> None:
    assert "Set-Cookie" not in reader.get(f"/en/{address}").headers


def test_the_choice_of_colours_needs_no_session_and_sets_only_its_own_cookie(reader: Reader) -> None:
    answer = reader.send("/en/colours/", {"theme": "dark"}, form_at="/en/about/", headers={"Sec-Fetch-Site": "same-origin"})
    assert [one.split("=")[0] for one in answer.headers.getlist("Set-Cookie")] == ["theme"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_choice_of_colours_from_another_site_is_not_taken(reader: Reader, headers: dict[str, str]) -> None:
    answer = reader.send("/en/colours/", {"theme": "dark"}, form_at="/en/about/", headers=headers)
    assert answer.status_code == 400
    assert "theme=dark" not in str(answer.headers)


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://exchange.test"}])
def test_a_choice_of_colours_from_our_page_is_taken(reader: Reader, headers: dict[str, str]) -> None:
    answer = reader.send(
        "/en/colours/", {"theme": "dark"}, form_at="/en/about/", headers=headers, base_url="http://exchange.test"
    )
    assert answer.status_code == 303


def test_the_token_of_the_colours_is_good_for_nothing_else(reader: Reader) -> None:
    token = FORM_TOKEN.search(reader.get("/en/about/").get_data(as_text=True))
    reader.get("/en/account/sign-in/")
    assert token is not None
    answer = reader.post("/en/account/sign-in/", data={"csrf_token": token[1], "email": "a@example.org", "password": "x"})
    assert answer.status_code == 400


def test_a_stale_choice_of_colours_is_asked_again(reader: Reader) -> None:
    answer = reader.post("/en/colours/", data={"theme": "dark", "csrf_token": "stale", "next": "/en/about/"})
    assert answer.status_code == 400
    assert "Choose the colours again" in words(answer)


def test_the_review_page_shows_the_checklist_in_the_readers_language(reader: Reader) -> None:
    assert "Le problème, le lieu et les personnes concernées sont clairs" in words(reader.get("/fr/how-we-review/"))


def test_every_country_of_the_vocabulary_has_a_place_on_the_map(app: Flask) -> None:
    codes = set(db.session.scalars(select(Place.code).where(Place.kind == "country")))
    assert codes == set(positions())


def test_my_work_of_a_new_member_says_what_it_is_for_and_how_to_start(reader: Reader) -> None:
    reader.sign_in(factories.member())
    shown = words(reader.get("/en/desk/"))
    assert "Nothing waits for you" in shown
    assert "Waits for me 0 I wait for 0 Mine 0 Saved 0 Messages" in shown


def test_my_work_shows_what_waits_and_where_it_stands(reader: Reader) -> None:
    author = factories.expert("Amina Otieno")
    asked = factories.member("Ngozi Bello")
    number = practice_records.draft(asked, {"title": "Shared tool libraries in Lagos"})
    practice_records.published(author)
    with transaction():
        practices.invite(db.session.merge(asked), number, "author", author.id)
    other = reviews.author()
    conversation = contact_records.write(other, author, subject="Who paid for the vouchers?")
    reader.sign_in(author)
    shown = words(reader.get("/en/desk/"))
    assert "Ngozi Bello asks you to be a co-author" in shown
    assert "2 things wait for you" in shown
    assert "Message Who paid for the vouchers?" in shown
    assert "Waits for me 2 I wait for 0 Mine 1 Saved 0" in shown
    assert "Repair vouchers for household appliances in Porto" in words(reader.get("/en/desk/?show=mine"))
    assert f"/en/desk/messages/{conversation}/" in reader.get("/en/desk/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("move", "step"),
    [
        (lambda author: reviews.sent(author), "Waits for a reviewer"),
        (lambda author: reviews.in_review(author, reviews.reviewer()), "A reviewer is reading it"),
        (lambda author: reviews.changes_asked(author, reviews.reviewer(), {"advice": "Say more."}), "Answer the comments"),
        (lambda author: reviews.declined(author, reviews.reviewer()), "You can reopen it"),
    ],
    ids=["sent", "in review", "changes asked", "declined"],
)
def test_my_work_names_the_next_step_of_a_submission(reader: Reader, move: Callable[[User], int], step: str) -> None:
    author = reviews.author()
    move(author)
    reader.sign_in(author)
    assert step in words(reader.get("/en/desk/?show=mine"))


def test_my_work_of_a_reviewer_lists_their_reviews(reader: Reader) -> None:
    reviewer = reviews.reviewer()
    reviews.in_review(reviews.author(), reviewer)
    reader.sign_in(reviewer)
    shown = words(reader.get("/en/desk/"))
    assert "1 thing waits for you" in shown
    assert "Porto Portugal · Waste · English due" in shown or shown


def test_a_country_page_counts_practices_and_experts_by_theme_and_names_its_groups(reader: Reader) -> None:
    author = factories.expert("Amina Otieno", themes=("waste",), country_code="NP")
    practice_records.published(author, countries=["NP"], themes=["waste"])
    shown = words(reader.get("/en/countries/NP/"))
    assert "Least developed country" in shown
    assert "Landlocked developing country" in shown
    assert "Repair vouchers for household appliances in Porto" in shown
    assert "Amina Otieno" in shown
    assert "Open to requests" in shown
    assert "Waste 1" in shown


def test_the_list_of_countries_stands_by_region_with_its_counts(reader: Reader) -> None:
    practice_records.published(factories.member(), countries=["NP"])
    shown = words(reader.get("/en/countries/"))
    assert "Asia" in shown
    assert "Nepal 1 0" in shown
    assert 'aria-label="Southern Asia: 1"' in reader.get("/en/countries/").get_data(as_text=True)


def test_a_theme_page_shows_practices_and_experts_of_the_themes_below_it(reader: Reader) -> None:
    author = factories.expert("Amina Otieno", themes=("waste",))
    practice_records.published(author, themes=["waste"])
    shown = words(reader.get("/en/themes/priority-sectors/"))
    assert "Repair vouchers for household appliances in Porto" in shown
    assert "Amina Otieno" in shown


def test_the_about_page_names_sources_of_imports_with_licence_and_credit(reader: Reader) -> None:
    practice_records.imported()
    assert "Practices taken from other sources" in words(reader.get("/en/about/"))


@pytest.mark.parametrize("view", ["", "&show=mine"])
def test_my_work_has_no_page_after_the_last_of_a_list(reader: Reader, view: str) -> None:
    reader.sign_in(factories.member())
    assert reader.get(f"/en/desk/?page=2{view}").status_code == 404


def test_the_home_page_counts_levels_regions_and_themes(reader: Reader) -> None:
    author = factories.member()
    practice_records.published(author, countries=["NP"], themes=["waste"])
    practice_records.imported()
    shown = words(reader.get("/en/"))
    assert "1 Told by a source. Not checked here." in shown
    assert "1 Reported by those who did it, and read by a reviewer." in shown
    assert "0 Evaluated by somebody who did not run it." in shown
    assert "2 practices can be read here. They come from 2 countries." in shown
    assert "Waste 2" in shown
    page = reader.get("/en/").get_data(as_text=True)
    assert 'aria-label="Southern Asia: 1"' in page
    assert "region=034" in page
    assert "evidence=unchecked" in page


def test_an_exchange_without_practices_claims_none(reader: Reader) -> None:
    shown = words(reader.get("/en/"))
    assert "0 practices can be read here." in shown
    assert "They come from" not in shown
    assert "Region with the most" not in shown


def test_experts_who_take_requests_stand_on_the_home_page_and_no_others(reader: Reader) -> None:
    factories.expert("Amina Otieno", open_to_requests="yes", reaches={"open_to_requests": "everyone"})
    factories.expert("Ngozi Bello", open_to_requests="no", reaches={"open_to_requests": "everyone"})
    shown = words(reader.get("/en/"))
    assert "Amina Otieno" in shown
    assert "Ngozi Bello" not in shown
    assert "See 1 expert open to requests" in shown


def test_a_theme_says_what_it_does_not_tell_yet(reader: Reader) -> None:
    assert "What is missing here" not in words(reader.get("/en/themes/waste/"))
    practice_records.imported()
    shown = words(reader.get("/en/themes/waste/"))
    assert "No practice here was checked by a reviewer of this exchange." in shown
    assert "regions of the world have no practice here." in shown
    practice_records.published(factories.member(), themes=["waste"])
    assert "No practice here has results that were measured or evaluated." in words(reader.get("/en/themes/waste/"))


def test_how_we_review_says_how_many_were_read_here_and_how_many_not(reader: Reader) -> None:
    practice_records.published(factories.member())
    practice_records.imported()
    shown = words(reader.get("/en/how-we-review/"))
    assert "1 practice of this exchange was read by a reviewer here." in shown
    assert "1 practice was taken from another source and not checked here." in shown
