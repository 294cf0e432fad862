from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts import choices, queries
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.models import Theme
from tests import factories
from tests.client import Reader, page_of, words

EDIT = "/en/account/profile/"
FILLED: dict[str, Any] = {
    "name": "Amina Osei",
    "country": "KE",
    "organisation": "City of Nairobi",
    "position": "Head of waste",
    "biography_en": "Ten years in waste.",
    "themes-0": "waste",
    "themes-1": "transport",
    "languages-0-language": "sw",
    "languages-0-level": "native",
    "countries-0-country": "FR",
    "countries-0-year_from": "2001",
    "countries-0-year_to": "2004",
    "help_kinds": ["answer", "train"],
    "open_to_requests": "yes",
    "links-0": "https://example.org/amina",
    "orcid": "0000-0002-1825-0097",
    "public": "y",
    **{f"reach_{name}": "everyone" for name in choices.FIELDS},
}


def test_a_member_fills_in_the_profile_and_everyone_reads_it(reader: Reader) -> None:
    user = factories.member("Amina")
    reader.sign_in(user)
    answer = reader.send(EDIT, FILLED)
    assert (answer.status_code, answer.location) == (303, EDIT)
    assert "Your profile is saved." in words(reader.get(EDIT))
    visitor = reader.application.test_client()
    page = visitor.get(f"/en/experts/{user.id}/amina-osei/")
    shown = words(page)
    for text in (
        "Amina Osei", "Head of waste", "City of Nairobi", "Kenya", "Ten years in waste.", "Waste", "Transport", "2001–2004",
        "Swahili: First language", "Answer a question", "Open to requests", "Write to this expert", "0000-0002-1825-0097",
    ):  # fmt: skip
        assert text in shown
    html = page.get_data(as_text=True)
    assert f'hreflang="ar" href="http://exchange.test/ar/experts/{user.id}/amina-osei/"' in html
    assert f'rel="canonical" href="http://exchange.test/en/experts/{user.id}/amina-osei/"' in html
    assert "/en/experts/?theme=waste" in html
    assert user.email not in html


def test_the_form_shows_what_was_kept_with_spare_rows(reader: Reader) -> None:
    user = factories.expert("Amina", languages=(("sw", "native"), ("en", "fluent")), links=("https://example.org/a",))
    reader.sign_in(user)
    html = reader.get(EDIT).get_data(as_text=True)
    assert 'name="languages-3-language"' in html
    assert 'name="languages-4-language"' not in html
    assert 'value="https://example.org/a"' in html
    assert "You confirmed it on" in html


@pytest.mark.parametrize("language", ["ar", "zh", "fr", "ru", "es"])
def test_the_form_stands_in_every_language(reader: Reader, language: str) -> None:
    reader.sign_in(factories.member())
    assert reader.get(f"/{language}/account/profile/").status_code == 200


def test_a_form_with_problems_keeps_what_was_typed_and_says_how_to_mend(reader: Reader) -> None:
    reader.sign_in(factories.member())
    answer = reader.send(
        EDIT, {**FILLED, "orcid": "1234", "countries-0-year_from": "MMI", "country": "", "organisation": "Kept as typed"}
    )
    assert answer.status_code == 422
    shown = words(answer)
    assert "There is a problem" in shown
    assert "Enter the year with four digits" in shown
    html = unescape(answer.get_data(as_text=True))
    assert 'value="Kept as typed"' in html
    assert 'value="MMI"' in html
    again = reader.send(EDIT, {**FILLED, "orcid": "1234", "country": ""})
    assert again.status_code == 422
    assert "Check your ORCID" in words(again)
    assert "Choose your country" in words(again)


def test_problems_of_rows_are_shown_above_them(reader: Reader) -> None:
    reader.sign_in(factories.member())
    answer = reader.send(EDIT, {**FILLED, "themes-1": "waste", "links-0": "nowhere", "languages-0-level": ""})
    shown = words(answer)
    assert "Choose each theme once." in shown
    assert "Enter each link as a web address" in shown
    assert "Choose how well you know each language." in shown
    assert 'href="#themes"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "bad",
    [
        {"themes-²": "waste"},
        {"themes-" + "9" * 5000: "waste"},
        {"languages-x-language": "en"},
        {"open_until": "tomorrow"},
        {"name": "A\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
        {"biography_en": "\ufffd"},
        {"country": "'; DROP TABLE users; --"},
        {"help_kinds": ["dance"]},
        {"reach_name": "everyone", "reach_orcid": "friends"},
        {"open_to_requests": ""},
    ],
)
def test_bad_input_is_never_a_fault(reader: Reader, bad: dict[str, Any]) -> None:
    reader.sign_in(factories.member())
    assert reader.send(EDIT, {**FILLED, **bad}).status_code in {303, 422}


def test_a_forged_form_changes_nothing_and_keeps_what_was_typed(reader: Reader) -> None:
    user = factories.member("Amina")
    reader.sign_in(user)
    answer = reader.post(EDIT, data={**FILLED, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert 'value="City of Nairobi"' in answer.get_data(as_text=True)
    assert queries.own_profile(user.id) is None


@pytest.mark.parametrize("action", ["confirm", "hide"])
def test_a_forged_button_does_nothing(reader: Reader, action: str) -> None:
    user = factories.expert()
    reader.sign_in(user)
    answer = reader.post(f"{EDIT}{action}/", data={"csrf_token": "forged"})
    assert answer.status_code == 400
    assert 'name="languages-2-language"' in answer.get_data(as_text=True)
    assert queries.is_public(user.id)


def test_an_old_profile_says_so_until_its_owner_confirms_it(reader: Reader, new_reader: Any) -> None:
    user = factories.expert("Amina")
    address = f"/en/experts/{user.id}/amina/"
    assert "Not confirmed recently" not in words(new_reader().get(address))
    with clock.later(timedelta(days=366)):
        assert "Not confirmed recently" in words(new_reader().get(address))
        reader.sign_in(user)
        assert "more than a year ago" in words(reader.get(EDIT))
        assert reader.send(f"{EDIT}confirm/", form_at=EDIT).status_code == 303
        assert "Not confirmed recently" not in words(new_reader().get(address))


def test_a_hidden_profile_looks_like_one_that_never_was(reader: Reader, new_reader: Any) -> None:
    user = factories.expert("Amina")
    reader.sign_in(user)
    assert reader.send(f"{EDIT}hide/", form_at=EDIT).status_code == 303
    assert "Only you" in words(reader.get(EDIT))
    for address in (f"/en/experts/{user.id}/amina/", "/en/experts/999999/amina/", f"/en/experts/{'9' * 30}/amina/"):
        for who in (reader, new_reader()):
            assert who.get(address).status_code == 404


def test_a_wrong_slug_leads_to_the_right_address(reader: Reader) -> None:
    user = factories.expert("Амина Осей")
    answer = reader.get(f"/en/experts/{user.id}/somebody/")
    assert answer.status_code == 301
    assert reader.get(answer.location).status_code == 200


def test_the_page_holds_back_what_is_not_for_its_reader(reader: Reader, new_reader: Any) -> None:
    held = dict.fromkeys(choices.FIELDS, "members") | {"orcid": "nobody"}
    user = factories.expert(
        "Amina", biography={"en": "Secret life"}, organisation="City", position="Head", orcid="0000-0002-1825-0097",
        help_kinds=("answer",), links=("https://example.org/hidden",), reaches=held,
    )  # fmt: skip
    address = f"/en/experts/{user.id}/amina/"
    public = new_reader().get(address).get_data(as_text=True)
    for text in ("Secret life", "City", "Head", "Kenya", "Answer a question", "example.org/hidden", "0000-0002"):
        assert text not in public
    reader.sign_in(factories.member())
    inside = reader.get(address).get_data(as_text=True)
    assert "Secret life" in inside
    assert "example.org/hidden" in inside
    assert "0000-0002" not in inside


def test_the_preview_shows_a_profile_to_its_owner_before_it_is_public(reader: Reader) -> None:
    user = factories.member("Amina")
    reader.sign_in(user)
    assert reader.get(f"{EDIT}preview/").status_code == 404
    reader.send(EDIT, {**FILLED, "public": "", "reach_organisation": "members"})
    everyone = words(reader.get(f"{EDIT}preview/"))
    assert "Only you can see this page." in everyone
    assert "City of Nairobi" not in everyone
    assert "City of Nairobi" in words(reader.get(f"{EDIT}preview/?as=members"))
    assert "City of Nairobi" not in words(reader.get(f"{EDIT}preview/?as=moderators"))


def test_a_biography_carries_its_own_language_and_direction(reader: Reader) -> None:
    user = factories.expert("Amina", biography={"ar": "عشر سنوات"})
    html = reader.get(f"/fr/experts/{user.id}/amina/").get_data(as_text=True)
    assert '<div class="prose" lang="ar" dir="rtl">' in html


@pytest.mark.parametrize(
    ("stated", "shown", "button"),
    [("yes", "Open to requests", True), ("limited", "Open to a few requests", True), ("no", "Not open to requests", False)],
)
def test_the_page_says_whether_the_expert_takes_requests(reader: Reader, stated: str, shown: str, button: bool) -> None:
    user = factories.expert("Amina", open_to_requests=stated)
    text = words(reader.get(f"/en/experts/{user.id}/amina/"))
    assert shown in text
    assert ("Write to this expert" in text) is button


def test_the_owner_is_offered_to_change_the_profile_and_not_to_write_to_themselves(reader: Reader) -> None:
    user = factories.expert("Amina")
    reader.sign_in(user)
    text = words(reader.get(f"/en/experts/{user.id}/amina/"))
    assert "Change your profile" in text
    assert "Write to this expert" not in text


def test_a_retired_theme_stays_in_its_row(reader: Reader) -> None:
    user = factories.expert("Amina", themes=("waste",))
    with transaction():
        db.session.get_one(Theme, "waste").retired = True
    vocabularies.forget()
    reader.sign_in(user)
    root = page_of(reader.get(EDIT))
    chosen = [one.get("value") for one in root.iter("option") if one.get("selected") is not None]
    assert "waste" in chosen
    vocabularies.forget()


def test_the_name_of_the_account_changes_with_the_profile(reader: Reader) -> None:
    user = factories.member("Amina")
    reader.sign_in(user)
    reader.send(EDIT, {**FILLED, "name": "Amina O."})
    db.session.rollback()
    assert db.session.get_one(User, user.id).name == "Amina O."
