"""Hiding, showing again and retracting a published practice, as verbs."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid, NotFound
from exchange.core.transaction import transaction
from exchange.outbox.models import Job
from exchange.practices.models import Practice
from exchange.review import service
from exchange.workflow.models import Event
from tests import factories
from tests.review import factories as make
from tests.review.test_sending import owed


def practice(number: int) -> Practice:
    found = db.session.get(Practice, number, populate_existing=True)
    assert found is not None
    return found


def index_jobs() -> int:
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.topic == "index")) or 0


def test_hiding_and_showing_again_are_logged_told_and_owed_to_the_index(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.practice_of(make.published(author, reviewer))
    before = index_jobs()
    with transaction():
        service.hide(reviewer, number, "A complaint is looked into.")
    assert practice(number).hidden_reason == "A complaint is looked into."
    assert owed("hidden") == [author.email]
    with app.test_request_context(), pytest.raises(Conflict), transaction():
        service.hide(reviewer, number, "Again.")
    with transaction():
        service.show_again(reviewer, number, "It was unfounded.")
    assert practice(number).hidden_at is None
    assert owed("shown") == [author.email]
    with app.test_request_context(), pytest.raises(Conflict), transaction():
        service.show_again(reviewer, number, "Again.")
    assert index_jobs() == before + 2
    lines = db.session.scalars(select(Event).where(Event.part.is_(None)).order_by(Event.id)).all()
    assert [(line.what, line.note) for line in lines] == [
        ("hide", "A complaint is looked into."),
        ("show_again", "It was unfounded."),
    ]


def test_two_different_moderators_retract(app: Flask) -> None:
    author, first, second = make.author(), make.reviewer(), make.reviewer("Omar")
    number = make.practice_of(make.published(author, first))
    with app.test_request_context(), pytest.raises(Conflict, match="Nobody asks"), transaction():
        service.retract(second, number)
    with transaction():
        service.ask_retraction(first, number, "The figures were copied.")
    assert owed("retraction_asked") == [second.email]
    with app.test_request_context(), pytest.raises(Conflict), transaction():
        service.ask_retraction(second, number, "Me too.")
    with app.test_request_context(), pytest.raises(Forbidden), transaction():
        service.retract(first, number)
    with transaction():
        service.retract(second, number)
    gone = practice(number)
    assert gone.retracted_at is not None
    assert (gone.retraction_title, gone.retraction_reason) == ("Refill stations in city markets", "The figures were copied.")
    assert (gone.retraction_asked_by, gone.retracted_by) == (first.id, second.id)
    assert owed("retracted") == [author.email]
    for verb in (service.hide, service.show_again, service.ask_retraction, service.refuse_retraction):
        with app.test_request_context(), pytest.raises(Conflict, match="retracted"), transaction():
            verb(first, number, "Once more.")


def test_a_retraction_is_refused_with_a_reason(app: Flask) -> None:
    author, first, second = make.author(), make.reviewer(), make.reviewer("Omar")
    number = make.practice_of(make.published(author, first))
    with app.test_request_context(), pytest.raises(Conflict), transaction():
        service.refuse_retraction(second, number, "Why?")
    with transaction():
        service.ask_retraction(first, number, "The figures were copied.")
    with transaction():
        service.refuse_retraction(second, number, "They are their own.")
    assert practice(number).retraction_asked_by is None
    assert owed("retraction_refused") == [first.email]
    with transaction():
        service.ask_retraction(first, number, "Look again.")
    with transaction():
        service.refuse_retraction(first, number, "I was wrong.")
    assert owed("retraction_refused") == [first.email]


def test_each_needs_a_reason(app: Flask) -> None:
    reviewer = make.reviewer()
    number = make.practice_of(make.published(make.author(), reviewer))
    for verb in (service.hide, service.show_again, service.ask_retraction, service.refuse_retraction):
        with app.test_request_context(), pytest.raises(Invalid) as caught, transaction():
            verb(reviewer, number, " ")
        assert set(caught.value.problems) == {"reason"}


def test_nobody_hides_or_retracts_what_they_have_a_part_in(app: Flask) -> None:
    author = make.reviewer("Writing moderator")
    number = make.practice_of(make.published(author, make.reviewer()))
    colleague = make.of_organisation(make.reviewer("Omar"), "Nairobi Markets Board")
    for actor in (author, colleague, factories.member()):
        for verb in (service.hide, service.show_again, service.ask_retraction, service.refuse_retraction):
            with app.test_request_context(), pytest.raises(Forbidden), transaction():
                verb(actor, number, "Reason.")


def test_what_was_never_published_is_unknown(app: Flask) -> None:
    reviewer = make.reviewer()
    number = make.practice_of(make.sent(make.author()))
    for unknown in (number, 999):
        with app.test_request_context(), pytest.raises(NotFound), transaction():
            service.hide(reviewer, unknown, "Reason.")
