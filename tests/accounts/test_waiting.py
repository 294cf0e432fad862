"""What waits for a member: in which order, when it is late, and how it is printed."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask, render_template_string

from exchange.accounts.places import Waiting, sort_waiting
from exchange.core import clock

NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PRINTED = '{% from "macros/waiting.html" import waiting_list %}{{ waiting_list(items) }}'


def item(title: str = "Tanks", **given: object) -> Waiting:
    return Waiting("Review", title, "/there", "A new version.", "Review", **given)  # type: ignore[arg-type]  # as each test needs


def printed(app: Flask, *items: Waiting) -> str:
    with app.test_request_context("/en/"), clock.at(NOW):
        return render_template_string(PRINTED, items=items)


@pytest.mark.parametrize(("due", "days"), [(NOW + DAY, 0), (NOW - dt.timedelta(hours=1), 1), (NOW - 2 * DAY, 2), (None, 0)])
def test_days_late_are_whole_and_at_least_one(due: dt.datetime | None, days: int) -> None:
    with clock.at(NOW):
        assert (item(due=due).days_late, item(due=due).late) == (days, days > 0)


def test_late_things_stand_first_and_those_without_a_day_last() -> None:
    some = [item("none"), item("due", due=NOW + DAY), item("since", since=NOW - 9 * DAY), item("late", due=NOW - DAY)]
    with clock.at(NOW):
        assert [one.title for one in sort_waiting(some)] == ["late", "since", "due", "none"]


def test_first_thing_has_the_main_button_and_others_do_not(app: Flask) -> None:
    html = printed(app, item("One"), item("Two"))
    assert html.count('class="btn"') == 1
    assert html.index('class="btn"') < html.index("Two") < html.index('class="btn alt"')


def test_late_thing_says_by_how_many_days_and_has_the_bar(app: Flask) -> None:
    html = printed(app, item(due=NOW - dt.timedelta(hours=2)))
    assert "late by 1 day<" in html
    assert 'class="overdue"' in html


def test_thing_with_an_action_posts_it_with_the_form_token(app: Flask) -> None:
    html = printed(app, item(action="/take"))
    assert '<form method="post" action="/take">' in html
    assert 'name="csrf_token"' in html


def test_foreign_title_carries_its_language_and_is_escaped(app: Flask) -> None:
    html = printed(app, item("<b>خزانات", language="ar"))
    assert '<bdi lang="ar">&lt;b&gt;خزانات</bdi>' in html
