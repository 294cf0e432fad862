from __future__ import annotations

import pytest

from exchange.contact import notices, queries
from exchange.notices.service import Composer
from exchange.reach.access import Standing
from tests import factories
from tests.contact.records import pair, published_practice, reply, write


def test_conversations_come_with_the_newest_message_first_and_in_pages() -> None:
    writer, expert = pair()
    numbers = [write(writer, factories.expert(f"Expert {n}"), subject=f"Subject {n}") for n in range(9)]
    first = write(writer, expert)
    numbers.append(first)
    factories.expert(user=writer)
    numbers.extend(write(factories.member(), writer, f"Question {n}") for n in range(11))
    reply(expert, first)
    page = queries.conversations_of(writer.id)
    assert (page.total, page.last, len(page.items)) == (21, 2, 20)
    assert page.items[0].number == first
    assert page.items[0].answer_owed
    assert not queries.conversations_of(expert.id).items[0].answer_owed
    assert [row.number for row in queries.conversations_of(writer.id, 2).items] == [numbers[0]]
    assert queries.conversations_of(factories.member().id).total == 0


def test_the_practice_is_shown_while_it_can_be_read() -> None:
    author = factories.expert()
    practice = published_practice(author)
    card = queries.practice_card(practice, "en")
    assert card is not None
    assert card.title == "Refill stations"
    assert queries.practice_card(None, "en") is None
    assert queries.practice_card(999_999, "en") is None


def test_the_newest_conversation_of_two_is_found_whoever_began() -> None:
    one, two = factories.expert(), factories.expert()
    write(one, two)
    newest = write(two, one)
    assert queries.latest_between(one.id, two.id) == newest == queries.latest_between(two.id, one.id)
    assert queries.latest_between(one.id, factories.member().id) is None


def test_what_a_notice_tells_of_is_read_when_it_is_made() -> None:
    assert queries.letter(1) is None
    assert queries.between(1, 1) is None
    assert queries.report_row(1) is None


def test_who_wrote_first_waits_and_who_was_asked_may_answer() -> None:
    writer, expert = pair()
    number = write(writer, expert)
    for user, standing in ((writer, Standing.WAITING), (expert, Standing.OPEN)):
        seen = queries.conversation(user.id, number)
        assert seen is not None
        assert seen.standing is standing


@pytest.mark.parametrize(
    "composer",
    [
        notices.message,
        notices.reply,
        notices.compose_shared_address,
        notices.compose_report,
        notices.compose_closed_report,
        notices.compose_warning,
    ],
)
def test_a_notice_about_what_is_gone_is_not_sent(composer: Composer) -> None:
    assert composer({"message_id": 1, "conversation_id": 1, "by": 1, "report_id": 1}) is None
