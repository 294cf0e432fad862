"""Reads: what everybody may read, cards, counts, an author's own work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, g

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import queries, service
from exchange.practices.models import Practice
from tests import factories, statements
from tests.client import Reader
from tests.practices import records
from tests.practices.records import hide, retract
from tests.practices.test_drafts import actor


def test_only_published_practices_that_are_neither_hidden_nor_retracted_are_read() -> None:
    me = factories.member().id
    shown, hidden, gone = (records.published(me) for _each in range(3))
    records.draft(me)
    hide(hidden)
    retract(gone)
    assert queries.published_ids() == [shown]
    assert [queries.published_practice(number) is not None for number in (shown, hidden, gone, 999)] == [
        True,
        False,
        False,
        False,
    ]
    assert [card.number for card in queries.cards([gone, shown, 999, hidden], "en")] == [shown]
    assert queries.counts_by_country() == {"PT": 1}
    assert queries.read_first(5) == [shown]


def test_a_practice_read_whole_needs_no_further_question(app: Flask) -> None:
    me = factories.member("Ana Silva").id
    number = records.whole_draft(me)
    with transaction():
        service.add_self(actor(me), number)
    practice = records.publish(number)
    records.translation(practice, "fr", title="Bons", summary="")
    records.translation(practice, "es", title="M", by_machine=True)
    db.session.expire_all()
    found = queries.published_practice(practice)
    assert found is not None
    db.session.expunge_all()
    assert [one.user.name for one in (*found.authors, *found.contacts)] == ["Ana Silva", "Ana Silva"]
    assert [row.theme_id for row in found.version.themes] == ["waste", "food-consumption-waste"]
    assert set(found.translations) == {"fr", "es"}
    assert found.languages == ["en", "fr"]


def test_many_practices_are_loaded_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    me = factories.member().id
    numbers = [records.published(me) for _each in range(3)]
    monkeypatch.setattr(sys.modules["exchange.practices.queries.published"], "BATCH", 2)
    assert [one.practice.id for one in queries.published_many(numbers[::-1])] == numbers


def test_a_card_speaks_the_reader_s_language_where_it_can() -> None:
    me = factories.member().id
    practice = records.publish(records.whole_draft(me), evidence="measured")
    records.translation(practice, "fr", title="Bons de réparation", summary="Résumé")
    french, arabic = (queries.cards([practice], lang)[0] for lang in ("fr", "ar"))
    assert (french.title, french.summary, french.language, french.dir, french.slug) == (
        "Bons de réparation", "Résumé", "fr", "ltr", "bons-de-réparation",
    )  # fmt: skip
    assert (arabic.title, arabic.language, arabic.languages) == (records.WHOLE["title"], "en", ["en", "fr"])
    assert (french.themes[0][0], french.countries[0][0]) == ("waste", "PT")
    assert (str(french.kind_label), french.level, french.foreign, arabic.foreign) == ("Policy", "measured", False, True)


def test_a_translation_without_a_summary_shows_the_original_s() -> None:
    practice = records.published(factories.member().id)
    records.translation(practice, "fr", title="Bons", summary="")
    assert queries.cards([practice], "fr")[0].summary == records.WHOLE["summary"]


def test_places_only_the_source_knows_are_shown_as_it_writes_them() -> None:
    unnamed = records.imported(countries=[], themes=[], record={"countries": [], "country_names": ["European Union"]})
    card = queries.cards([unnamed], "en")[0]
    assert (card.places, card.themes, card.imported) == (["European Union"], [], True)
    named = Practice(source_record={"countries": ["DK", "XZ"], "country_names": ["Denmark", "Zedland"]})
    assert queries.unknown_places(named) == ["Zedland"]
    assert queries.unknown_places(Practice(source_record={"countries": ["XZ"], "country_names": []})) == ["XZ"]
    assert queries.unknown_places(Practice()) == []


def test_a_record_called_a_project_says_so() -> None:
    card = queries.cards([records.imported(record_type="project")], "en")[0]
    assert str(card.record_label) == "Project"
    assert card.level == "unchecked"


def test_the_surest_are_read_first_then_other_countries_then_the_newest() -> None:
    me = factories.member().id
    measured = records.publish(records.whole_draft(me, themes=["transport"]), evidence="measured")
    kenya = records.published(me, themes=["food-consumption-waste"], countries=["KE"])
    older, newer = (records.published(me, themes=["waste"]) for _each in range(2))
    taken_over = records.imported()
    assert queries.read_first(5) == [measured, newer, kenya, older, taken_over]
    assert queries.read_first(1) == [measured]
    assert queries.read_first(5, theme="sustainable-consumption-patterns") == [kenya]
    assert queries.read_first(5, theme="waste", country="PT") == [newer, older]
    assert queries.read_first(5, theme="no-such") == []


def test_a_theme_counts_what_stands_below_it_once() -> None:
    me = factories.member().id
    records.published(me, themes=["food-consumption-waste", "sustainable-lifestyles"])
    counts = queries.counts_by_theme()
    assert counts == {"food-consumption-waste": 1, "sustainable-lifestyles": 1, "sustainable-consumption-patterns": 1}


def test_a_country_counts_its_own_themes_only() -> None:
    me = factories.member().id
    records.published(me, themes=["waste"], countries=["KE"])
    records.published(me, themes=["transport"], countries=["PT"])
    assert queries.counts_by_theme("KE") == {"waste": 1, "priority-sectors": 1}


def test_the_figures_count_what_everybody_may_read() -> None:
    me = factories.member().id
    assert queries.count() == 0
    records.published(me, countries=["KE", "001"])
    records.publish(records.whole_draft(me), evidence="measured")
    records.imported()
    assert (queries.count(), queries.count(theme="waste"), queries.count(country="KE")) == (3, 3, 1)
    assert queries.counts_by_evidence() == {"evaluated": 0, "measured": 1, "reported": 1, "unchecked": 1}
    regions = queries.counts_by_region()
    assert {code: regions[code] for code in ("014", "002", "001", "039", "150")} == {
        "014": 1,
        "002": 1,
        "001": 1,
        "039": 1,
        "150": 2,
    }
    assert queries.counts_by_author([me, 999]) == {me: 2}


def test_an_author_s_work_shows_the_published_and_the_newest_version() -> None:
    me, other = factories.member().id, factories.member().id
    practice = records.published(me)
    work = queries.mine(me).items
    assert [(one.practice_id, one.status, one.may_revise, one.hidden, one.retracted) for one in work] == [
        (practice, "published", True, False, False)
    ]
    assert work[0].slug == "repair-vouchers-for-household-appliances-in-porto"
    with clock.later(timedelta(minutes=1)), transaction():
        service.new_version(actor(me), practice)
    assert [(one.status, one.may_revise) for one in queries.mine(me).items] == [("draft", False), ("published", False)]
    assert queries.mine(other).items == []
    assert (queries.practice_count(me), queries.practice_count(other)) == (1, 0)
    assert [card.number for card in queries.practices_of(me, "en")] == [practice]


def test_an_author_s_practices_stand_on_their_profile(reader: Reader) -> None:
    me = factories.expert("Amina Osei")
    practice = records.published(me)
    assert f"/fr/practices/{practice}/" in reader.get(f"/fr/experts/{me.id}/amina-osei/").get_data(as_text=True)


def test_the_title_is_told_to_authors_only() -> None:
    me, other = factories.member().id, factories.member().id
    practice = records.published(me)
    assert queries.title_for_author(practice, me) == records.WHOLE["title"]
    assert queries.title_for_author(practice, other) is None
    assert not queries.wrote(practice, None)


def test_nobody_who_left_is_named() -> None:
    me = factories.member("Ana Silva")
    number = me.id
    assert (queries.member_name(number), queries.member_name(None), queries.member_name(999)) == ("Ana Silva", "", "")


def test_the_words_for_codes_are_in_the_reader_s_language() -> None:
    names = queries.Names("fr")
    assert (names.place("KE"), names.theme("no-such"), names.place("no-such")) == ("Kenya", "no-such", "no-such")
    assert (names.is_country("KE"), names.is_country("001"), names.is_country("XX")) == (True, False, False)
    assert names.target("12.5").startswith("12.5 ")


def test_loading_cards_takes_the_same_number_of_questions_for_one_as_for_many(app: Flask) -> None:
    me = factories.member().id
    numbers = [records.published(me) for _each in range(4)]

    def questions(ask: Callable[[], object]) -> int:
        with statements.asked() as found:
            ask()
        return len(found)

    queries.cards(numbers[:1], "en")
    db.session.expunge_all()
    one = questions(lambda: queries.cards(numbers[:1], "en"))
    db.session.expunge_all()
    assert questions(lambda: queries.cards(numbers, "en")) == one


def test_a_region_the_source_names_in_english_has_the_reader_s_name(app: Flask) -> None:
    record = {"countries": [], "country_names": ["Africa"]}
    with app.test_request_context():
        g.language = "zh"
        assert queries.unknown_places(Practice(source_record=record)) == ["非洲"]
