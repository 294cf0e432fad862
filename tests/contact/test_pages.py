from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from exchange.accounts.models import User
from exchange.contact import queries, service
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.reach import queries as reach
from tests import factories
from tests.accounts.mailbox import mails, text_of
from tests.client import Reader, words
from tests.contact.records import BODY, pair, published_practice, reply, write

LETTER = {"subject": "Refill stations", "body": BODY}


def new(user: User) -> str:
    return f"/en/desk/messages/new/{user.id}/"


def page(number: int, part: str = "") -> str:
    return f"/en/desk/messages/{number}/{part}"


def signed_in(reader: Reader, user: User) -> Reader:
    reader.sign_in(user)
    return reader


def test_a_message_goes_by_mail_is_answered_and_an_address_shared(
    reader: Reader, new_reader: Callable[[], Reader], drain: Callable[[], int]
) -> None:
    writer, expert = pair()
    signed_in(reader, writer)
    assert f'href="{new(expert)}"' in reader.get(f"/en/experts/{expert.id}/amina/").get_data(as_text=True)
    sent = reader.send(new(expert), LETTER)
    assert sent.status_code == 303
    assert "Your message is sent to Amina." in words(reader.get(sent.location))
    drain()
    mail = mails()[-1]
    assert mail["To"] == expert.email
    assert mail["Subject"] == "Message from Wanjiru: Refill stations"
    text = text_of(mail)
    assert BODY in text
    assert f"http://exchange.test{sent.location}" in text
    assert writer.email not in mail.as_string()

    other = signed_in(new_reader(), expert)
    assert other.send(f"{sent.location}reply/", {"body": "By a levy."}, form_at=sent.location).status_code == 303
    asked = words(other.get(f"{sent.location}share/"))
    assert expert.email in asked
    assert "nobody else" in asked
    assert other.send(f"{sent.location}share/").status_code == 303
    drain()
    assert [one["Subject"] for one in mails()[1:]] == [
        "Answer from Amina: Refill stations",
        "Amina shared their address with you: Refill stations",
    ]
    assert expert.email not in mails()[-1].as_string()
    conversation = words(reader.get(sent.location))
    assert "By a levy." in conversation
    assert expert.email in conversation
    assert "You shared your address with Wanjiru" in words(other.get(sent.location))


def test_a_notice_is_in_the_language_of_its_receiver(drain: Callable[[], int]) -> None:
    with_arabic = factories.expert("Amina", user=factories.member("Amina", language="ar"))
    write(factories.member(), with_arabic)
    drain()
    assert mails()[-1]["Content-Language"] == "ar"


def test_a_visitor_signs_in_first_and_comes_back(reader: Reader) -> None:
    expert = factories.expert()
    answer = reader.get(new(expert))
    assert answer.status_code == 302
    assert "next=" in answer.location


def test_a_contact_is_written_to_from_the_practice(reader: Reader) -> None:
    contact = factories.member("Contact")
    practice = published_practice(factories.member(), contact)
    signed_in(reader, factories.member())
    address = f"{new(contact)}?practice={practice}"
    assert "About the practice: Refill stations" in words(reader.get(address))
    sent = reader.send(address, LETTER)
    assert sent.status_code == 303
    assert "About the practice: Refill stations" in words(reader.get(sent.location))


@pytest.mark.parametrize("query", ["?practice=x", "?practice=²", "?practice=99999999999", "?practice=-1", "?practice="])
def test_a_practice_that_is_no_number_is_not_found(reader: Reader, query: str) -> None:
    signed_in(reader, factories.member())
    assert reader.get(new(factories.expert()) + query).status_code == 404


def test_who_cannot_be_written_to_shows_no_form_and_says_no_more(reader: Reader) -> None:
    writer, expert = pair()
    blocked = write(writer, expert)
    with transaction():
        service.block(expert, blocked)
    closed = factories.expert(open_to_requests="no")
    signed_in(reader, writer)
    for one in (expert, closed):
        shown = reader.get(new(one))
        assert shown.status_code == 200
        assert "This person cannot be written to." in words(shown)
        assert 'name="body"' not in shown.get_data(as_text=True)
        refused = reader.send(new(one), {**LETTER, "body": "Another question"}, form_at="/en/account/settings/")
        assert refused.status_code == 422
        assert "Another question" in refused.get_data(as_text=True)
    inside = words(reader.get(page(blocked)))
    assert "This person cannot be written to." in inside
    assert "block" not in inside.replace("Block this person", "").lower()


def test_one_does_not_write_to_oneself_or_to_whom_one_blocked(reader: Reader) -> None:
    me, other = factories.expert("Me"), factories.expert("Other")
    number = write(other, me)
    with transaction():
        service.block(me, number)
    signed_in(reader, me)
    assert "You cannot write to yourself." in words(reader.get(new(me)))
    answer = reader.get(new(other))
    assert "You blocked this person." in words(answer)
    assert page(number) in answer.get_data(as_text=True)


def test_a_letter_with_problems_keeps_what_was_typed(reader: Reader) -> None:
    signed_in(reader, factories.member())
    expert = factories.expert()
    answer = reader.send(new(expert), {"subject": "", "body": "b" * 4001})
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert "Enter a subject" in shown
    assert "b" * 4001 in shown
    forged = reader.post(new(expert), data={**LETTER, "csrf_token": "old"})
    assert forged.status_code == 400
    assert BODY in forged.get_data(as_text=True)
    assert queries.conversations_of(expert.id).total == 0
    assert reader.send(new(expert), {**LETTER, "body": "\ufffd"}).status_code == 422


def test_after_the_days_messages_the_text_is_kept_and_the_hour_told(reader: Reader, app: Flask) -> None:
    writer, expert = pair()
    app.config["MESSAGES_PER_DAY"] = 1
    try:
        write(writer, expert)
        answer = signed_in(reader, writer).send(new(expert), {**LETTER, "body": "One more question"})
    finally:
        app.config["MESSAGES_PER_DAY"] = 10
    assert answer.status_code == 429
    assert "Try again in 24 hours." in words(answer)
    assert "One more question" in answer.get_data(as_text=True)


def test_an_expert_with_little_time_is_announced(reader: Reader) -> None:
    signed_in(reader, factories.member())
    assert "open to a few requests only" in words(reader.get(new(factories.expert(open_to_requests="limited"))))


def test_the_list_names_the_other_and_whose_word_is_last(reader: Reader) -> None:
    writer, expert = pair()
    signed_in(reader, expert)
    assert "No messages yet" in words(reader.get("/en/desk/messages/"))
    number = write(writer, expert)
    shown = reader.get("/en/desk/messages/")
    assert "Wanjiru" in words(shown)
    assert "The last word is theirs" in words(shown)
    assert page(number) in shown.get_data(as_text=True)
    for wrong in ("2", "x", "0"):
        assert reader.get(f"/en/desk/messages/?page={wrong}").status_code == 404


def test_the_writer_waits_for_an_answer(reader: Reader) -> None:
    writer, expert = pair()
    number = write(writer, expert)
    signed_in(reader, writer)
    assert "has not answered yet" in words(reader.get(page(number)))
    refused = reader.send(page(number, "reply/"), {"body": "And?"}, form_at="/en/account/settings/")
    assert refused.status_code == 422
    assert "And?" in refused.get_data(as_text=True)
    reply(expert, number)
    assert 'name="body"' in reader.get(page(number)).get_data(as_text=True)
    assert reader.send(page(number, "reply/"), {"body": ""}, form_at=page(number)).status_code == 422
    assert reader.post(page(number, "reply/"), data={"body": "Kept", "csrf_token": "old"}).status_code == 400


@pytest.mark.parametrize("part", ["", "share/", "block/", "report/"])
def test_a_conversation_of_others_is_not_found(reader: Reader, part: str) -> None:
    number = write(*pair())
    signed_in(reader, factories.moderator())
    assert reader.get(page(number, part)).status_code == 404
    assert reader.get(page(999_999, part)).status_code == 404


@pytest.mark.parametrize("part", ["reply/", "share/", "block/", "unblock/", "report/"])
def test_nothing_is_sent_into_a_conversation_of_others(reader: Reader, part: str) -> None:
    number = write(*pair())
    signed_in(reader, factories.member())
    assert (
        reader.send(page(number, part), {"body": "Hello", "reason": "None"}, form_at="/en/account/settings/").status_code == 404
    )


@pytest.mark.parametrize("part", ["share/", "block/", "unblock/", "report/"])
def test_a_forged_button_does_nothing(reader: Reader, part: str) -> None:
    writer, expert = pair()
    number = write(writer, expert)
    signed_in(reader, expert)
    assert reader.post(page(number, part), data={"csrf_token": "old", "reason": "r"}).status_code == 400
    assert not reach.is_blocked(expert.id, writer.id)
    seen = queries.conversation(expert.id, number)
    assert seen is not None
    assert (seen.shared_at, seen.reported_at) == (None, None)


def test_blocking_asks_first_and_can_be_undone(reader: Reader) -> None:
    writer, expert = pair()
    number = write(writer, expert)
    signed_in(reader, expert)
    assert "is not told" in words(reader.get(page(number, "block/")))
    assert reader.send(page(number, "block/")).status_code == 303
    assert "You blocked Wanjiru." in words(reader.get(page(number)))
    refused = reader.send(page(number, "share/"))
    assert refused.status_code == 422
    assert reader.send(page(number, "unblock/"), form_at=page(number)).status_code == 303
    assert not reach.is_blocked(expert.id, writer.id)


def test_a_report_reaches_a_moderator_who_warns_the_writer(
    reader: Reader, new_reader: Callable[[], Reader], drain: Callable[[], int]
) -> None:
    writer, expert = pair()
    moderator = factories.moderator("Moe")
    number = write(writer, expert)
    signed_in(reader, expert)
    assert reader.send(page(number, "report/"), {"reason": ""}).status_code == 422
    assert reader.send(page(number, "report/"), {"reason": "It sells things."}).status_code == 303
    assert "You reported this conversation" in words(reader.get(page(number)))
    drain()
    told = mails()[-1]
    assert told["To"] == moderator.email
    assert "Conversation reported by Amina" in told["Subject"]

    judge = signed_in(new_reader(), moderator)
    assert "Refill stations" in words(judge.get("/en/review/reports/"))
    report = queries.reports(moderator.id).items[0].number
    address = f"/en/review/reports/{report}/"
    shown = words(judge.get(address))
    assert BODY in shown
    assert "It sells things." in shown
    assert writer.email not in shown
    assert judge.send(address, {"outcome": "warned", "note": ""}).status_code == 422
    assert judge.post(address, data={"outcome": "nothing", "csrf_token": "old"}).status_code == 400
    assert judge.send(address, {"outcome": "warned", "note": "No selling."}).status_code == 303
    closed = words(judge.get(address))
    assert BODY not in closed
    assert "No selling." in closed
    assert "No open reports" in words(judge.get("/en/review/reports/"))
    assert "Warn the other member" in words(judge.get("/en/review/reports/?closed=1"))
    again = judge.send(address, {"outcome": "nothing"}, form_at="/en/account/settings/")
    assert again.status_code == 409
    drain()
    assert {one["To"]: one["Subject"] for one in mails()[-2:]} == {
        writer.email: "A warning from a moderator: Refill stations",
        expert.email: "Your report was closed: Refill stations",
    }


def test_the_reports_are_for_moderators(reader: Reader) -> None:
    writer, expert = pair()
    with transaction():
        number = service.report(expert, write_now(writer, expert), "Reason")
    signed_in(reader, factories.member())
    assert reader.get("/en/review/reports/").status_code == 403
    assert reader.get(f"/en/review/reports/{number}/").status_code == 403
    reader.sign_in(factories.moderator())
    assert "No closed reports" in words(reader.get("/en/review/reports/?closed=1"))
    assert reader.get("/en/review/reports/999999/").status_code == 404


def write_now(writer: User, expert: User) -> int:
    """The number of a conversation begun inside the caller's transaction."""
    return service.write(writer, expert.id, "Refill stations", BODY)


def test_a_member_whose_address_is_not_confirmed_is_told_to_confirm_it(reader: Reader) -> None:
    writer, expert = pair()
    signed_in(reader, writer)
    with transaction():
        db.session.get_one(User, writer.id).confirmed_at = None
    answer = reader.send(new(expert), LETTER)
    assert answer.status_code == 403
    assert "Confirm your e-mail address" in words(answer)


@pytest.mark.parametrize("language", ["ar", "zh", "fr", "ru", "es"])
def test_every_page_stands_in_every_language(reader: Reader, language: str) -> None:
    writer, expert = pair()
    number = write(writer, expert)
    with transaction():
        report = service.report(expert, number, "Reason")
    signed_in(reader, expert)
    for part in ("", f"{number}/", f"{number}/share/", f"{number}/block/", f"{number}/report/", f"new/{factories.expert().id}/"):
        assert reader.get(f"/{language}/desk/messages/{part}").status_code == 200
    reader.sign_in(factories.moderator())
    for part in ("", f"{report}/"):
        assert reader.get(f"/{language}/review/reports/{part}").status_code == 200


def test_an_old_address_of_an_expert_who_left_is_not_found(reader: Reader) -> None:
    expert = factories.expert(open_until=clock.now().date() + timedelta(days=1))
    with transaction():
        db.session.get_one(User, expert.id).active = False
    signed_in(reader, factories.member())
    assert reader.get(new(expert)).status_code == 404


def test_what_was_written_is_shown_as_text(reader: Reader) -> None:
    writer, expert = pair()
    number = write(writer, expert, "<script>alert(1)</script>\n\nSecond *part*", "<b>Bold</b>")
    html = signed_in(reader, expert).get(page(number)).get_data(as_text=True)
    assert "<script>alert" not in html
    assert "<b>Bold" not in html
    assert "Second *part*" in html


def test_texts_that_fail_do_not_reach_the_log(reader: Reader, caplog: Any) -> None:
    signed_in(reader, factories.member())
    reader.send(new(factories.expert()), {"subject": "", "body": "private words"})
    assert "private words" not in caplog.text
