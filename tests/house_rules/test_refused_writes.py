"""No write that is refused loses what was typed: every address that takes one, with everything that can be in the way."""

from __future__ import annotations

import pytest
from flask import Flask

from exchange.core.db import db
from tests.house_rules import refused, routes
from tests.house_rules.routes import Row

FORMS = [row for row in routes.table() if row.method == "POST" and set(row.expected) & {303, 422}]


@pytest.mark.parametrize("obstacle", sorted(refused.OF_MEMBERS))
@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.name)
def test_a_write_of_a_member_who_is_not_there_gives_back_what_was_typed(app: Flask, row: Row, obstacle: str) -> None:
    if not refused.needs_a_member(app, row):
        return
    desk = refused.fill_in(app, row)
    with refused.OF_MEMBERS[obstacle](desk):
        answer = desk.send()
    assert answer.status_code == 401
    assert not refused.missing(answer, desk.written)
    assert refused.SECRET not in answer.get_data(as_text=True)
    assert f'next={desk.written.address}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("obstacle", sorted(refused.OF_ALL))
@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.name)
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


def test_the_forms_filled_in_hold_texts_to_lose(app: Flask) -> None:
    typed = {row.endpoint for row in FORMS if refused.fill_in(app, row).written.typed}
    assert {
        "practices.section",
        "contact.write",
        "contact.reply",
        "review.decide",
        "review.reply",
        "experts.edit",
        "saved.new",
    } <= typed
