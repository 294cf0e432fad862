from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.contact import queries, service
from exchange.contact.models import Report
from exchange.core.db import db
from exchange.core.errors import Conflict, NotFound
from exchange.core.transaction import transaction
from exchange.outbox.models import Job
from exchange.reach import queries as reach
from exchange.reach.models import Block
from tests import factories
from tests.accounts.mailbox import mails
from tests.contact.records import act, close_account, count, notices, pair, refusal, write


def test_a_report_goes_to_moderators_who_take_no_part() -> None:
    writer, expert = pair()
    moderator, boss = factories.moderator(), factories.member(role="administrator")
    concerned = factories.moderator()
    with transaction():
        db.session.get_one(User, writer.id).role = "moderator"
    number = write(writer, expert)
    first = act(service.report, expert, number, "An advertisement")
    assert act(service.report, expert, number, "Again") == first
    told = {to for kind, to in notices() if kind == "contact_report"}
    assert told == {moderator.email, boss.email, concerned.email}
    assert queries.report(moderator.id, first) is not None
    assert queries.report(writer.id, first) is None
    assert queries.reports(writer.id).total == 0


@pytest.mark.parametrize("reason", [" ", "r" * 1001])
def test_a_report_needs_a_reason_within_the_limit(reason: str) -> None:
    writer, expert = pair()
    assert set(refusal(service.report, expert, write(writer, expert), reason)) == {"reason"}


def reported() -> tuple[User, User, int, int]:
    """Writer, expert who reported, the conversation and the report; the notices so far are struck out."""
    writer, expert = pair()
    number = write(writer, expert)
    report = act(service.report, expert, number, "An advertisement")
    with transaction():
        for row in db.session.scalars(select(Job)):
            db.session.delete(row)
    return writer, expert, number, report


def test_a_report_closed_without_a_breach_is_told_to_the_reporter_only() -> None:
    _writer, expert, _number, report = reported()
    moderator = factories.moderator("Moe")
    act(service.close_report, moderator, report, "nothing", "")
    assert notices() == [("contact_report_closed", expert.email)]
    seen = queries.report(moderator.id, report)
    assert seen is not None
    assert (seen.row.outcome, seen.row.closed_by, list(seen.messages)) == ("nothing", "Moe", [])
    assert [row.number for row in queries.reports(moderator.id, closed=True).items] == [report]
    assert queries.reports(moderator.id).total == 0


def test_a_warning_is_told_to_the_other_member() -> None:
    writer, expert, number, report = reported()
    act(service.close_report, factories.moderator(), report, "warned", "No advertising here.")
    assert notices() == [("contact_warned", writer.email), ("contact_report_closed", expert.email)]
    assert reach.is_blocked(expert.id, writer.id) is False
    seen = queries.conversation(expert.id, number)
    assert seen is not None
    assert seen.reported_at is None


def test_a_member_who_is_stopped_cannot_write_to_the_reporter_any_more() -> None:
    writer, expert, _number, report = reported()
    act(service.close_report, factories.moderator(), report, "stopped", "No advertising here.")
    assert reach.is_blocked(expert.id, writer.id)
    assert count(Block) == 1


def test_two_moderators_at_once_one_closes_and_the_other_is_told() -> None:
    *_people, report = reported()
    act(service.close_report, factories.moderator(), report, "nothing", "")
    with pytest.raises(Conflict, match="before you"):
        act(service.close_report, factories.moderator(), report, "stopped", "Too late.")
    assert count(Block) == 0


@pytest.mark.parametrize(
    ("outcome", "note", "wrong"),
    [("", "", "outcome"), ("banned", "", "outcome"), ("warned", " ", "note"), ("nothing", "n" * 1001, "note")],
)
def test_a_report_is_closed_with_an_outcome_and_a_note_for_a_warning(outcome: str, note: str, wrong: str) -> None:
    *_people, report = reported()
    assert set(refusal(service.close_report, factories.moderator(), report, outcome, note)) == {wrong}


def test_a_report_is_closed_by_moderators_only_and_never_about_themselves() -> None:
    writer, expert, _number, report = reported()
    with transaction():
        db.session.get_one(User, writer.id).role = "administrator"
    for actor in (writer, expert, factories.member()):
        with pytest.raises(NotFound):
            act(service.close_report, actor, report, "nothing", "")
    with pytest.raises(NotFound):
        act(service.close_report, factories.moderator(), 999_999, "nothing", "")


def test_after_a_closed_report_another_may_be_made() -> None:
    _writer, expert, number, report = reported()
    act(service.close_report, factories.moderator(), report, "nothing", "")
    assert act(service.report, expert, number, "Again") != report
    assert count(Report) == 2


def test_a_member_who_left_is_told_nothing(drain: Callable[[], int]) -> None:
    writer, expert, _number, report = reported()
    close_account(writer)
    act(service.close_report, factories.moderator(), report, "warned", "No advertising here.")
    drain()
    assert [mail["To"] for mail in mails()] == [expert.email]
