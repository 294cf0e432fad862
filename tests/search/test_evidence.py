"""Experts are ranked by what they did as well as by what they say, and every result says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts import queries as experts
from exchange.experts.choices import FIELDS
from exchange.experts.models import Profile
from exchange.experts.searchable import EXPERTS
from exchange.experts.service import record_change as owe_expert
from exchange.retrieval.parsing import NOTHING, parse
from exchange.retrieval.port import Request
from exchange.search import reasons
from exchange.search.evidence import CLAIM, CONFIRMED_LATELY, OPEN, worth
from exchange.search.reasons import About
from exchange.search.service import search
from tests.client import Reader, page_of, words
from tests.factories import member
from tests.search.factories import expert, hide, practice, retract, wrote

Drain = Callable[[], int]


def experts_for(q: str = "", **values: object) -> list[int]:
    """The experts found, best first, all of them."""
    asked = parse(q) if q else NOTHING
    answer = search(Request(EXPERTS, asked, limit=100, **values)).answer  # type: ignore[arg-type]  # named as in Request
    assert answer.total == len(answer.hits)
    return [hit.record for hit in answer.hits]


def names(reader: Reader, address: str) -> list[str]:
    """The names on a page of experts, in order."""
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return ["".join(heading.itertext()) for heading in page_of(answer).iter("h3")]


def test_one_fitting_practice_counts_for_more_than_all_a_profile_can_say() -> None:
    assert worth(1.0) > CLAIM + max(OPEN.values()) + CONFIRMED_LATELY
    assert worth(1.0) < worth(3.0) < worth(1_000_000.0) < 1.0
    assert worth(0.0) == 0.0


def test_evidence_beats_claims(drain: Drain) -> None:
    claiming = expert("Claims", biography={"en": "Composting, compost and more composting"}, open_to_requests="yes")
    doing = expert("Does", open_to_requests="no")
    wrote(doing, practice("Compost from school kitchens"))
    drain()
    assert experts_for("compost") == [doing, claiming]


def test_more_practices_are_more_evidence_and_a_claim_decides_between_equals(drain: Drain) -> None:
    one, five = expert("One"), expert("Five")
    both = expert("Both", biography={"en": "I compost."})
    wrote(five, *[practice(f"Compost in town {number}") for number in range(1, 6)])
    wrote(one, practice("Compost in town 6"))
    wrote(both, practice("Compost in town 7"))
    drain()
    assert experts_for("compost") == [five, both, one]


def test_an_expert_is_found_by_evidence_alone_and_nobody_without_a_public_profile_is(drain: Drain) -> None:
    shown, hidden = expert("Shown"), expert("Hidden", public=False)
    wrote(shown, practice("Compost"))
    wrote(hidden, practice("Compost again"))
    expert("Something else", biography={"en": "Solar cookers"})
    drain()
    assert experts_for("compost") == [shown]


def test_a_practice_not_agreed_to_is_no_evidence(drain: Drain) -> None:
    wrote(expert("Invited"), practice("Compost"), agreed=False)
    drain()
    assert experts_for("compost") == []


@pytest.mark.parametrize("away", [retract, hide])
def test_the_evidence_of_a_practice_that_is_retracted_or_hidden_goes_away(drain: Drain, away: Callable[[int], None]) -> None:
    number = practice("Compost")
    author = expert("Author")
    wrote(author, number)
    drain()
    assert experts_for("compost") == [author]
    away(number)
    drain()
    assert experts_for("compost") == []


def test_filters_hold_on_the_expert_whatever_the_evidence(drain: Drain) -> None:
    here = expert("Here", countries=["KE"], languages=["fr"], themes=["waste"], open_to_requests="yes")
    there = expert("There", countries=["FR"], languages=["en"], themes=["transport"], open_to_requests="no")
    made = practice("Compost", themes=["waste"], countries=["BR"])
    wrote(here, made)
    wrote(there, made)
    drain()
    assert experts_for("compost") == [here, there]
    for facet, code in [("country", "KE"), ("language", "fr"), ("theme", "waste"), ("open", "yes")]:
        assert experts_for("compost", chosen={facet: frozenset({code})}) == [here], facet


def test_words_that_must_stand_together_may_stand_in_the_practice_or_in_the_profile(drain: Drain) -> None:
    doing, saying = expert("Does"), expert("Says", biography={"en": "Food waste at home"})
    apart = expert("Apart", biography={"en": "Waste of food"})
    wrote(doing, practice("Less food waste in schools"))
    wrote(apart, practice("Waste, and then food"))
    drain()
    assert experts_for('"food waste"') == [doing, saying]


def test_what_a_question_rules_out_is_ruled_out_of_profiles_and_of_practices(drain: Drain) -> None:
    mending, selling = expert("Mends", position="Repair"), expert("Sells", position="Shop")
    wrote(mending, practice("Bicycles"))
    wrote(selling, practice("Bicycles for hire"))
    drain()
    assert set(experts_for("bicycles")) == {mending, selling}
    assert experts_for("bicycles -shop") == [mending]
    assert experts_for("bicycles -hire") == [mending]


def test_who_is_asked_for_by_name_comes_first(drain: Drain) -> None:
    namesake = expert("Rose Green")
    wrote(expert("Another"), *[practice(f"Green roofs with a rose garden {number}") for number in range(5)])
    drain()
    assert experts_for("Rose Green")[0] == namesake


def test_a_practice_titled_like_the_question_does_not_silence_the_others(drain: Drain) -> None:
    titled, three = expert("Titled"), expert("Three")
    wrote(titled, practice("Compost"))
    wrote(three, *[practice(f"Compost {word}") for word in ("bins", "heaps", "turners")])
    drain()
    assert experts_for("compost") == [three, titled]


def test_open_to_requests_and_confirmed_lately_count_a_little(drain: Drain) -> None:
    made = practice("Compost")
    closed, limited, ready = (expert(f"Says {one}", open_to_requests=one) for one in ("no", "limited", "yes"))
    stale = expert("Stale", open_to_requests="yes")
    for one in (closed, limited, ready, stale):
        wrote(one, made)
    with transaction():
        profile = db.session.get(Profile, stale)
        assert profile is not None
        profile.confirmed_at = clock.now() - timedelta(days=400)
        owe_expert(stale)
    drain()
    found = experts_for("compost")
    assert found[0] == ready
    assert found[-1] == closed
    assert set(found[1:3]) == {limited, stale}


def test_totals_counts_and_pages_hold_for_the_joined_result(reader: Reader, drain: Drain) -> None:
    by_evidence = [expert(f"Did it {number:02}", languages=["fr"]) for number in range(15)]
    for number in range(10):
        expert(f"Says it {number:02}", biography={"en": "compost"}, languages=["ru"])
    made = practice("Compost")
    for one in by_evidence:
        wrote(one, made)
    drain()
    answer = search(Request(EXPERTS, parse("compost"), limit=20, counts=("language",))).answer
    assert (answer.total, answer.counts["language"]) == (25, {"fr": 15, "ru": 10})
    first, second = names(reader, "/en/experts/?q=compost"), names(reader, "/en/experts/?q=compost&page=2")
    assert (len(first), len(second)) == (20, 5)
    assert all(name.startswith("Did it") for name in first[:15])
    assert all(name.startswith("Says it") for name in first[15:] + second)
    assert not set(first) & set(second)
    assert "25 experts" in words(reader.get("/en/experts/?q=compost"))
    assert reader.get("/en/experts/?q=compost&page=3").status_code == 404


def test_a_theme_alone_ranks_by_the_practices_on_it(reader: Reader, drain: Drain) -> None:
    expert("Newest", themes=["waste"])
    author = expert("Author", themes=["waste"])
    expert("Newer still", themes=["waste"])
    wrote(author, practice("Compost", themes=["food-consumption-waste"]), practice("Repair", themes=["waste"]))
    drain()
    assert names(reader, "/en/experts/?theme=waste")[0] == "Author"
    assert names(reader, "/en/experts/?theme=waste&sort=newest")[0] == "Newer still"
    assert "1 practice on “Waste”" in words(reader.get("/en/experts/?theme=waste"))


def test_a_result_says_why_in_one_line(reader: Reader, drain: Drain) -> None:
    author = expert("Amina Diallo", themes=["waste"], countries=["KE", "FR"], languages=["fr", "en"])
    wrote(author, *[practice(f"Lantern {number}", themes=["waste"], countries=["BR"]) for number in range(3)])
    drain()
    page = words(reader.get("/en/experts/?theme=waste&country=KE&language=fr"))
    assert "3 practices on “Waste”; worked in Kenya; speaks French and English" in page
    assert "3 practices match your words; speaks English" in words(reader.get("/en/experts/?q=lantern"))
    assert "3 practices match your words; worked in Kenya" in words(reader.get("/en/experts/?q=lantern&country=KE"))
    assert "3 practices on “Waste”; speaks English" in words(reader.get("/en/experts/?q=d%C3%A9chets"))


def test_a_claim_is_told_as_a_claim(reader: Reader, drain: Drain) -> None:
    expert("Amina Diallo", themes=["waste"], country_code="SN", biography={"en": "Kettles"}, languages=["ru"])
    drain()
    assert "Works on “Waste”; lives in Senegal" in words(reader.get("/en/experts/?theme=waste&country=SN"))
    assert "Your words are in the profile" in words(reader.get("/en/experts/?q=kettles"))
    assert "Speaks Russian" in words(reader.get("/en/experts/?language=ru"))


def test_a_reader_is_told_what_they_may_see_of_a_profile_and_no_more(reader: Reader, drain: Drain) -> None:
    members_only = dict.fromkeys(FIELDS, "everyone") | {"countries": "members"}
    expert("Amina Diallo", biography={"en": "Kettles"}, countries=["KE"], country_code="KE", reaches=members_only)
    drain()
    address = "/en/experts/?q=kettles&country=KE"
    assert "Your words are in the profile; lives in Kenya" in words(reader.get(address))
    reader.sign_in(member())
    assert "Your words are in the profile; worked in Kenya" in words(reader.get(address))


def test_where_no_fact_fits_there_is_no_line() -> None:
    number = expert("Amina Diallo", themes=["transport"], countries=["KE"], languages=["fr"])
    views = experts.public_profiles([number])
    assert reasons.of_experts(views, About(["waste"], ["FR"], ["en"]), "en") == {number: ""}
    assert reasons.of_experts(views, About(), "en") == {}
    assert reasons.of_experts([], About(["waste"]), "en") == {}


def test_a_line_has_at_most_three_facts_and_two_names_in_each() -> None:
    number = expert("Amina Diallo", countries=["KE", "FR", "BR"], languages=["fr", "en", "ru"])
    wrote(number, practice("A", themes=["waste"]), practice("B", themes=["transport"]), practice("C", themes=["transport"]))
    about = About(["waste", "transport"], ["KE", "FR", "BR"], ["fr", "en", "ru"])
    line = reasons.of_experts(experts.public_profiles([number]), about, "en")[number]
    assert line == "3 practices on “Transport” and “Waste”; worked in Kenya and France; speaks French and English"


def test_nothing_is_explained_where_nothing_was_asked(reader: Reader, drain: Drain) -> None:
    expert("Amina Diallo", languages=["en"])
    drain()
    assert "peaks English" not in words(reader.get("/en/experts/"))


GIVEN: dict[str, Any] = {
    "themes": ["waste"],
    "countries": ["KE"],
    "languages": ["fr"],
    "country_code": "SN",
    "biography": {"en": "Kettles"},
    "open_to_requests": "yes",
}
NEVER_GIVEN: dict[str, Any] = {
    "themes": [],
    "countries": [],
    "languages": [],
    "country_code": None,
    "biography": {},
    "open_to_requests": "no",
}


@pytest.mark.parametrize(
    ("field", "value", "address"),
    [
        ("themes", "themes", "/en/experts/?theme=waste"),
        ("countries", "countries", "/en/experts/?country=KE"),
        ("languages", "languages", "/en/experts/?language=fr"),
        ("country", "country_code", "/en/experts/?country=SN"),
        ("biography", "biography", "/en/experts/?q=kettles"),
        ("open_to_requests", "open_to_requests", "/en/experts/?open=yes"),
    ],
)
def test_a_field_held_back_ranks_and_shows_as_if_never_given(
    reader: Reader, drain: Drain, field: str, value: str, address: str
) -> None:
    secret = expert("Secret", reaches=dict.fromkeys(FIELDS, "everyone") | {field: "nobody"}, **GIVEN)
    silent = expert("Silent", **{**GIVEN, value: NEVER_GIVEN[value]})
    expert("Told", **GIVEN)
    made = practice("Compost")
    for one in (secret, silent):
        wrote(one, made)
    drain()
    scores = {hit.record: hit.score for hit in search(Request(EXPERTS, parse("compost kettles waste kenya senegal"))).answer.hits}
    # Both were confirmed just now, milliseconds apart.
    assert scores[secret] == pytest.approx(scores[silent])
    assert names(reader, address) == ["Told"]
    lines = {
        card.findtext(".//h3/a/bdi"): " ".join(card.itertext())
        for card in page_of(reader.get("/fr/experts/?q=compost")).iter("article")
    }
    assert lines["Secret"].replace("Secret", "") == lines["Silent"].replace("Silent", "")


def test_the_reason_never_speaks_for_a_practice_that_is_gone(reader: Reader, drain: Drain) -> None:
    number = practice("Compost", themes=["waste"])
    author = expert("Amina Diallo", themes=["waste"], biography={"en": "compost"})
    wrote(author, number)
    drain()
    # Nothing has been told to the index yet.
    retract(number)
    for address in ("/en/experts/?q=compost", "/en/experts/?theme=waste"):
        assert "1 practice" not in words(reader.get(address))


def test_a_member_who_left_is_no_expert(reader: Reader, drain: Drain) -> None:
    author = expert("Amina Diallo")
    wrote(author, practice("Compost"))
    drain()
    with transaction():
        user = db.session.get(User, author)
        assert user is not None
        user.active = False
    assert names(reader, "/en/experts/?q=compost") == []


def test_without_the_index_experts_are_found_by_their_profile_and_say_so(reader: Reader) -> None:
    expert("Amina Diallo", biography={"en": "compost"}, languages=["en"])
    page = words(reader.get("/en/experts/?q=compost"))
    assert "Amina Diallo" in page
    assert "Your words are in the profile; speaks English" in page


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_asks_the_database_as_often_for_twenty_experts_as_for_one(
    reader: Reader, drain: Drain, queries: Callable[[], int], lang: str
) -> None:
    made = practice("Compost", themes=["waste"])
    wrote(expert("First", themes=["waste"], countries=["KE"], languages=["fr"]), made)
    drain()
    address = f"/{lang}/experts/?q=compost&theme=waste&country=KE&language=fr"
    reader.get(address)
    before = queries()
    reader.get(address)
    one = queries() - before
    for number in range(12):
        wrote(expert(f"Next {number}", themes=["waste"], countries=["KE"], languages=["fr"]), made)
    drain()
    before = queries()
    assert len(names(reader, address)) == 13
    assert queries() - before == one
