"""How much a practice tells, counted where a version is written, and by the upgrade for those that were there."""

from __future__ import annotations

import runpy

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select, update

from config import ROOT
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import queries, service, substance
from exchange.practices.models import Version
from tests import factories
from tests.client import Reader, page_of
from tests.practices import records
from tests.practices.test_drafts import actor

LONG = " ".join(["repairs"] * 60)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", 0),
        ("Households threw away **appliances**.", 4),
        ("- one\n- two – three\n\n| a | b |\n|---|---|", 5),
        ("See [the report](https://example.org/a-b) or https://example.org", 4),
        ("L’eau de pluie", 3),
        ("减少食物浪费的十个字词用处", 8),
        ("ごみをへらすための取り組み", 5),
        ("การจัดการขยะมูลฝอย", 4),
        ("减少 waste", 2),
    ],
)
def test_words_are_counted_without_marks_and_by_sign_where_none_parts_them(written: str, words: int) -> None:
    assert substance.count_words(written) == words


def test_a_summary_counts_where_it_is_all_there_is() -> None:
    assert substance.words_of({"summary": "one two", "problem": "three"}) == 1
    assert substance.words_of({"title": "one", "summary": "one two", "interests": "None"}) == 2


def test_saving_and_a_new_version_count_the_words() -> None:
    me = factories.member().id
    number = records.published(me, description=LONG)
    counted = substance.words_of(records.WHOLE | {"description": LONG})
    assert counted > 60
    with transaction():
        service.new_version(actor(me), number)
    assert list(db.session.scalars(select(Version.words))) == [counted, counted]


def test_a_card_says_short_note_below_fifty_words_and_nothing_above(reader: Reader) -> None:
    me = factories.member().id
    short, long = records.published(me, title="Short"), records.published(me, title="Long", description=LONG)
    assert [card.short_note for card in queries.cards([short, long], "en")] == [True, False]
    page = page_of(reader.get("/en/themes/waste/"))
    cards = {str(one.findtext(".//a/bdi")): "".join(one.itertext()) for one in page.iter("article")}
    assert {title: "Short note" in card for title, card in cards.items()} == {"Short": True, "Long": False}


def test_the_upgrade_counts_what_is_there_as_a_save_would() -> None:
    me = factories.member().id
    records.published(me)
    records.published(me, description="减少 **food** [waste](https://example.org) https://example.org 食物浪费")
    records.draft(me, {"summary": "Only a summary so far"})
    before = list(db.session.execute(select(Version.id, Version.words).order_by(Version.id)))
    (script,) = (ROOT / "migrations" / "versions").glob("*_substance.py")
    with transaction():
        db.session.execute(update(Version).values(words=0))
        with Operations.context(MigrationContext.configure(db.session.connection())):
            runpy.run_path(str(script))["count_all"]()
    assert list(db.session.execute(select(Version.id, Version.words).order_by(Version.id))) == before
    assert all(words for _key, words in before)
