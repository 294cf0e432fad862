"""Searching across languages, as a reader sees it: both kinds of practices, why they are there, and how to narrow."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.client import Reader, page_of
from tests.search.factories import expert, practice

Drain = Callable[[], int]
WASTE = ["déchets", "отходы", "النفايات", "废物"]


def titles(reader: Reader, address: str) -> list[str]:
    """The titles on a result page, in order."""
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return ["".join(heading.itertext()) for heading in page_of(answer).iter("h3")]


def text_of(reader: Reader, address: str) -> str:
    """The text of a page as it is read, without a gap where only markup stands."""
    return " ".join("".join(page_of(reader.get(address)).itertext()).split())


@pytest.fixture
def on_waste(drain: Drain) -> None:
    practice("Bins for every street", themes=["waste"])
    practice("A market without waste", summary="Less waste, more trade.")
    practice("School gardens", themes=["urban-food-green-space"])
    practice("Compost de quartier", language="fr", themes=["waste"])
    drain()


@pytest.mark.parametrize("typed", WASTE)
def test_waste_in_any_language_finds_the_theme_s_practices_and_those_that_say_so(
    reader: Reader, on_waste: None, typed: str
) -> None:
    found = titles(reader, f"/en/practices/?q={quote(typed)}")
    assert {"Bins for every street", "A market without waste", "Compost de quartier"} == set(found)


@pytest.mark.parametrize("typed", WASTE)
def test_the_language_filter_narrows_what_was_found_across_languages(reader: Reader, on_waste: None, typed: str) -> None:
    found = titles(reader, f"/en/practices/?q={quote(typed)}&language=en")
    assert {"Bins for every street", "A market without waste"} == set(found)


@pytest.mark.parametrize(("carrying", "saying"), [(60, 1), (1, 60)])
def test_both_kinds_are_among_the_first_twenty_whatever_their_number(
    reader: Reader, drain: Drain, carrying: int, saying: int
) -> None:
    for number in range(carrying):
        practice(f"Bins {number}", themes=["waste"])
    for number in range(saying):
        practice(f"Sorting {number}", summary="Less waste and more waste said again: waste.")
    drain()
    for typed in WASTE:
        answer = titles(reader, f"/en/practices/?q={quote(typed)}")
        assert len(answer) == 20
        assert any(title.startswith("Bins") for title in answer), typed
        assert any(title.startswith("Sorting") for title in answer), typed
        assert "61 practices" in text_of(reader, f"/en/practices/?q={quote(typed)}")


def test_the_page_says_what_the_words_also_find_and_narrows_to_it(reader: Reader, on_waste: None) -> None:
    address = f"/en/practices/?q={quote('déchets rue')}&kind=policy"
    assert "Understood as: Waste" in text_of(reader, address)
    links = {"".join(link.itertext()): link.get("href") for link in page_of(reader.get(address)).iter("a")}
    assert links["Waste"] == "/en/practices/?q=rue&theme=waste&kind=policy"


def test_a_reader_can_have_their_own_words_only(reader: Reader, on_waste: None) -> None:
    answer = reader.get("/en/practices/?q=waste")
    links = {"".join(link.itertext()): link.get("href") for link in page_of(answer).iter("a")}
    address = links["Only these exact words (2)"]
    assert address == "/en/practices/?q=%22waste%22"
    assert "Understood as" not in text_of(reader, address)
    assert set(titles(reader, address)) == {"A market without waste", "Bins for every street"}


def test_names_that_share_words_are_quoted_together(reader: Reader, drain: Drain) -> None:
    practice("Food waste management in Kenya")
    drain()
    page = reader.get("/en/practices/?q=food+waste+management+in+Kenya")
    links = {"".join(link.itertext()): link.get("href") for link in page_of(page).iter("a")}
    assert links["Only these exact words (1)"] == "/en/practices/?q=%22food+waste+management%22+in+%22Kenya%22"


def test_a_card_says_the_term_it_was_found_through_and_not_when_it_holds_the_words(reader: Reader, on_waste: None) -> None:
    page = text_of(reader, "/en/practices/?q=d%C3%A9chets&language=en")
    assert page.count("Found through the theme “Waste”") == 1
    assert page.count("Its text has words close in meaning to “déchets”") == 1
    assert "Found through" not in text_of(reader, "/en/practices/?q=waste&language=en")
    assert "Found through" not in text_of(reader, "/en/practices/?theme=waste")


def test_the_words_of_the_term_are_marked_in_the_language_of_the_text(reader: Reader, on_waste: None) -> None:
    page = reader.get("/en/practices/?q=d%C3%A9chets").get_data(as_text=True)
    assert "A market without <mark>waste</mark>" in page


def test_a_name_of_several_words_is_marked_where_it_stands_together(reader: Reader, drain: Drain) -> None:
    practice("A circular economy for the whole economy", summary="An economy of repair.")
    practice("城市循环经济", language="zh")
    drain()
    page = reader.get(f"/en/practices/?q={quote('экономика замкнутого цикла')}").get_data(as_text=True)
    assert "A <mark>circular economy</mark> for the whole economy" in page
    assert "城市<mark>循环经济</mark>" in page


def test_a_name_is_found_and_marked_in_the_form_that_a_text_has_it(reader: Reader, drain: Drain) -> None:
    practice("О переходе к экономике замкнутого цикла", language="ru")
    practice("El cambio a economías circulares", language="es")
    practice("الانتقال للاقتصاد الدائري", language="ar")
    practice("Корея", summary="Северная Корея", language="ru")
    drain()
    page = reader.get("/en/practices/?q=circular+economy").get_data(as_text=True)
    assert "<mark>экономике замкнутого цикла</mark>" in page
    assert "<mark>economías circulares</mark>" in page
    assert "<mark>للاقتصاد الدائري</mark>" in page
    assert len(titles(reader, "/en/practices/?q=circular+economy")) == 3


def test_places_and_code_lists_are_named_with_their_list_and_targets_have_no_filter(reader: Reader, drain: Drain) -> None:
    practice("Clean rivers", countries=["KE"], kind="policy", targets=["12.3"])
    drain()
    page = text_of(reader, "/en/practices/?q=Kenia")
    assert "Understood as: Kenya" in page
    assert "Found through “Kenya”" in page
    assert "Understood as: Kind of practice: Policy" in text_of(reader, f"/en/practices/?q={quote('политика')}")
    target = reader.get("/en/practices/?q=SDG+12.3")
    assert "Understood as: 12.3 By 2030, halve" in text_of(reader, "/en/practices/?q=SDG+12.3")
    assert titles(reader, "/en/practices/?q=SDG+12.3") == ["Clean rivers"]
    assert not [link for link in page_of(target).iter("a") if "halve" in "".join(link.itertext())]


def test_a_term_that_is_chosen_already_is_not_offered_again(reader: Reader, on_waste: None) -> None:
    assert "Understood as" not in text_of(reader, "/en/practices/?q=d%C3%A9chets&theme=waste")


def test_experts_are_found_by_their_theme_and_country_whatever_the_language(reader: Reader, drain: Drain) -> None:
    expert("Amina Diallo", themes=["waste"], countries=["KE"])
    expert("Luc Petit", themes=["transport"])
    drain()
    for typed in [*WASTE, "Кения", "肯尼亚"]:
        assert titles(reader, f"/en/experts/?q={quote(typed)}") == ["Amina Diallo"], typed
    page = text_of(reader, f"/en/experts/?q={quote('отходы Кения')}")
    assert "Understood as: Waste and Kenya" in page
    assert "Works on “Waste”; worked in Kenya" in page


def test_what_was_typed_is_shown_as_text(reader: Reader) -> None:
    page = reader.get(f"/en/practices/?q={quote('<b>déchets</b>')}").get_data(as_text=True)
    assert "<b>" not in page
