"""No write that is refused loses what was typed: every address that takes one, with everything that can be in the way."""

from __future__ import annotations

import pytest
from flask import Flask

from exchange.core.db import db
from tests import sampling
from tests.house_rules import refused, routes
from tests.house_rules.routes import Row

FORMS = [row for row in routes.table() if row.method == "POST" and set(row.expected) & {303, 422}]
OF_MEMBERS = sampling.pairs([row for row in FORMS if row.expected[0] == 401], sorted(refused.OF_MEMBERS))
OF_ALL = sampling.pairs(FORMS, sorted(refused.OF_ALL))
NAMES = sorted({*refused.OF_MEMBERS, *refused.OF_ALL})


def named(value: Row | str) -> str:
    return value if isinstance(value, str) else value.name


@pytest.mark.parametrize(("row", "obstacle"), OF_MEMBERS, ids=named)
def test_a_write_of_a_member_who_is_not_there_gives_back_what_was_typed(app: Flask, row: Row, obstacle: str) -> None:
    desk = refused.fill_in(app, row)
    with refused.OF_MEMBERS[obstacle](desk):
        answer = desk.send()
    assert answer.status_code == 401
    assert not refused.missing(answer, desk.written)
    assert refused.SECRET not in answer.get_data(as_text=True)
    assert f'next={desk.written.address}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(("row", "obstacle"), OF_ALL, ids=named)
def test_a_write_that_cannot_be_done_now_gives_back_what_was_typed(app: Flask, row: Row, obstacle: str) -> None:
    desk = refused.fill_in(app, row)
    with refused.OF_ALL[obstacle](desk):
        answer = desk.send()
    db.session.rollback()
    assert answer.status_code != 500
    if answer.status_code in {302, 303}:
        assert row.endpoint in {"pages.theme_choice", "accounts.sign_out", "accounts.sign_in"}
        return
    assert not refused.missing(answer, desk.written)
    assert refused.SECRET not in answer.get_data(as_text=True)


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.name)
def test_a_write_beyond_a_limit_gives_back_what_was_typed(app: Flask, row: Row) -> None:
    if not refused.is_limited(app, row):
        return
    desk = refused.fill_in(app, row)
    with refused.rate_limited(desk):
        answer = desk.send()
    assert answer.status_code == 429
    assert not refused.missing(answer, desk.written)
    assert refused.SECRET not in answer.get_data(as_text=True)


def test_a_sample_takes_every_form_and_every_obstacle() -> None:
    assert {row for row, _obstacle in sampling.pairs(FORMS, NAMES, whole=False)} == set(FORMS)
    assert {obstacle for _row, obstacle in sampling.pairs(FORMS, NAMES, whole=False)} == set(NAMES)
    assert len(sampling.pairs(FORMS, NAMES, whole=True)) == len(FORMS) * len(NAMES)


def test_every_address_that_needs_a_member_is_among_the_forms(app: Flask) -> None:
    assert [row.name for row in FORMS if refused.needs_a_member(app, row) != (row.expected[0] == 401)] == []


def test_the_forms_filled_in_hold_texts_to_lose(app: Flask) -> None:
    typed = {row.endpoint for row in FORMS if refused.fill_in(app, row).written.typed}
    assert {
        "practices.section",
        "contact.write",
        "contact.reply",
        "review.decide",
        "review.reply",
        "experts.edit",
        "saved.save",
    } <= typed
