"""What the platform adds to the page of an expert: practices, reviews done, requests answered."""

from __future__ import annotations

from exchange.core.db import db
from tests import factories
from tests.client import Reader, words
from tests.contact import records
from tests.review import factories as reviews


def test_the_page_of_an_expert_counts_the_requests_they_answered_once_each(reader: Reader) -> None:
    writer, expert = factories.member(), factories.expert("Amina Otieno")
    answered = records.write(writer, expert)
    assert "Requests answered" not in words(reader.get(f"/en/experts/{expert.id}/amina-otieno/"))
    records.reply(expert, answered)
    records.reply(expert, answered, "One thing more.")
    assert "Requests answered 1" in words(reader.get(f"/en/experts/{expert.id}/amina-otieno/"))


def test_the_page_of_an_expert_counts_the_decisions_they_took_as_a_reviewer(reader: Reader) -> None:
    reviewer = factories.expert("Mei Lindqvist", user=factories.moderator("Mei Lindqvist"))
    reviews.published(reviews.author(), reviewer)
    db.session.rollback()
    assert "Reviews done 1" in words(reader.get(f"/en/experts/{reviewer.id}/mei-lindqvist/"))
