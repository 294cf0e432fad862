"""Similar practices and who can help, on the pages of practices and themes."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exchange.search import analysis
from exchange.search.alike import MOST_OF_ONE, SHOWN, mixed
from exchange.search.backend import Document, Unavailable
from exchange.search.engine.similarity import MOST_TERMS, telling_terms
from exchange.search.engine.whoosh_backend import WhooshBackend
from exchange.search.kinds.practice import PRACTICES
from tests.client import Reader, page_of, words
from tests.search.engine import WORDS, document
from tests.search.factories import expert, hide, practice, retract, wrote

Drain = Callable[[], int]
few = settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
KETTLES = "Volunteers mend kettles, toasters and lamps of neighbours on Saturdays"
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
codes = st.fixed_dictionaries(
    {
        "theme": st.sets(st.sampled_from(["a", "b", "c"])).map(lambda one: tuple(sorted(one))),
        "country": st.sets(st.sampled_from(["KE", "FR"])).map(lambda one: tuple(sorted(one))),
        "kind": st.sampled_from([("policy",), ("tool",), ()]),
    }
)


@st.composite
def corpora(draw: st.DrawFn) -> list[list[Document]]:
    """Practices, each in one language or more."""
    found = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        carried = draw(codes)
        languages = draw(st.sets(st.sampled_from(["en", "fr", "zh"]), min_size=1))
        found.append([document(number, draw(texts), draw(texts), language=one, codes=carried) for one in sorted(languages)])
    return found


@few
@given(corpus=corpora(), gone=st.sets(st.integers(1, 9)), limit=st.integers(1, 6))
def test_never_itself_never_one_that_is_gone_each_once_and_no_more_than_asked(
    backend: WhooshBackend, corpus: list[list[Document]], gone: set[int], limit: int
) -> None:
    backend.rebuild({PRACTICES: [one for record in corpus for one in record]}, "")
    backend.drop(PRACTICES, gone)
    for record in corpus:
        found = backend.similar(PRACTICES, record, limit)
        assert record[0].record not in found
        assert not set(found) & gone
        assert len(set(found)) == len(found) <= limit
        assert found == backend.similar(PRACTICES, record, limit)


@few
@given(text=st.lists(st.sampled_from(WORDS + [f"word{number}" for number in range(200)]), max_size=400).map(" ".join))
def test_a_bounded_number_of_words_tells_about_a_practice_and_each_is_one_of_its_own(backend: WhooshBackend, text: str) -> None:
    made = document(1, "Title", text)
    backend.rebuild({PRACTICES: [made, document(2, "Other", text), document(3, "More"), document(4, "Much more")]}, "")
    terms = [term.text for term, _weight in telling_terms(backend.snapshot(PRACTICES), [made])]
    assert len(terms) <= MOST_TERMS
    assert set(terms) <= set(analysis.analyse(made.title, made.texts, "en").stems)


def test_the_most_like_comes_first_and_what_has_nothing_in_common_is_left_out(backend: WhooshBackend) -> None:
    one = document(1, "Repair café", KETTLES, codes={"theme": ("waste",), "country": ("PT",)})
    same = document(2, "Repair café in Braga", KETTLES, codes={"theme": ("waste",), "country": ("PT",)})
    near = document(3, "Repair days", "Neighbours mend kettles and lamps", codes={"theme": ("waste",), "country": ("FR",)})
    theme = document(4, "Landfill tax", "A tax on tonnes", codes={"theme": ("waste",), "country": ("SE",)})
    other = document(5, "School meals", "Local farms deliver lunch", codes={"theme": ("food",), "country": ("BR",)})
    rest = [
        document(number, f"Bus lane {number}", "Streets and buses", codes={"theme": ("transport",)}) for number in range(6, 20)
    ]
    backend.rebuild({PRACTICES: [one, same, near, theme, other, *rest]}, "")
    assert list(backend.similar(PRACTICES, [one], 10)) == [2, 3, 4]


def test_a_practice_the_index_has_not_seen_yet_has_similar_ones(backend: WhooshBackend) -> None:
    backend.rebuild({PRACTICES: [document(number, f"Bus {number}", "Streets") for number in range(3, 20)]}, "")
    backend.put(PRACTICES, [document(2, "Repair", KETTLES), document(20, "Repair", KETTLES)])
    assert set(backend.similar(PRACTICES, [document(1, "Repair café", KETTLES)], 10)) == {2, 20}


def test_nothing_is_similar_in_an_empty_index_or_to_nothing(backend: WhooshBackend) -> None:
    assert backend.similar(PRACTICES, [document(1, "Repair", KETTLES)], 5) == ()
    backend.put(PRACTICES, [document(1, "Repair", KETTLES)])
    assert backend.similar(PRACTICES, [], 5) == ()
    assert backend.similar(PRACTICES, [document(2)], 5) == ()


def test_a_change_of_the_index_is_seen_at_once(backend: WhooshBackend) -> None:
    one, two = document(1, "Repair café", KETTLES), document(2, "Repair café", KETTLES)
    rest = [document(number, f"Bus {number}", "Streets") for number in range(3, 20)]
    backend.rebuild({PRACTICES: [one, two, *rest]}, "")
    assert backend.similar(PRACTICES, [one], 5) == (2,)
    backend.drop(PRACTICES, [2])
    assert backend.similar(PRACTICES, [one], 5) == ()


def test_a_missing_index_is_unavailable(backend: WhooshBackend) -> None:
    for file in sorted(backend.generations.root.rglob("*"), reverse=True):
        if file.is_file():
            file.unlink()
    with pytest.raises(Unavailable):
        backend.similar(PRACTICES, [document(1, "Repair", KETTLES)], 5)


numbers = st.lists(st.integers(1, 30), unique=True)
leads = st.dictionaries(st.integers(1, 30), st.sampled_from(["", "City of Porto", "CITY OF PORTO", "Ministry", "School"]))


@given(found=numbers, organisations=leads, own=st.sampled_from(["", "City of Porto", "Ministry"]))
def test_at_most_two_of_an_organisation_and_never_only_ones_own(
    found: list[int], organisations: dict[int, str], own: str
) -> None:
    chosen = mixed(found, organisations, own)
    leading = [organisations[number].casefold() for number in chosen]
    assert len(chosen) <= SHOWN
    assert chosen == [number for number in found if number in chosen]
    assert all(leading.count(one) <= MOST_OF_ONE for one in leading if one)
    assert not own or not chosen or set(leading) != {own.casefold()}


def test_only_the_same_organisations_practices_are_not_shown() -> None:
    assert mixed([1, 2, 3], {1: "City", 2: "city", 3: "City"}, "CITY") == []
    assert mixed([1, 2, 3, 4], {1: "City", 2: "city", 3: "City", 4: "Port"}, "CITY") == [1, 2, 4]
    assert mixed([1, 2], {2: ""}, "") == [2]


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
    assert shown[0] == "Repair café in Braga Also on Waste; also in Portugal"
    assert set(shown[1:]) == {"Repair days Similar text", "Réparer Similar text"}
    assert "Similar practices" in words(reader.get(f"/en/practices/{number}/", follow_redirects=True))


def test_a_narrower_theme_in_common_is_named_in_place_of_the_one_above_it(reader: Reader, drain: Drain) -> None:
    filler()
    number = practice("Clear labels", themes=["sharing-repair-reuse"])
    practice("Shared tools", themes=["sharing-repair-reuse", "waste"])
    drain()
    assert section(reader, f"/en/practices/{number}/", "similar") == ["Shared tools Also on Sharing, repair and reuse"]


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
def test_without_the_index_the_page_stands_without_similar_ones_and_names_who_works_on_the_theme(
    reader: Reader, lang: str
) -> None:
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
    assert "1 practice on Waste; worked in Portugal" in shown[0]
    assert "Works on Waste; speaks English" in shown[2]
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
        assert "1 practice on Food consumption and food waste; speaks English" in page


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
