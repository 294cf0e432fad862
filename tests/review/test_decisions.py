"""Taking, assigning, handing back, commenting and deciding, as verbs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid, NotFound
from exchange.core.transaction import transaction
from exchange.outbox.models import Job
from exchange.practices.models import Practice
from exchange.review import lists, queries, service
from exchange.review.models import Comment, Seen
from exchange.review.service import Work
from exchange.review.service import work as work_of_reviewers
from exchange.workflow.models import Event
from tests import factories
from tests.review import factories as make
from tests.review.test_sending import moves_of, owed


def comment_ids() -> list[int]:
    return list(db.session.scalars(select(Comment.id).where(Comment.parent_id.is_(None)).order_by(Comment.id)))


def test_taking_makes_the_moderator_the_reviewer_and_tells_the_authors(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    version = make.load(number)
    assert (version.status, version.reviewer_id) == ("in_review", reviewer.id)
    assert owed("taken") == [author.email]


def test_the_second_to_take_is_told_who_was_first(app: Flask) -> None:
    author, reviewer, late = make.author(), make.reviewer(), make.reviewer("Omar")
    number = make.in_review(author, reviewer)
    with app.test_request_context(), pytest.raises(Conflict, match="Mei Lindqvist has taken this review"), transaction():
        service.take(late, number)


@pytest.mark.parametrize("who", ["own", "contact", "organisation", "partner", "theme", "language"])
def test_who_has_a_part_in_it_or_reviews_something_else_does_not_take_it(app: Flask, who: str) -> None:
    author = make.reviewer("Writing moderator")
    taker = {
        "own": lambda: author,
        "contact": lambda: factories.moderator(),
        "organisation": lambda: make.of_organisation(factories.moderator(), "NAIROBI markets board"),
        "partner": lambda: make.of_organisation(factories.moderator(), "Tank Makers Ltd"),
        "theme": lambda: factories.moderator(themes=["transport"]),
        "language": lambda: factories.moderator(languages=["ru"]),
    }[who]()
    given = {"partners": [{"name": "Tank Makers Ltd", "role": "supplier"}]}
    number = make.sent(author, contact=taker if who == "contact" else None, **given)
    with app.test_request_context(), pytest.raises(Forbidden), transaction():
        service.take(taker, number)
    assert make.load(number).status == "submitted"


def test_a_moderator_of_the_author_s_own_organisation_does_not_take_it(app: Flask) -> None:
    author = make.of_organisation(make.author(), "Green Lab")
    colleague = make.of_organisation(make.reviewer(), "green lab")
    number = make.sent(author)
    with app.test_request_context(), pytest.raises(Forbidden), transaction():
        service.take(colleague, number)


def test_a_moderator_of_a_theme_reviews_the_themes_below_it(app: Flask) -> None:
    author, reviewer = make.author(), factories.moderator(themes=["human-settlements"], languages=["en"])
    make.in_review(author, reviewer, themes=["informal-settlements"])
    assert owed("sent") == [reviewer.email]


def test_a_draft_is_unknown_to_moderators(app: Flask) -> None:
    number, reviewer = make.draft(make.author()), make.reviewer()
    with app.test_request_context(), pytest.raises(NotFound), transaction():
        service.take(reviewer, number)


def test_a_member_takes_nothing(app: Flask) -> None:
    number, member = make.sent(make.author()), factories.member()
    with app.test_request_context(), pytest.raises(NotFound), transaction():
        service.take(member, number)


def test_assigning_tells_the_new_reviewer_and_keeps_whom_it_was_assigned_to(app: Flask) -> None:
    author, asker, chosen = make.author(), make.reviewer(), make.reviewer("Omar")
    number = make.sent(author)
    with transaction():
        service.assign(asker, number, chosen.id)
    version = make.load(number)
    assert (version.status, version.reviewer_id) == ("in_review", chosen.id)
    assert owed("assigned") == [chosen.email]
    assert owed("taken") == [author.email]
    line = db.session.scalars(select(Event).where(Event.what == "assign")).one()
    assert (line.actor_id, line.reason) == (asker.id, str(chosen.id))


def test_only_another_who_may_review_is_assigned(app: Flask) -> None:
    author, asker, unfit = make.author(), make.reviewer(), factories.moderator(themes=["transport"])
    number = make.sent(author)
    for chosen in (unfit.id, asker.id, author.id, 999):
        with app.test_request_context(), pytest.raises(Invalid) as caught, transaction():
            service.assign(asker, number, chosen)
        assert set(caught.value.problems) == {"reviewer"}
    assert queries.candidates(make.load(number), asker.id) == []


def test_handing_back_needs_a_reason_and_forgets_the_ticks(app: Flask) -> None:
    author, reviewer, other = make.author(), make.reviewer(), make.reviewer("Omar")
    number = make.in_review(author, reviewer)
    with transaction():
        service.save(reviewer, number, Work(revision=1, checks=["clear"], evidence="measured"))
    with app.test_request_context(), pytest.raises(Invalid), transaction():
        service.hand_back(reviewer, number, "  ")
    with transaction():
        service.hand_back(reviewer, number, "I am away.")
    version = make.load(number)
    assert (version.status, version.reviewer_id, version.checks, version.evidence) == ("submitted", None, [], None)
    assert owed("handed_back") == [other.email]
    with app.test_request_context(), pytest.raises(Conflict, match="handed this review back"), transaction():
        service.publish(reviewer, number, make.whole())


def test_an_administrator_hands_back_for_a_reviewer_who_is_away(app: Flask) -> None:
    administrator = factories.member(role="administrator")
    number = make.in_review(make.author(), make.reviewer())
    with transaction():
        service.hand_back(administrator, number, "The reviewer is away.")
    other, third = make.reviewer("Omar"), make.reviewer("Third")
    with transaction():
        service.take(other, number)
    with app.test_request_context(), pytest.raises(Forbidden), transaction():
        service.hand_back(third, number, "Why not.")


def test_a_new_reviewer_begins_with_an_empty_checklist(app: Flask) -> None:
    author, reviewer, other = make.author(), make.reviewer(), make.reviewer("Omar")
    number = make.in_review(author, reviewer)
    with transaction():
        service.request_changes(reviewer, number, make.whole(message="Say more."))
    with transaction():
        service.submit(author, number)
    assert make.load(number).checks == list(lists.CHECKS)
    with transaction():
        service.take(other, number)
    assert make.load(number).checks == []


def test_work_is_kept_without_deciding(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    work = Work(
        revision=1, checks=["clear"], evidence="reported", message="Almost.", comments={"advice": "Say more.", "title": " "}
    )
    with transaction():
        service.save(reviewer, number, work)
    version = make.load(number)
    assert (version.status, version.checks, version.evidence) == ("in_review", ["clear"], "reported")
    under = queries.under_review(number, reviewer.id)
    assert under is not None
    assert under.message == "Almost."
    [comment] = comment_ids()
    with transaction():
        service.save(reviewer, number, Work(revision=1, replies={comment: "Any news?", 999: " "}, resolve=comment))
    assert queries.open_comments(number) == 0
    with transaction():
        service.save(reviewer, number, Work(revision=1, reopen=comment))
    assert queries.open_comments(number) == 1
    [thread] = queries.threads_of(number)["advice"]
    assert [reply.body for reply in thread.replies] == ["Any news?"]
    assert owed("reply") == [author.email]


@pytest.mark.parametrize(
    ("work", "place"),
    [
        (Work(1, evidence="wonderful"), "evidence"),
        (Work(1, message="x" * 4001), "message"),
        (Work(1, comments={"advice": "x" * 4001}), "comment_advice"),
    ],
)
def test_work_that_breaks_a_limit_is_not_kept(app: Flask, work: Work, place: str) -> None:
    reviewer = make.reviewer()
    number = make.in_review(make.author(), reviewer)
    with app.test_request_context(), pytest.raises(Invalid) as caught, transaction():
        service.save(reviewer, number, work)
    assert set(caught.value.problems) == {place}


def test_a_look_of_nobody_leaves_nothing(app: Flask) -> None:
    number = make.draft(make.author())
    with transaction():
        work_of_reviewers.look_ends(make.load(number))
    assert db.session.scalars(select(Seen)).all() == []


def test_there_is_an_end_to_comments(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_of_reviewers, "MOST_COMMENTS", 1)
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    with transaction():
        service.save(reviewer, number, Work(1, comments={"advice": "One."}))
    [comment] = comment_ids()
    with app.test_request_context(), pytest.raises(Invalid), transaction():
        service.save(reviewer, number, Work(1, comments={"advice": "Two."}))
    with app.test_request_context(), pytest.raises(Invalid), transaction():
        service.reply(author, number, comment, "Two.")


def test_comments_stand_at_answers_that_exist(app: Flask) -> None:
    reviewer = make.reviewer()
    number = make.in_review(make.author(), reviewer)
    for work in (Work(1, comments={"unheard": "What?"}), Work(1, resolve=999), Work(1, replies={999: "What?"})):
        with app.test_request_context(), pytest.raises(NotFound), transaction():
            service.save(reviewer, number, work)


def test_a_page_of_an_earlier_revision_decides_nothing(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.changes_asked(author, reviewer)
    with transaction():
        service.submit(author, number)
    with transaction():
        service.take(reviewer, number)
    with app.test_request_context(), pytest.raises(Conflict, match="moved on"), transaction():
        service.publish(reviewer, number, make.whole(1))


def test_publishing_dates_it_supersedes_the_earlier_one_and_owes_the_index(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    first = make.published(author, reviewer)
    second = make.another_version(first, author)
    with transaction():
        service.submit(author, second)
    with transaction():
        service.take(reviewer, second)
    moment = datetime(2027, 3, 11, 9, 0, tzinfo=UTC)
    with clock.at(moment), transaction():
        service.publish(reviewer, second, make.whole(evidence="evaluated", message="Well told."))
    assert make.load(first).status == "superseded"
    version = make.load(second)
    assert (version.status, version.published_at, version.evidence) == ("published", moment, "evaluated")
    practice = db.session.get(Practice, version.practice_id)
    assert practice is not None
    assert practice.confirmed_at == moment
    assert moves_of(first)[-1] == "supersede"
    index = db.session.scalars(select(Job.payload).where(Job.topic == "index")).all()
    assert index[-1] == {"kind": "practice", "id": version.practice_id}
    assert owed("published") == [author.email] * 2


def test_publishing_needs_the_checklist_the_evidence_and_no_open_comment(app: Flask) -> None:
    reviewer = make.reviewer()
    number = make.in_review(make.author(), reviewer)
    work = Work(1, checks=["clear"], comments={"advice": "Say more."})
    with app.test_request_context(), pytest.raises(Invalid) as caught, transaction():
        service.publish(reviewer, number, work)
    assert set(caught.value.problems) == {"checks", "evidence", "comments"}
    assert make.load(number).status == "in_review"
    assert comment_ids() == []


def test_asking_for_changes_and_declining_need_a_message(app: Flask) -> None:
    reviewer = make.reviewer()
    number = make.in_review(make.author(), reviewer)
    with app.test_request_context(), pytest.raises(Invalid) as caught, transaction():
        service.request_changes(reviewer, number, Work(1, message=" \n"))
    assert set(caught.value.problems) == {"message"}
    with app.test_request_context(), pytest.raises(Invalid) as caught, transaction():
        service.decline(reviewer, number, Work(1), "not_a_practice")
    assert set(caught.value.problems) == {"message"}
    with app.test_request_context(), pytest.raises(Invalid) as caught, transaction():
        service.decline(reviewer, number, Work(1, message="No."), "because")
    assert set(caught.value.problems) == {"reason"}


def test_a_decision_ends_the_look_and_tells_the_authors(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.changes_asked(author, reviewer, {"advice": "Say more."})
    seen = db.session.get(Seen, (number, reviewer.id))
    assert seen is not None
    assert (seen.revision, seen.message) == (1, "")
    assert owed("changes") == [author.email]
    declined = make.declined(author, reviewer)
    line = db.session.scalars(select(Event).where(Event.part == declined, Event.what == "decline")).one()
    assert (line.reason, line.note) == ("not_a_practice", "It is a plan.")
    assert owed("declined") == [author.email]


def test_nobody_but_the_reviewer_decides(app: Flask) -> None:
    author, reviewer, other = make.author(), make.reviewer(), make.reviewer("Omar")
    number = make.in_review(author, reviewer)
    with app.test_request_context(), pytest.raises(Conflict, match="Mei Lindqvist has taken"), transaction():
        service.publish(other, number, make.whole())
    with app.test_request_context(), pytest.raises(NotFound), transaction():
        service.publish(author, number, make.whole())
    make.of_organisation(reviewer, "Nairobi Markets Board")
    with app.test_request_context(), pytest.raises(Forbidden), transaction():
        service.publish(reviewer, number, make.whole())


def test_of_two_decisions_the_second_is_told_what_happened(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    with transaction():
        service.publish(reviewer, number, make.whole())
    with app.test_request_context(), pytest.raises(Conflict, match="Mei Lindqvist has published"), transaction():
        service.decline(reviewer, number, Work(1, message="No."), "other")
    with app.test_request_context(), pytest.raises(Conflict, match="Mei Lindqvist has published"), transaction():
        service.withdraw(author, number)


def test_an_imported_practice_is_reviewed_and_nobody_is_told(app: Flask) -> None:
    reviewer = make.reviewer()
    number = make.imported()
    with transaction():
        service.take(reviewer, number)
    with transaction():
        service.publish(reviewer, number, make.whole(0))
    assert make.load(number).status == "published"
    assert db.session.scalars(select(Job.topic)).all() == ["index"]


def test_replies_go_to_the_other_side(app: Flask) -> None:
    author, reviewer, other, member = make.author(), make.reviewer(), make.reviewer("Omar"), factories.member()
    number = make.changes_asked(author, reviewer, {"advice": "Say more."})
    [comment] = comment_ids()
    with transaction():
        assert service.reply(author, number, comment, "What exactly?") == "advice"
    assert owed("reply") == [reviewer.email]
    with app.test_request_context(), pytest.raises(Invalid), transaction():
        service.reply(author, number, comment, " ")
    with app.test_request_context(), pytest.raises(Forbidden), transaction():
        service.reply(other, number, comment, "Me too.")
    with app.test_request_context(), pytest.raises(NotFound), transaction():
        service.reply(member, number, comment, "Me too.")


def test_nobody_replies_once_the_review_has_ended(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    with transaction():
        service.save(reviewer, number, Work(1, comments={"advice": "Say more."}))
    with transaction():
        service.withdraw(author, number)
    with app.test_request_context(), pytest.raises(Conflict), transaction():
        service.reply(author, number, comment_ids()[0], "Too late.")


def test_a_reply_without_a_reviewer_tells_nobody(app: Flask) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    with transaction():
        service.save(reviewer, number, Work(1, comments={"advice": "Say more."}))
        service.hand_back(reviewer, number, "Away.")
    with transaction():
        service.reply(author, number, comment_ids()[0], "Here is more.")
    assert owed("reply") == []
