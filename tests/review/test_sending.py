"""Sending, withdrawing and reopening, as verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.errors import Conflict, NotFound
from exchange.core.transaction import transaction
from exchange.outbox.models import Job
from exchange.practices.models import Person, Revision
from exchange.review import notices, service
from exchange.review.models import Comment, Seen
from exchange.review.service import Work
from exchange.review.service.sending import NotReady
from exchange.workflow.models import Event
from tests import factories
from tests.review import factories as make


def owed(kind: str) -> list[str]:
    """Addresses a notice of this kind is owed to, sorted."""
    rows = db.session.scalars(select(Job).where(Job.key == f"review.{kind}"))
    return sorted(db.session.get_one(User, row.payload["member"]).email for row in rows)


def moves_of(number: int) -> list[str]:
    return list(db.session.scalars(select(Event.what).where(Event.part == number).order_by(Event.id)))


def test_sending_keeps_the_text_as_sent_logs_and_tells(app: Flask) -> None:
    author, co_author, reviewer = make.author(), make.author("Jun"), make.reviewer()
    other = factories.moderator(themes=["transport"])
    number = make.sent(author, co_authors=[co_author])
    version = make.load(number)
    assert (version.status, version.revision) == ("submitted", 1)
    assert version.sent_at is not None
    kept = db.session.get(Revision, (number, 1))
    assert kept is not None
    assert kept.answers["title"] == "Refill stations in city markets"
    assert kept.answers["contacts"] == [author.id]
    assert moves_of(number) == ["start", "submit"]
    assert owed("sent") == [reviewer.email]
    assert other.email not in owed("sent")
    assert owed("receipt") == sorted([author.email, co_author.email])


def test_without_a_moderator_of_its_theme_the_administrators_are_told(app: Flask) -> None:
    administrator = factories.member(role="administrator")
    factories.moderator(languages=["ru"])
    make.sent(make.author())
    assert owed("sent") == [administrator.email]


def test_a_moderator_who_wrote_it_is_not_told_as_a_moderator(app: Flask) -> None:
    author = make.reviewer()
    make.sent(author)
    assert owed("sent") == []
    assert owed("receipt") == [author.email]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"advice": ""}, "advice"),
        ({"themes": []}, "themes"),
        ({"title": "x" * 151}, "title"),
        ({"start": "2021-02-30"}, "start"),
        ({"start": "2021", "end": "2020"}, "end"),
        ({"terms": False}, "terms"),
        ({"countries": ["KE", "FR", "BR", "CN", "RU", "ES", "US", "IN", "EG", "ZA", "NG"]}, "countries"),
    ],
)
def test_what_breaks_a_rule_of_the_form_is_not_sent(app: Flask, given: dict[str, Any], field: str) -> None:
    author = make.author()
    number = make.draft(author, **given)
    with app.test_request_context(), pytest.raises(NotReady) as caught, transaction():
        service.submit(author, number)
    assert set(caught.value.problems) == {field}
    assert make.load(number).status == "draft"
    assert make.revisions(number) == []


def test_a_contact_must_have_agreed(app: Flask) -> None:
    author = make.author()
    number = make.draft(author)
    with transaction():
        for part in db.session.scalars(select(Person).where(Person.part == "contact")):
            part.agreed_at = None
    with app.test_request_context(), pytest.raises(NotReady) as caught, transaction():
        service.submit(author, number)
    assert set(caught.value.answers) == {"contacts"}


def test_only_its_authors_send_withdraw_and_reopen(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.draft(author)
    for verb in (service.submit, service.withdraw, service.reopen):
        for stranger in (factories.member(), reviewer, factories.member(role="administrator")):
            with app.test_request_context(), pytest.raises(NotFound), transaction():
                verb(stranger, number)
    with app.test_request_context(), pytest.raises(NotFound), transaction():
        service.submit(author, 999)


def test_a_closed_account_does_nothing(app: Flask) -> None:
    author = make.author()
    number = make.draft(author)
    with transaction():
        db.session.merge(author).active = False
    with app.test_request_context(), pytest.raises(NotFound), transaction():
        service.submit(author, number)


def test_the_second_sending_of_the_same_draft_is_told_who_came_first(app: Flask) -> None:
    author = make.author()
    number = make.sent(author)
    with app.test_request_context(), pytest.raises(Conflict, match="Amina Otieno has sent this practice"), transaction():
        service.submit(author, number)


def test_a_second_round_answers_each_comment(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.changes_asked(author, reviewer, {"results": "Name the source.", "advice": "Say more."})
    with app.test_request_context(), pytest.raises(NotReady) as caught, transaction():
        service.submit(author, number)
    assert [point.field for point in caught.value.points] == ["results", "advice"]
    first, second = (point.id for point in caught.value.points)
    make.change(number, results="Sales fell by 33% (survey of the board).")
    with transaction():
        service.reply(author, number, second, "There is no more to say.")
    with transaction():
        service.submit(author, number)
    version = make.load(number)
    assert (version.status, version.revision, version.reviewer_id) == ("submitted", 2, reviewer.id)
    assert make.revisions(number) == [1, 2]
    assert first != second


def test_a_reply_of_an_earlier_round_does_not_answer_again(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.changes_asked(author, reviewer, {"advice": "Say more."})
    with app.test_request_context(), pytest.raises(NotReady) as caught, transaction():
        service.submit(author, number)
    with transaction():
        service.reply(author, number, caught.value.points[0].id, "Why?")
        service.submit(author, number)
    with transaction():
        service.take(reviewer, number)
        service.request_changes(reviewer, number, Work(revision=2, message="It stands."))
    with app.test_request_context(), pytest.raises(NotReady), transaction():
        service.submit(author, number)


def test_resolved_comments_ask_for_nothing(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    with transaction():
        service.save(reviewer, number, Work(revision=1, comments={"advice": "Say more."}))
    comment = db.session.scalars(select(Comment.id)).one()
    with transaction():
        service.request_changes(reviewer, number, Work(revision=1, message="See the problem.", resolve=comment))
    with transaction():
        service.submit(author, number)
    assert make.load(number).revision == 2


def test_a_reviewer_who_may_no_longer_review_is_let_go_on_the_second_round(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.changes_asked(author, reviewer)
    with transaction():
        db.session.merge(reviewer).role = "member"
    with transaction():
        service.submit(author, number)
    version = make.load(number)
    assert version.reviewer_id is None
    assert version.checks == []


def test_withdrawing_tells_the_reviewer_and_remembers_what_they_saw(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    with transaction():
        service.withdraw(author, number)
    assert make.load(number).status == "withdrawn"
    assert owed("withdrawn") == [reviewer.email]
    seen = db.session.get(Seen, (number, reviewer.id))
    assert seen is not None
    assert seen.revision == 1


def test_withdrawing_before_anybody_reviews_tells_nobody(app: Flask) -> None:
    author = make.author()
    make.reviewer()
    number = make.sent(author)
    with transaction():
        service.withdraw(author, number)
    assert owed("withdrawn") == []


def test_a_withdrawn_one_is_reopened_as_often_as_wanted(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    for _round in range(2):
        with transaction():
            service.withdraw(author, number)
        with transaction():
            service.reopen(author, number)
        version = make.load(number)
        assert (version.status, version.reviewer_id, version.barred_reviewer_id) == ("draft", None, None)
        make.declare(number)
        with transaction():
            service.submit(author, number)
    assert make.revisions(number) == [1, 2, 3]


def test_a_declined_one_is_reopened_once_for_another_reviewer(app: Flask) -> None:
    author, reviewer, other = make.author(), make.reviewer(), make.reviewer("Omar")
    number = make.declined(author, reviewer)
    with transaction():
        service.reopen(author, number)
    version = make.load(number)
    assert (version.status, version.barred_reviewer_id, version.reopened) == ("draft", reviewer.id, True)
    make.declare(number)
    with transaction():
        service.submit(author, number)
    with transaction():
        service.take(other, number)
        service.decline(other, number, Work(revision=2, message="Still a plan."), "not_a_practice")
    with app.test_request_context(), pytest.raises(Conflict, match="reopened once already"), transaction():
        service.reopen(author, number)


def test_nothing_is_reopened_beside_another_version_in_writing(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    first = make.published(author, reviewer)
    second = make.another_version(first, author)
    with transaction():
        service.submit(author, second)
    with transaction():
        service.withdraw(author, second)
    make.another_version(second, author)
    with app.test_request_context(), pytest.raises(Conflict, match="Another version"), transaction():
        service.reopen(author, second)


def test_no_version_of_a_retracted_practice_is_sent(app: Flask) -> None:
    author, reviewer, second = make.author(), make.reviewer(), make.reviewer("Omar")
    first = make.published(author, reviewer)
    draft = make.another_version(first, author)
    practice = make.practice_of(first)
    with transaction():
        service.ask_retraction(reviewer, practice, "Copied.")
    with transaction():
        service.retract(second, practice)
    with app.test_request_context(), pytest.raises(Conflict, match="retracted"), transaction():
        service.submit(author, draft)


def test_half_a_sending_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    author: User = make.author()
    make.reviewer()
    number = make.draft(author)
    before = db.session.scalars(select(Job.id)).all()

    def fail(*_given: object, **_named: object) -> Callable[[], None]:
        raise OSError

    monkeypatch.setattr(notices, "tell", fail)
    with pytest.raises(OSError), transaction():
        service.submit(author, number)
    assert make.load(number).status == "draft"
    assert make.revisions(number) == []
    assert moves_of(number) == ["start"]
    assert db.session.scalars(select(Job.id)).all() == before
