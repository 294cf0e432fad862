"""The result pages as a reader sees them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest

from exchange.core.languages import CODES
from exchange.search.facets import MOST_TOLD
from exchange.search.parameters import MOST_VALUES
from exchange.vocabularies import queries as vocabularies
from tests.client import Reader, page_of, words
from tests.search.factories import expert, practice

Drain = Callable[[], int]


def titles(reader: Reader, address: str) -> list[str]:
    """The titles on a result page, in order."""
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return ["".join(heading.itertext()) for heading in page_of(answer).iter("h3")]


def test_a_published_practice_is_found_by_its_words(reader: Reader, drain: Drain) -> None:
    practice("Repair cafés in Porto", summary="Volunteers mend kettles.")
    practice("School meals from local farms")
    drain()
    page = words(reader.get("/en/practices/?q=mending+kettle"))
    assert "1 practice" in page
    assert "Repair cafés in Porto" in page
    assert "School meals" not in page


def test_words_that_match_are_marked_and_all_else_is_escaped(reader: Reader, drain: Drain) -> None:
    practice("Repairing <script>", summary="We repair & mend.")
    drain()
    page = reader.get("/en/practices/?q=repair").get_data(as_text=True)
    assert "<mark>Repairing</mark> &lt;script&gt;" in page
    assert "We <mark>repair</mark> &amp; mend." in page


def test_an_expert_is_found_by_what_they_say(reader: Reader, drain: Drain) -> None:
    expert("Amina Diallo", biography={"en": "Composting in cities"}, countries=["KE"], country_code="SN", languages=["fr"])
    drain()
    page = words(reader.get("/en/experts/?q=compost&country=KE&language=fr&open=yes"))
    assert "1 expert" in page
    assert "Amina Diallo" in page
    assert "Open to requests" in page


def test_without_words_the_newest_come_first_twenty_a_page(reader: Reader, drain: Drain) -> None:
    for number in range(25):
        practice(f"Practice {number:02}")
    drain()
    first, second = titles(reader, "/en/practices/"), titles(reader, "/en/practices/?page=2")
    assert first + second == [f"Practice {number:02}" for number in reversed(range(25))]
    assert len(first) == 20
    for page in ("3", "0", "x", "999999999"):
        assert reader.get(f"/en/practices/?page={page}").status_code == 404


def test_filters_join_with_or_inside_and_and_between(reader: Reader, drain: Drain) -> None:
    practice("A", kind="policy", countries=["KE"])
    practice("B", kind="tool", countries=["KE"])
    practice("C", kind="finance", countries=["FR"])
    drain()
    assert titles(reader, "/en/practices/?kind=policy&kind=finance") == ["C", "A"]
    assert titles(reader, "/en/practices/?kind=policy&kind=finance&country=KE") == ["A"]


def test_the_address_carries_the_state_and_each_filter_can_be_removed(reader: Reader, drain: Drain) -> None:
    practice("Repair", kind="policy", countries=["KE"], start="2015")
    drain()
    answer = reader.get("/en/practices/?q=repair&kind=policy&country=KE&year_from=2010&sort=newest")
    links = [link.get("href", "") for link in page_of(answer).iter("a") if "pill" in link.get("class", "")]
    assert "/en/practices/?q=repair&country=KE&year_from=2010&sort=newest" in links
    assert "/en/practices/?q=repair&kind=policy&country=KE&sort=newest" in links
    page = answer.get_data(as_text=True)
    assert 'value="policy" checked' in page
    assert '<option value="newest" selected>' in page
    assert 'value="2010"' in page


def test_a_chosen_filter_stays_in_the_form_when_it_counts_nothing(reader: Reader, drain: Drain) -> None:
    practice("Repair", themes=["waste"], kind="policy", countries=["KE"], targets=["12.5"])
    drain()
    chosen = "theme=waste&theme=x1&kind=policy&kind=tool&country=KE&country=FR&region=002&sdg=12&language=en&language=fr"
    page = reader.get(f"/en/practices/?{chosen}").get_data(as_text=True)
    for value in ("waste", "x1", "tool", "FR", "002", "12", "fr"):
        assert f'value="{value}" checked' in page, value


def test_an_unknown_value_is_named_and_matches_nothing(reader: Reader, drain: Drain) -> None:
    practice("Repair", themes=["waste"])
    drain()
    for query in (
        "theme=x1",
        "kind=x1",
        "country=XX",
        "region=KE",
        "sdg=99",
        "group=x1",
        "evidence=x1",
        "source=x1",
        "language=x1",
    ):
        page = words(reader.get(f"/en/practices/?{query}"))
        assert "We do not know the value" in page, query
        assert "No practice with these filters" in page, query
    page = words(reader.get("/en/practices/?theme=waste&theme=x1"))
    assert "We do not know the value “x1”" in page
    assert "1 practice" in page
    assert "We do not know the value" in words(reader.get("/en/experts/?open=x1"))


def test_every_country_can_be_chosen_at_once_and_what_is_too_much_is_said(reader: Reader, drain: Drain) -> None:
    practice("Repair vouchers", countries=["ZW"])
    drain()
    codes = [code for code, place in vocabularies.current_vocabularies().places.items() if place.kind == "country"]
    everywhere = "&".join(f"country={code}" for code in codes)
    page = words(reader.get(f"/en/practices/?{everywhere}"))
    assert len(codes) > 240
    assert "Repair vouchers" in page
    assert "Only the first" not in page
    nowhere = "&".join(f"theme=x{number}" for number in range(MOST_VALUES + 1))
    page = words(reader.get(f"/en/practices/?{nowhere}&country=ZW"))
    assert f"Only the first {MOST_VALUES} count." in page
    assert page.count("We do not know the value") == MOST_TOLD
    assert f"Nor do we know {MOST_VALUES - MOST_TOLD} other values." in page


def test_many_filters_make_a_page_of_the_usual_size(reader: Reader) -> None:
    some, many = (reader.get("/en/practices/?" + "&".join(f"theme=x{number}" for number in range(most))) for most in (20, 300))
    assert "and 280 more filters" in words(many)
    assert "more filter" not in words(some)
    assert len(many.data) < 250_000


def test_an_unknown_order_or_year_is_named_and_left_out(reader: Reader, drain: Drain) -> None:
    practice("Repair", start="2015")
    drain()
    assert "We do not know the order “x1”" in words(reader.get("/en/practices/?sort=x1"))
    page = words(reader.get("/en/practices/?year_from=soon&year_to=20155"))
    assert "Enter a year as four digits" in page
    assert "1 practice" in page
    assert "The first year is after the last one" in words(reader.get("/en/practices/?year_from=2020&year_to=2010"))


def test_an_empty_result_says_which_filter_to_remove(reader: Reader, drain: Drain) -> None:
    practice("Repair", kind="policy", countries=["KE"])
    expert("Amina", themes=["waste"])
    drain()
    page = words(reader.get("/en/practices/?q=glockenspiel&kind=policy&country=FR"))
    assert "Try one step wider" not in page
    page = words(reader.get("/en/practices/?q=glockenspiel&kind=policy"))
    assert "Remove filter: Policy" in page
    assert "Try one step wider without your words 1 practice" in page
    page = words(reader.get("/en/practices/?q=repair&kind=tool"))
    assert "without the filter Tool or method 1 practice" in page
    page = words(reader.get("/en/experts/?q=glockenspiel&theme=waste"))
    assert "without your words 1 expert" in page
    assert "No expert with these filters" in words(reader.get("/en/experts/?theme=x1"))


def test_an_empty_result_speaks_of_filters_only_where_there_are_any(reader: Reader) -> None:
    for kind, nobody in (("practices", "No practice"), ("experts", "No expert")):
        page = reader.get(f"/en/{kind}/?q=glockenspiel").get_data(as_text=True)
        assert f"{nobody} on “<bdi>glockenspiel</bdi>”" in page
        assert "Filters in use:" not in page
        page = words(reader.get(f"/en/{kind}/?q=glockenspiel&theme=waste"))
        assert "Filters in use: Remove filter: Waste" in page


def test_while_the_index_is_away_the_page_says_so(reader: Reader) -> None:
    practice("Repair cafés in Porto", summary="Volunteers mend kettles.", kind="policy")
    practice("School meals")
    expert("Amina Diallo", biography={"en": "Compost"})
    page = words(reader.get("/en/practices/?q=repair&kind=policy"))
    assert "The search index is being built" in page
    assert "Repair cafés in Porto" in page
    assert "School meals" not in page
    page = reader.get("/en/experts/?q=compost").get_data(as_text=True)
    assert "The search index is being built" in page
    assert "Amina Diallo" in page


@pytest.mark.parametrize("language", CODES)
def test_every_language_has_the_pages(reader: Reader, drain: Drain, language: str) -> None:
    practice("Repair", countries=["KE"], themes=["waste"], targets=["12.5"], source="Circle Bank")
    expert("Amina", themes=["waste"], languages=["fr"], countries=["KE"])
    drain()
    assert reader.get(f"/{language}/practices/?theme=waste&country=KE").status_code == 200
    assert reader.get(f"/{language}/experts/?theme=waste&language=fr").status_code == 200


@pytest.mark.parametrize(
    "q",
    [
        "x" * 10_000,
        "!" * 5_000,
        '"' * 3_000,
        "* " * 3_000,
        "the of and",
        "\x00\ud7ff",
        "a" * 9_000 + '"',
        "-" * 500,
        "\u202e\ufffd",
    ],
)
def test_no_words_break_the_page(reader: Reader, drain: Drain, q: str) -> None:
    practice("Repair")
    drain()
    assert reader.get(f"/en/practices/?q={quote_plus(q)}").status_code == 200


def test_broken_bytes_in_the_address_are_answered(reader: Reader, drain: Drain) -> None:
    drain()
    assert reader.get("/en/practices/?q=%ff%fe%c0&theme=%ff&page=1").status_code == 200


def test_a_long_search_says_what_counts(reader: Reader, drain: Drain) -> None:
    drain()
    page = words(reader.get("/en/practices/?q=" + "+".join(f"word{number}" for number in range(200))))
    assert "Only its first 64 words count" in page


def test_a_full_page_fits_the_budget(reader: Reader, drain: Drain) -> None:
    codes = [place.code for place in vocabularies.countries("en")]
    themes = [theme.id for branch in vocabularies.theme_tree() for theme in (branch.theme, *branch.children)]
    for number in range(130):
        practice(
            f"A practice with a title of usual length, number {number}", summary=f"Summary {number} tells the problem and the result. " * 4,
            countries=[codes[number], codes[number + 100]], themes=[themes[number % len(themes)]], kind="policy", evidence="measured",
        )  # fmt: skip
    drain()
    body = reader.get("/en/practices/").data
    assert len(gzip.compress(body)) <= 20_000


def test_a_result_page_names_the_public_address_whatever_host_was_asked(reader: Reader) -> None:
    page = reader.get("/en/practices/", headers={"Host": "elsewhere.example"}).get_data(as_text=True)
    assert 'rel="canonical"' in page
    assert "elsewhere.example" not in page


def test_links_of_later_pages_are_followed_and_words_are_no_result(reader: Reader, drain: Drain) -> None:
    for number in range(21):
        practice(f"Practice {number}")
    expert("Amina")
    drain()
    for address in ("/en/practices/?page=2", "/en/practices/?q=practice", "/en/experts/?q=amina"):
        page = reader.get(address).get_data(as_text=True)
        assert '<meta name="robots" content="noindex, follow">' in page, address
        assert "nofollow" not in page, address
    assert "noindex" not in reader.get("/en/practices/").get_data(as_text=True)


def test_the_theme_facet_shows_narrower_themes_with_most_practices_first(reader: Reader, drain: Drain) -> None:
    [_first, *below] = [term.id for branch in vocabularies.theme_tree() for term in branch.children][:8]
    for place, theme in enumerate(below):
        for number in range(place + 1):
            practice(f"{theme} {number}", themes=[theme])
    drain()
    boxes = page_of(reader.get("/en/practices/")).iter("input")
    values = [box.get("value") for box in boxes if box.get("name") == "theme"]
    assert values[:5] == list(reversed(below))[:5]
    assert set(values[5:]) >= set(below) - set(values[:5])
    assert len(values) == len(set(values))


def test_an_empty_result_offers_people_and_the_theme_its_words_name(reader: Reader, drain: Drain) -> None:
    practice("Bins", themes=["waste"], kind="tool")
    expert("Amina Diallo", themes=["waste"], countries=["KE"])
    drain()
    answer = reader.get("/en/practices/?q=d%C3%A9chets&kind=policy")
    page = words(answer)
    assert 'id="filters" action="/en/practices/" data-swap hidden' in answer.get_data(as_text=True)
    assert "without the filter Policy 1 practice" in page
    assert "Theme: Waste 1 practice" in page
    links = {"".join(link.itertext()): link.get("href", "") for link in page_of(answer).iter("a")}
    assert "Amina Diallo" in links
    assert links["See all of them"] == "/en/experts/?theme=waste"
    assert links["Email me when one appears"].endswith("?q=d%C3%A9chets&kind=policy")
