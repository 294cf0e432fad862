"""Similar practices and who can help, on the pages of practices and themes."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.search.alike import MOST_OF_ONE, SHOWN, mix
from tests.client import Reader, page_of, words
from tests.search.factories import expert, hide, practice, retract, wrote

Drain = Callable[[], int]
KETTLES = "Volunteers mend kettles, toasters and lamps of neighbours on Saturdays"
numbers = st.lists(st.integers(1, 30), unique=True)
leads = st.dictionaries(st.integers(1, 30), st.sampled_from(["", "City of Porto", "CITY OF PORTO", "Ministry", "School"]))


@given(found=numbers, organisations=leads, own=st.sampled_from(["", "City of Porto", "Ministry"]))
def test_at_most_two_of_an_organisation_and_never_only_ones_own(
    found: list[int], organisations: dict[int, str], own: str
) -> None:
    chosen = mix(found, organisations, own)
    leading = [organisations[number].casefold() for number in chosen]
    assert len(chosen) <= SHOWN
    assert chosen == [number for number in found if number in chosen]
    assert all(leading.count(one) <= MOST_OF_ONE for one in leading if one)
    assert not own or not chosen or set(leading) != {own.casefold()}


def test_only_the_same_organisations_practices_are_not_shown() -> None:
    assert mix([1, 2, 3], {1: "City", 2: "city", 3: "City"}, "CITY") == []
    assert mix([1, 2, 3, 4], {1: "City", 2: "city", 3: "City", 4: "Port"}, "CITY") == [1, 2, 4]
    assert mix([1, 2], {2: ""}, "") == [2]


def section(reader: Reader, address: str, name: str) -> list[str]:
    """The cards under the section with this id on a page, each as one line; [] without the section."""
    for found in page_of(reader.get(address, follow_redirects=True)).iter("section"):
        if found.get("id") == name:
            return [" ".join(" ".join(card.itertext()).split()) for card in found.iter("article")]
    return []


def filler(count: int = 20) -> None:
    """Practices on something else, so that words of a few practices tell something."""
    for number in range(count):
        practice(f"Bus lane {number}", summary="Streets for buses", themes=["transport"], countries=["SE"])


def test_a_practice_shows_similar_ones_and_why(reader: Reader, drain: Drain) -> None:
    filler()
    number = practice("Repair café in Porto", description=KETTLES, themes=["waste"], countries=["PT"])
    practice("Repair café in Braga", description=KETTLES, themes=["waste"], countries=["PT"])
    practice("Repair days", description=KETTLES, themes=["food-consumption-waste"], countries=["FR"])
    practice("Réparer", description=KETTLES, countries=["001"])
    drain()
    shown = section(reader, f"/en/practices/{number}/", "similar")
    assert shown[0] == "Repair café in Braga Also on “Waste”; also in Portugal"
    assert set(shown[1:]) == {"Repair days Similar text", "Réparer Similar text"}
    assert "Similar practices" in words(reader.get(f"/en/practices/{number}/", follow_redirects=True))


def test_a_narrower_theme_in_common_is_named_in_place_of_the_one_above_it(reader: Reader, drain: Drain) -> None:
    filler()
    number = practice("Clear labels", themes=["sharing-repair-reuse"])
    practice("Shared tools", themes=["sharing-repair-reuse", "waste"])
    drain()
    assert section(reader, f"/en/practices/{number}/", "similar") == ["Shared tools Also on “Sharing, repair and reuse”"]


def test_a_translation_counts_once_and_is_shown_in_the_readers_language(reader: Reader, drain: Drain) -> None:
    filler()
    number = practice("Repair café", description=KETTLES, themes=["waste"])
    practice("Repair days", description=KETTLES, themes=["waste"], translations={"fr": {"title": "Journées de réparation"}})
    drain()
    assert section(reader, f"/fr/practices/{number}/", "similar")[0].startswith("Journées de réparation")
    assert len(section(reader, f"/fr/practices/{number}/", "similar")) == 1


def test_practices_nobody_may_read_are_never_similar(reader: Reader, drain: Drain) -> None:
    filler()
    number, hidden, retracted = (practice(f"Repair {name}", description=KETTLES) for name in ("café", "shop", "van"))
    drain()
    assert len(section(reader, f"/en/practices/{number}/", "similar")) == 2
    # Nothing has been told to the index yet: the database decides.
    hide(hidden)
    retract(retracted)
    assert section(reader, f"/en/practices/{number}/", "similar") == []
    drain()
    assert section(reader, f"/en/practices/{number}/", "similar") == []


def test_not_all_similar_practices_are_of_one_organisation(reader: Reader, drain: Drain) -> None:
    filler()
    number = practice("Repair café", description=KETTLES, organisation="City of Porto")
    for day in range(4):
        practice(f"Repair day {day}", description=KETTLES, organisation="City of Porto")
    drain()
    assert section(reader, f"/en/practices/{number}/", "similar") == []
    practice("Repair shop", description=KETTLES, organisation="City of Braga")
    drain()
    shown = section(reader, f"/en/practices/{number}/", "similar")
    assert len(shown) == 3
    assert sum("Repair day" in one for one in shown) == 2


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_without_the_index_a_page_has_no_similar_ones_and_names_who_can_help(reader: Reader, lang: str) -> None:
    number = practice("Repair café", description=KETTLES, themes=["waste"])
    practice("Repair days", description=KETTLES, themes=["waste"])
    author, other = expert("Author", themes=["waste"]), expert("Other", themes=["waste"])
    wrote(author, number)
    address = f"/{lang}/practices/{number}/"
    assert section(reader, address, "similar") == []
    assert [one.split()[1] for one in section(reader, address, "help")] == ["Other"]
    assert "Other" in words(reader.get(f"/{lang}/themes/waste/"))
    assert other


def test_who_can_help_has_done_it_speaks_the_language_and_never_is_the_author(reader: Reader, drain: Drain) -> None:
    filler()
    number = practice("Repair café", themes=["waste"], countries=["PT"])
    author, doing, near, claims, closed = (
        expert("Author", themes=["waste"]),
        expert("Does"),
        expert("Near", countries=["PT"]),
        expert("Claims", themes=["waste"], languages=["en"]),
        expert("Closed", countries=["PT"], languages=["en"], open_to_requests="no"),
    )
    expert("Nothing to do with it", languages=["en"], countries=["PT"])
    expert("Private", public=False, themes=["waste"])
    wrote(author, number)
    for one in (doing, near, closed):
        wrote(one, practice("Repair", themes=["waste"]))
    drain()
    shown = section(reader, f"/en/practices/{number}/", "help")
    assert [one.split()[1] for one in shown] == ["Near", "Does", "Claims", "Closed"]
    assert "1 practice on “Waste”; worked in Portugal" in shown[0]
    assert "Works on “Waste”; speaks English" in shown[2]
    assert claims


def test_no_more_than_four_are_shown_with_the_way_to_all_of_them(reader: Reader, drain: Drain) -> None:
    number = practice("Repair café", themes=["waste", "transport"])
    for one in range(6):
        expert(f"Expert {one}", themes=["waste"])
    drain()
    address = f"/en/practices/{number}/"
    assert len(section(reader, address, "help")) == 4
    assert 'href="/en/experts/?theme=waste&amp;theme=transport"' in reader.get(address, follow_redirects=True).get_data(
        as_text=True
    )


def test_a_practice_without_themes_names_nobody(reader: Reader, drain: Drain) -> None:
    number = practice("Repair café")
    expert("Amina Diallo", themes=["waste"])
    drain()
    assert section(reader, f"/en/practices/{number}/", "help") == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_theme_page_names_who_can_help_with_the_reason(reader: Reader, drain: Drain, lang: str) -> None:
    wrote(expert("Amina Diallo", languages=[lang]), practice("Compost", themes=["food-consumption-waste"]))
    drain()
    page = words(reader.get(f"/{lang}/themes/food-consumption-waste/"))
    assert "Amina Diallo" in page
    if lang == "en":
        assert "Who can help with this?" in page
        assert "1 practice on “Food consumption and food waste”; speaks English" in page


def test_the_page_asks_the_database_as_often_for_many_as_for_one(
    reader: Reader, drain: Drain, queries: Callable[[], int]
) -> None:
    filler()
    number = practice("Repair café", description=KETTLES, themes=["waste"], countries=["PT"])
    wrote(
        expert("First", themes=["waste"], countries=["PT"], languages=["en"]),
        practice("Repair 1", description=KETTLES, themes=["waste"]),
    )
    drain()
    address = f"/en/practices/{number}/"
    counts = []
    for most in (1, 4):
        assert len(section(reader, address, "help")) == most
        before = queries()
        reader.get(address, follow_redirects=True)
        counts.append(queries() - before)
        for other in range(2, 6):
            made = practice(f"Repair {other}", description=KETTLES, themes=["waste"])
            wrote(expert(f"Next {other}", themes=["waste"], countries=["PT"], languages=["en"]), made)
        drain()
    assert counts[0] == counts[1]


def test_a_full_practice_page_stays_within_its_budget(reader: Reader, drain: Drain) -> None:
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(900)]

    def prose(count: int) -> str:
        return " ".join(chance.choices(vocabulary, k=count))

    shared = prose(500)
    number = practice(prose(10), summary=prose(35), description=shared, themes=["waste", "transport"], countries=["PT", "KE"])
    for _one in range(6):
        made = practice(prose(10), summary=prose(35), description=shared, themes=["waste", "transport"], countries=["PT"])
        held = {"themes": ["waste", "transport", "housing-neighbourhoods"], "countries": ["PT"], "languages": ["en", "fr"]}
        wrote(expert(prose(2), **held, position=prose(6), organisation=prose(6)), made)  # type: ignore[arg-type]
    drain()
    page = reader.get(f"/en/practices/{number}/", follow_redirects=True)
    assert len(section(reader, f"/en/practices/{number}/", "similar")) == 5
    assert len(section(reader, f"/en/practices/{number}/", "help")) == 4
    assert len(gzip.compress(page.data, 6)) <= 14_336
