from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.contact import queries, service
from exchange.contact.models import Conversation, Message
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Forbidden, NotFound, TooMany
from exchange.outbox.models import Job
from exchange.reach.models import Block
from tests import factories
from tests.contact.records import BODY, act, close_account, count, notices, pair, published_practice, refusal, reply, write


def test_a_member_writes_to_an_expert_who_is_told() -> None:
    writer, expert = pair()
    number = write(writer, expert)
    seen = queries.conversation(expert.id, number)
    assert seen is not None
    assert (seen.other_name, seen.subject) == ("Wanjiru", "Refill stations")
    assert [(line.author, line.mine, line.body) for line in seen.messages] == [("Wanjiru", False, BODY)]
    assert notices() == [("contact_message", expert.email)]
    assert seen.their_address is None


def test_the_outbox_holds_no_word_of_a_message() -> None:
    write(*pair())
    payload = db.session.scalars(select(Job.payload).where(Job.topic == "mail")).one()
    assert BODY not in str(payload)


def test_a_double_click_is_one_conversation() -> None:
    writer, expert = pair()
    assert write(writer, expert) == write(writer, expert)
    assert (count(Conversation), count(Message)) == (1, 1)
    assert len(notices()) == 1


def test_the_same_words_later_or_to_another_are_another_conversation() -> None:
    writer, expert = pair()
    numbers = {write(writer, expert), write(writer, factories.expert()), write(writer, expert, BODY + "!")}
    with clock.later(timedelta(seconds=61)):
        numbers.add(write(writer, expert))
    assert len(numbers) == 4


@pytest.mark.parametrize(
    ("subject", "body", "wrong"),
    [
        (" ", BODY, {"subject"}),
        ("s" * 151, BODY, {"subject"}),
        ("Subject", "\n ", {"body"}),
        ("Subject", "b" * 4001, {"body"}),
        ("", "", {"subject", "body"}),
    ],
)
def test_a_message_needs_subject_and_words_within_the_limits(subject: str, body: str, wrong: set[str]) -> None:
    writer, expert = pair()
    assert set(refusal(service.write, writer, expert.id, subject, body)) == wrong
    assert count(Conversation) == 0


def test_texts_at_the_limit_are_sent() -> None:
    assert write(*pair(), "b" * 4000, "s" * 150)


def test_a_member_without_a_confirmed_address_writes_to_nobody() -> None:
    expert, writer = factories.expert(), factories.member(confirmed=False)
    with pytest.raises(Forbidden):
        write(writer, expert)


def test_nobody_writes_to_themselves() -> None:
    expert = factories.expert()
    assert refusal(service.write, expert, expert.id, "Subject", BODY)[""] == "You cannot write to yourself."


@pytest.mark.parametrize("case", ["unknown", "hidden", "closed"])
def test_who_has_no_public_profile_looks_like_nobody(case: str) -> None:
    writer = factories.member()
    other = factories.member() if case == "hidden" else factories.expert()
    if case == "closed":
        close_account(other)
    with pytest.raises(NotFound):
        act(service.write, writer, 999_999 if case == "unknown" else other.id, "Subject", BODY)


def test_who_takes_no_requests_and_who_blocked_the_writer_answer_alike() -> None:
    writer, expert = pair()
    number = write(writer, expert)
    act(service.block, expert, number)
    closed = factories.expert(open_to_requests="no")
    over = factories.expert(open_until=clock.now().date() - timedelta(days=1))
    told = [refusal(service.write, writer, one.id, "Again", "Another question") for one in (expert, closed, over)]
    assert told == [{"": "This person cannot be written to."}] * 3


def test_a_contact_who_agreed_can_be_asked_whatever_the_profile_says() -> None:
    writer, author, contact = factories.member(), factories.member(), factories.expert(open_to_requests="no")
    practice = published_practice(author, contact)
    number = write(writer, contact, practice=practice)
    seen = queries.conversation(writer.id, number)
    assert seen is not None
    assert seen.practice_id == practice


def test_an_author_who_is_no_contact_is_asked_by_the_rules_of_the_profile() -> None:
    writer, quiet, open_ = factories.member(), factories.member(), factories.expert()
    assert refusal(service.write, writer, quiet.id, "Subject", BODY, published_practice(quiet))[""]
    assert write(writer, open_, practice=published_practice(open_))


@pytest.mark.parametrize("case", ["invited", "stranger", "hidden", "unknown"])
def test_a_practice_names_only_those_who_stand_on_it_for_everybody(case: str) -> None:
    writer, author, contact = factories.member(), factories.member(), factories.expert()
    named = [] if case == "stranger" else [contact]
    hidden = {"hidden_at": clock.now(), "hidden_reason": "Wrong"} if case == "hidden" else {}
    practice = published_practice(author, *named, agreed=case != "invited", **hidden)
    with pytest.raises(NotFound):
        write(writer, contact, practice=999_999 if case == "unknown" else practice)


def test_a_contact_who_blocked_the_writer_is_not_asked_again() -> None:
    writer, author, contact = factories.member(), factories.member(), factories.member()
    practice = published_practice(author, contact)
    act(service.block, contact, write(writer, contact, practice=practice))
    assert refusal(service.write, writer, contact.id, "Again", "Another", practice)[""]


def test_conversations_of_a_day_are_limited_and_the_writer_told_when_to_go_on(app: Flask) -> None:
    writer, expert = pair()
    most = app.config["MESSAGES_PER_DAY"]
    start = clock.now()
    for number in range(most):
        with clock.at(start + timedelta(minutes=number)):
            write(writer, expert, f"Question {number}")
    with clock.at(start + timedelta(hours=23, minutes=30)), pytest.raises(TooMany, match="Try again in 1 hour"):
        write(writer, expert, "One more")
    with clock.at(start + timedelta(hours=2)), pytest.raises(TooMany, match="Try again in 22 hours"):
        write(writer, expert, "One more")
    with clock.at(start + timedelta(minutes=most - 1, seconds=30)):
        assert write(writer, expert, f"Question {most - 1}")
    with clock.at(start + timedelta(hours=24, seconds=1)):
        assert write(writer, expert, "One more")
    assert count(Conversation) == most + 1


def test_a_limit_of_none_lets_nobody_write(app: Flask) -> None:
    app.config["MESSAGES_PER_DAY"] = 0
    try:
        with pytest.raises(TooMany, match="24 hours"):
            write(*pair())
    finally:
        app.config["MESSAGES_PER_DAY"] = 10


def test_answers_have_a_limit_of_their_own(app: Flask) -> None:
    writer, expert = pair()
    number = write(writer, expert)
    app.config["MESSAGES_PER_DAY"] = 1
    try:
        for n in range(10):
            reply(expert, number, f"Answer {n}")
        with pytest.raises(TooMany):
            reply(expert, number, "One more")
    finally:
        app.config["MESSAGES_PER_DAY"] = 10


def test_the_receiver_answers_and_then_both_may_write() -> None:
    writer, expert = pair()
    number = write(writer, expert)
    assert refusal(service.reply, writer, number, "And?")[""] == "Wait for an answer before you write again."
    reply(expert, number)
    reply(writer, number, "Thank you.")
    seen = queries.conversation(writer.id, number)
    assert seen is not None
    assert [line.body for line in seen.messages] == [BODY, "By a levy on bottles.", "Thank you."]
    assert notices() == [("contact_message", expert.email), ("contact_reply", writer.email), ("contact_reply", expert.email)]


def test_an_answer_clicked_twice_is_one() -> None:
    writer, expert = pair()
    number = write(writer, expert)
    reply(expert, number)
    reply(expert, number)
    assert count(Message) == 2
    reply(expert, number, "One thing more.")
    with clock.later(timedelta(seconds=61)):
        reply(expert, number, "One thing more.")
    assert count(Message) == 4


@pytest.mark.parametrize("body", ["", "b" * 4001])
def test_an_answer_needs_words_within_the_limit(body: str) -> None:
    writer, expert = pair()
    assert set(refusal(service.reply, expert, write(writer, expert), body)) == {"body"}


def test_to_a_closed_account_nobody_answers() -> None:
    writer, expert = pair()
    number = write(writer, expert)
    reply(expert, number)
    close_account(writer)
    assert refusal(service.reply, expert, number, "More")[""] == "This person cannot be written to."
    seen = queries.conversation(expert.id, number)
    assert seen is not None
    assert seen.other_name == "Former member"


@pytest.mark.parametrize("verb", ["reply", "share", "block", "unblock", "report"])
def test_a_third_person_finds_nothing(verb: str) -> None:
    number = write(*pair())
    for stranger in (factories.member(), factories.moderator(), factories.member(role="administrator")):
        given = [stranger, number, "words"] if verb in {"reply", "report"} else [stranger, number]
        with pytest.raises(NotFound):
            act(getattr(service, verb), *given)
        assert queries.conversation(stranger.id, number) is None


@pytest.mark.parametrize("mine", ["writer", "receiver"])
def test_an_address_is_seen_by_the_other_member_only_once_shared(mine: str) -> None:
    writer, expert = pair()
    number = write(writer, expert)
    sharer, other = (writer, expert) if mine == "writer" else (expert, writer)
    for _time in range(2):
        act(service.share, sharer, number)
    seen_by_other, seen_by_sharer = queries.conversation(other.id, number), queries.conversation(sharer.id, number)
    assert seen_by_other is not None
    assert seen_by_sharer is not None
    assert seen_by_other.their_address == sharer.email
    assert seen_by_sharer.their_address is None
    assert seen_by_sharer.shared_at is not None
    assert notices()[1:] == [("contact_shared", other.email)]


def test_the_address_of_a_closed_account_is_no_longer_shown() -> None:
    writer, expert = pair()
    number = write(writer, expert)
    act(service.share, expert, number)
    close_account(expert)
    seen = queries.conversation(writer.id, number)
    assert seen is not None
    assert seen.their_address is None


def test_a_blocked_member_neither_writes_nor_answers_nor_shares_until_unblocked() -> None:
    writer, expert = pair()
    number = write(writer, expert)
    reply(expert, number)
    for _time in range(2):
        act(service.block, expert, number)
    assert count(Block) == 1
    for given in (
        (service.write, writer, expert.id, "New", "words"),
        (service.reply, writer, number, "words"),
        (service.share, writer, number),
    ):
        assert refusal(*given)[""] == "This person cannot be written to."
    assert "You blocked this person" in refusal(service.reply, expert, number, "words")[""]
    for _time in range(2):
        act(service.unblock, expert, number)
    reply(writer, number, "Back again.")


def test_being_blocked_is_told_to_nobody() -> None:
    writer, expert = pair()
    number = write(writer, expert)
    act(service.block, expert, number)
    assert [kind for kind, _to in notices()] == ["contact_message"]


def test_a_conversation_that_there_is_none_of_is_not_found() -> None:
    with pytest.raises(NotFound):
        reply(factories.member(), 999_999)
