"""What is suggested while somebody types, and the question that may have been meant, as a reader without script gets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts.models import Profile
from exchange.practices.choices import KINDS
from exchange.practices.models import Practice, TranslationVersion, Version
from exchange.practices.service import record_change
from exchange.retrieval import parsing
from exchange.retrieval.engines import engine
from exchange.retrieval.parsing import Meaning
from exchange.search import names, parameters, service, spelling, sync
from exchange.vocabularies import queries as vocabularies
from tests.client import Reader, page_of, words
from tests.factories import member
from tests.search.factories import expert, practice

Drain = Callable[[], int]


def suggested(reader: Reader, q: str, kind: str = "practices", language: str = "en") -> list[tuple[str, str, str]]:
    """(words, what it is, address) of each suggestion."""
    answer = reader.get(f"/{language}/suggest/?for={kind}&q={quote_plus(q)}")
    assert answer.status_code == 200
    return [(one["label"], one["what"], one["href"]) for one in answer.get_json()["suggestions"]]


def labels(reader: Reader, q: str, kind: str = "practices", language: str = "en") -> list[str]:
    return [label for label, _what, _href in suggested(reader, q, kind, language)]


def hide(number: int) -> None:
    practice = db.session.get_one(Practice, number)
    practice.hidden_at, practice.hidden_reason = clock.now(), "Asked"


def test_a_title_a_theme_a_country_and_an_expert_are_suggested_and_say_what_they_are(reader: Reader, drain: Drain) -> None:
    number = practice("Kenya mends kettles", themes=["waste"], countries=["KE"])
    person = expert("Kendra Kent", themes=["waste"], countries=["KE"])
    drain()
    assert suggested(reader, "ken") == [
        ("Kenya", "Country: 1 practice", "/en/countries/KE/"),
        ("Kenya mends kettles", "Practice", f"/en/practices/{number}/kenya-mends-kettles/"),
        ("Kendra Kent", "Expert", f"/en/experts/{person}/kendra-kent/"),
    ]
    assert suggested(reader, "ken", "experts") == [
        ("Kendra Kent", "Expert", f"/en/experts/{person}/kendra-kent/"),
        ("Kenya", "Country: 1 expert", "/en/experts/?country=KE"),
    ]
    assert suggested(reader, "was")[0][1:] == ("Theme: 1 practice", "/en/themes/waste/")
    assert suggested(reader, "was", "experts")[0][1:] == ("Theme: 1 expert", "/en/experts/?theme=waste")


def test_a_region_leads_to_the_list(reader: Reader, drain: Drain) -> None:
    practice("Kettles", countries=["KE"])
    drain()
    assert suggested(reader, "eastern afr") == [("Eastern Africa", "Region: 1 practice", "/en/practices/?region=014")]
    assert suggested(reader, "eastern afr", "experts") == []


@pytest.mark.parametrize("typed", ["déch", "DECH", "отход", "النفا", "نفايات", "废", "废物", "residu", "garb"])
def test_a_theme_is_found_by_its_name_in_any_language_and_by_what_people_call_it(
    reader: Reader, drain: Drain, typed: str
) -> None:
    practice("Kettles", themes=["waste"])
    drain()
    assert ("/en/themes/waste/") in [href for _label, _what, href in suggested(reader, typed)]


def test_the_readers_language_goes_first(reader: Reader, drain: Drain) -> None:
    practice("Kettles", countries=["DE", "DZ"])
    practice("Pots", countries=["DE"])
    drain()
    assert labels(reader, "al") == ["Algeria", "Germany"]
    assert labels(reader, "al", language="es") == ["Alemania", "Argelia"]


def test_what_nothing_carries_is_not_suggested(reader: Reader, drain: Drain) -> None:
    practice("Kettles", countries=["KE"])
    drain()
    assert labels(reader, "kyrg") == []


def test_titles_are_shown_in_the_language_that_was_typed(reader: Reader, drain: Drain) -> None:
    practice("Kettles for all", translations={"fr": {"title": "Bouilloires"}, "es": {"title": "Teteras"}}, machine=["es"])
    drain()
    only = reader.get("/en/suggest/?q=bouil").get_json()["suggestions"][0]
    assert (only["label"], only["lang"], only["dir"]) == ("Bouilloires", "fr", "ltr")
    assert "lang" not in reader.get("/fr/suggest/?q=bouil").get_json()["suggestions"][0]
    assert labels(reader, "kett", language="fr") == ["Kettles for all"]
    assert labels(reader, "tete") == []


def test_what_may_no_longer_be_read_is_not_suggested_even_while_the_index_holds_it(reader: Reader, drain: Drain) -> None:
    numbers = [practice(f"Kettles {number}") for number in range(3)]
    person = expert("Kettle Smith")
    drain()
    assert len(labels(reader, "kettle")) == 4
    one, two = member(role="moderator").id, member(role="moderator").id
    with transaction():
        hide(numbers[0])
        retracted = db.session.get_one(Practice, numbers[1])
        retracted.retraction_asked_by, retracted.retracted_by, retracted.retracted_at = one, two, clock.now()
        retracted.retraction_title, retracted.retraction_reason = "Kettles 1", "Not so"
        db.session.get_one(Profile, person).public = False
    assert labels(reader, "kettle") == ["Kettles 2"]


def test_a_title_is_the_one_of_now(reader: Reader, drain: Drain) -> None:
    number = practice("Kettles", translations={"fr": {"title": "Bouilloires"}})
    drain()
    with transaction():
        version = db.session.query(Version).filter_by(practice_id=number).one()
        version.title = "Kettles and pots"
    assert labels(reader, "kett") == ["Kettles and pots"]


def test_a_translation_that_is_gone_gives_way_to_the_original(reader: Reader, drain: Drain) -> None:
    practice("Kettles", translations={"fr": {"title": "Bouilloires"}})
    drain()
    with transaction():
        db.session.query(TranslationVersion).one().by_machine = True
    assert labels(reader, "bouil") == ["Kettles"]


def test_drafts_and_profiles_kept_back_are_never_suggested(reader: Reader, drain: Drain) -> None:
    expert("Kettle Smith", public=False)
    drain()
    assert labels(reader, "kettle") == []


def test_while_the_index_is_away_themes_and_places_are_still_suggested(reader: Reader) -> None:
    practice("Kenya mends kettles")
    assert suggested(reader, "keny") == [("Kenya", "Country", "/en/countries/KE/")]
    assert "Did you mean" not in words(reader.get("/en/practices/?q=ketles"))


def test_the_answer_is_small_and_sets_no_cookie(reader: Reader, drain: Drain) -> None:
    for number in range(12):
        practice(f"Kettles {'very ' * 30} {number}", themes=["waste"])
    drain()
    answer = reader.get("/en/suggest/?q=k")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert len(answer.data) < 4_000
    assert answer.get_json()["words"] == "8 suggestions"
    assert reader.get("/en/suggest/").get_json() == {"words": "0 suggestions", "suggestions": []}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.sampled_from(["practices", "experts", "", "x"]))
@example("x" * 10_000, "practices")
@example("a " * 3_000, "experts")
@example("\x00\ud7ff\u202e", "practices")
def test_no_text_breaks_the_suggestions(reader: Reader, q: str, kind: str) -> None:
    if engine().health() != "ready":
        sync.rebuild()
    assert reader.get("/ar/suggest/", query_string={"q": q.encode("utf-8", "replace"), "for": kind}).status_code == 200


def test_a_load_of_the_vocabularies_is_noticed(app: Any) -> None:
    assert [one.code for one in names.find("keny", "en")] == ["KE"]
    kept = app.extensions[names.KEPT]
    assert names.find("keny", "en")
    assert app.extensions[names.KEPT] is kept
    vocabularies.forget()
    assert [one.code for one in names.find("keny", "en")] == ["KE"]
    assert app.extensions[names.KEPT] is not kept


def meant(reader: Reader, address: str) -> tuple[str, str] | None:
    """The question offered on a result page, and where it leads."""
    for line in page_of(reader.get(address)).iter("p"):
        if "Did you mean" in (line.text or ""):
            link = line[0]
            return "".join(link.itertext()), link.get("href", "")
    return None


def test_a_word_nobody_wrote_is_mended_and_the_rest_stays_as_typed(reader: Reader, drain: Drain) -> None:
    practice("Recycling kettles", summary="Mended in the old town", countries=["KE"])
    drain()
    assert meant(reader, "/en/practices/?q=recylcing") == ("recycling", "/en/practices/?q=recycling")
    q = quote_plus('Recylcing "old town" -potss ket* ketles')
    found = meant(reader, f"/en/practices/?q={q}&country=KE&sort=newest")
    assert found is not None
    assert found[0] == 'recycling "old town" -potss ket* kettles'
    assert found[1].endswith("&country=KE&sort=newest")
    assert "1 practice" in words(reader.get(found[1]))


def test_nothing_is_offered_where_it_would_find_nothing_or_nothing_is_wrong(reader: Reader, drain: Drain) -> None:
    practice("Recycling kettles", countries=["KE"])
    drain()
    for query in (
        "q=recylcing&country=FR",
        "q=recycling",
        "q=kettle",
        'q="recylcing"',
        "q=-recylcing",
        "q=recylci*",
        "q=",
        "q=xyzxyz",
    ):
        assert meant(reader, f"/en/practices/?{query}") is None, query


def test_while_the_index_is_away_nothing_is_offered_and_nothing_fails(app: Any) -> None:
    practice("Recycling")
    assert service.suggestion(parameters.read("practices", MultiDict({"q": "recylcing"})), "en") is None


def test_a_word_that_was_understood_is_not_misspelt(app: Any, drain: Drain) -> None:
    practice("Recycling")
    drain()
    wanted = parameters.read("practices", MultiDict({"q": "recylcing"}))
    assert service.suggestion(wanted, "en") == "recycling"
    understood = Meaning("theme", "waste", "recylcing", wanted.asked.words)
    assert service.suggestion(replace(wanted, asked=replace(wanted.asked, meanings=(understood,))), "en") is None


def test_a_word_is_offered_as_people_write_it(app: Any, drain: Drain) -> None:
    practice("Les Déchets d'école", language="fr")
    practice("Отходы посёлка", language="ru")
    drain()
    for typed, offered in {"dechtes": "déchets", "посёлак": "посёлка", "deshets": "déchets"}.items():
        assert service.suggestion(parameters.read("practices", MultiDict({"q": typed})), "en") == offered
    assert spelling.as_written("practices", "nowhere", "en") == "nowhere"


def test_experts_have_spelling_too(reader: Reader, drain: Drain) -> None:
    expert("Amina Diallo")
    practice("Amine")
    drain()
    assert meant(reader, "/en/experts/?q=Diallho") == ("diallo", "/en/experts/?q=diallo")


def test_words_of_what_is_not_public_are_never_offered(reader: Reader, drain: Drain) -> None:
    expert("Glockenspiel Smith", public=False)
    number = practice("Recycling kettles")
    drain()
    assert meant(reader, "/en/experts/?q=glockenspeil") is None
    assert meant(reader, "/en/practices/?q=recylcing") is not None
    with transaction():
        hide(number)
        record_change(number)
    drain()
    assert meant(reader, "/en/practices/?q=recylcing") is None


@given(st.text(max_size=80))
def test_every_spot_is_where_its_word_stands(text: str) -> None:
    found = parsing.spans_of(text)
    for one in found:
        assert text[one.start : one.end]
    assert parsing.correct(text, found, {}) == text
    assert [one.start for one in found] == sorted(one.start for one in found)


def test_words_are_put_where_they_stood() -> None:
    text = 'l\'ecolle "ecolle" -ecolle  ecol* ECOLLE,ecolle 废物'
    assert (
        parsing.correct(text, parsing.spans_of(text), {"ecolle": "ecole"}) == 'l\'ecole "ecolle" -ecolle  ecol* ecole,ecole 废物'
    )


def test_a_filter_goes_with_all_its_values(reader: Reader, drain: Drain) -> None:
    practice("Kettles", kind="policy", countries=["KE"], start="2015")
    drain()
    page = words(reader.get("/en/practices/?q=kettles&kind=tool&kind=finance&year_from=2010"))
    assert f"without the filter {KINDS['tool']} and {KINDS['finance']} 1 practice" in page
    assert "without the filter From year: 2016 1 practice" in words(reader.get("/en/practices/?q=kettles&year_from=2016"))
