"""The results on a map: one circle a country, beside the same filters."""

from __future__ import annotations

from collections.abc import Callable

from tests.client import Reader
from tests.search.factories import practice

Drain = Callable[[], int]


def test_the_results_are_shown_on_a_map_and_each_circle_leads_to_its_list(reader: Reader, drain: Drain) -> None:
    practice("Repair cafés in Nairobi", countries=["KE"])
    practice("Repair cafés in Porto and Nairobi", countries=["PT", "KE"])
    practice("School meals", countries=["BR"])
    drain()
    page = reader.get("/en/practices/?q=repair&view=map").get_data(as_text=True)
    assert 'aria-label="Kenya: 2"' in page
    assert 'aria-label="Portugal: 1"' in page
    assert "Brazil" not in page
    assert '<th scope="row"><a href="/en/practices/?q=repair&amp;country=KE">Kenya</a></th><td class="num">2</td>' in page
    assert '<a href="/en/practices/?q=repair&amp;country=KE" aria-label="Kenya: 2">' in page
    assert '<a href="/en/practices/?q=repair">List</a>' in page
    assert '<input type="hidden" name="view" value="map">' in page


def test_words_like_a_part_of_the_address_stay_as_they_are_on_the_map(reader: Reader, drain: Drain) -> None:
    practice("Repair cafés in Nairobi", countries=["KE"])
    drain()
    page = reader.get("/en/practices/?q=repair+country%3DPLACE&view=map").get_data(as_text=True)
    assert '<a href="/en/practices/?q=repair+country%3DPLACE&amp;country=KE" aria-label="Kenya: 1">' in page


def test_the_map_shows_only_the_countries_chosen(reader: Reader, drain: Drain) -> None:
    practice("Repair cafés in Porto and Nairobi", countries=["PT", "KE"])
    drain()
    page = reader.get("/en/practices/?country=KE&view=map").get_data(as_text=True)
    assert 'aria-label="Kenya: 1"' in page
    assert 'aria-label="Portugal: 1"' not in page


def test_the_list_leads_to_the_map_with_its_filters_and_an_unknown_view_is_it(reader: Reader, drain: Drain) -> None:
    practice("Repair cafés in Nairobi", countries=["KE"])
    drain()
    page = reader.get("/en/practices/?country=KE&view=globe").get_data(as_text=True)
    assert '<a href="/en/practices/?country=KE&amp;view=map">Map</a>' in page
    assert "<h3" in page


def test_while_the_index_is_away_the_list_stands_in_for_the_map(reader: Reader) -> None:
    practice("Repair cafés in Nairobi", countries=["KE"])
    assert "Repair cafés in Nairobi" in reader.get("/en/practices/?view=map").get_data(as_text=True)
