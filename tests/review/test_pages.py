"""The review through its pages, as moderators open them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices.models import Practice
from exchange.review import queries, service
from exchange.review.models import Comment
from tests import factories
from tests.client import words
from tests.review import factories as make
from tests.review.browsing import WHOLE, NewReader, decide, signed_in


def test_the_queue_shows_what_waits_oldest_first_and_filters(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer(languages=["fr"])
    with clock.later(timedelta(days=-20)):
        old = make.sent(author, title="The older one")
    make.sent(author, title="La nouvelle", language="fr", countries=["FR"])
    browser = signed_in(new_reader, reviewer)
    page = words(browser.get("/en/review/"))
    assert page.index("The older one") < page.index("La nouvelle")
    assert "Kenya" in page
    assert "late by 6 days" in page
    assert "2 things wait for moderators" in page
    for name, shown, hidden in (
        ("overdue", "The older one", "La nouvelle"),
        ("language", "La nouvelle", "The older one"),
    ):
        text = words(browser.get(f"/en/review/?filter={name}"))
        assert shown in text
        assert hidden not in text
    assert "No submission fits these filters." in words(browser.get("/en/review/?filter=mine"))
    assert "2 submissions wait" in words(browser.get("/en/review/?filter=unassigned&filter=unheard"))
    assert browser.get("/en/review/?page=2").status_code == 404
    assert browser.get("/en/review/?page=x").status_code == 404
    assert "You do not review its language." in page
    with transaction():
        service.withdraw(author, old)
    assert "The older one" not in words(browser.get("/en/review/"))


def test_the_queue_has_pages_of_twenty(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    for place in range(21):
        make.sent(author, title=f"Number {place}")
    browser = signed_in(new_reader, reviewer)
    assert "Number 20" not in words(browser.get("/en/review/"))
    assert "Number 20" in words(browser.get("/en/review/?filter=unassigned&page=2"))
    assert "filter=unassigned&amp;page=2" in browser.get("/en/review/?filter=unassigned").get_data(as_text=True)


def test_an_empty_queue_says_what_it_is_for(new_reader: NewReader) -> None:
    assert "None waits now." in words(signed_in(new_reader, make.reviewer()).get("/en/review/"))


def test_a_moderator_takes_from_the_queue_reads_and_publishes_in_three_steps(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.sent(author)
    browser = signed_in(new_reader, reviewer)
    answer = browser.send(f"/en/review/{number}/take/", form_at="/en/review/", follow_redirects=True)
    assert "You review this practice now." in words(answer)
    assert "Bottles filled the drains." in words(answer)
    answer = decide(browser, number, decision="publish", send="1", **WHOLE)
    assert (answer.status_code, answer.location) == (303, "/en/review/")
    assert make.load(number).status == "published"
    page = words(browser.get(f"/en/review/{number}/"))
    assert "Measured results" in page
    assert "Hide or retract the practice" in page


def test_what_lacks_is_told_and_everything_typed_is_kept(new_reader: NewReader) -> None:
    reviewer = make.reviewer()
    number = make.in_review(make.author(), reviewer)
    browser = signed_in(new_reader, reviewer)
    data = {"decision": "publish", "send": "1", "checks": ["clear"], "message": "Thank you all.", "comment_advice": "Say more."}
    answer = decide(browser, number, **data)
    assert answer.status_code == 422
    page = words(answer)
    assert "Tick the 6 points that are left, or ask for changes" in page
    assert "Choose the evidence level" in page
    assert "Resolve the 1 open comment, or ask for changes" in page
    assert "Thank you all." in page
    assert "Say more." in page
    assert make.load(number).checks == []
    assert "Choose your decision" in words(decide(browser, number, send="1"))
    assert "Choose the reason for declining" in words(decide(browser, number, send="1", decision="decline", message="No."))
    assert "Choose one from the list" in words(decide(browser, number, save="", evidence="wonderful"))


def test_a_forged_decision_keeps_what_was_typed(new_reader: NewReader) -> None:
    reviewer = make.reviewer()
    number = make.in_review(make.author(), reviewer)
    browser = signed_in(new_reader, reviewer)
    answer = browser.post(f"/en/review/{number}/decide/", data={"csrf_token": "x", "message": "Thank you all.", "send": "1"})
    assert answer.status_code == 400
    assert "Thank you all." in words(answer)
    assert make.load(number).status == "in_review"


def test_unreadable_text_is_refused(new_reader: NewReader) -> None:
    reviewer = make.reviewer()
    number = make.in_review(make.author(), reviewer)
    answer = decide(signed_in(new_reader, reviewer), number, message="\ufffd", save="")
    assert answer.status_code == 422


def test_a_reviewer_comments_replies_resolves_and_opens_again(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    browser = signed_in(new_reader, reviewer)
    answer = decide(browser, number, save="answer-advice", comment_advice="Say more.", message="Almost there.")
    assert answer.location == f"/en/review/{number}/?show=full#answer-advice" or answer.location.endswith("#answer-advice")
    assert "Almost there." in words(browser.get(f"/en/review/{number}/"))
    comment = db.session.scalars(select(Comment.id)).one()
    db.session.rollback()
    decide(browser, number, save="", **{f"reply_{comment}": "Any news?"})
    decide(browser, number, resolve=str(comment))
    assert queries.open_comments(number) == 0
    assert "Resolved" in words(browser.get(f"/en/review/{number}/"))
    decide(browser, number, reopen=str(comment))
    assert queries.open_comments(number) == 1
    decide(browser, number, resolve="²", message="Ask.", decision="request_changes")
    assert queries.open_comments(number) == 1
    assert decide(browser, number, send="1", message="See the comment.", decision="request_changes").status_code == 303
    page = words(signed_in(new_reader, author).get(f"/en/submissions/{number}/log/"))
    assert "Say more." in page
    assert "Any news?" in page
    assert "See the comment." in page


def test_the_second_look_shows_what_changed_since_the_first(new_reader: NewReader) -> None:
    author, reviewer, other = make.author(), make.reviewer(), make.reviewer("Omar")
    number = make.changes_asked(author, reviewer)
    make.change(number, results="Sales fell by 41% in two years.")
    browser = signed_in(new_reader, reviewer)
    assert "41%" not in words(browser.get(f"/en/review/{number}/"))
    with transaction():
        service.submit(author, number)
    page = browser.get(f"/en/review/{number}/")
    assert "What changed since revision 1" in words(page)
    assert "<ins>" in page.get_data(as_text=True)
    assert words(page).index("answers without change") < words(page).index("Bottles filled the drains.")
    assert "Bottles filled the drains." in words(browser.get(f"/en/review/{number}/?show=full"))
    assert "What changed since" not in words(signed_in(new_reader, other).get(f"/en/review/{number}/?show=changes"))


def test_a_new_version_can_be_compared_with_the_published_one(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    second = make.another_version(make.published(author, reviewer), author, place="Nairobi")
    with transaction():
        service.submit(author, second)
    browser = signed_in(new_reader, make.reviewer("Omar"))
    assert "Full text" in words(browser.get(f"/en/review/{second}/"))
    assert "What changed since the published version" in words(browser.get(f"/en/review/{second}/?show=changes"))


def test_of_two_decisions_the_second_reads_what_happened_and_what_they_wrote(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    browser = signed_in(new_reader, reviewer)
    page = browser.get(f"/en/review/{number}/").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    with transaction():
        service.withdraw(author, number)
    data = {"csrf_token": token, "revision": 1, "decision": "decline", "reason": "other", "message": "Long words.", "send": "1"}
    answer = browser.post(f"/en/review/{number}/decide/", data=data)
    assert answer.status_code == 409
    assert "Amina Otieno has withdrawn this practice in the meantime." in words(answer)
    assert "Long words." in words(answer)


def test_a_moderator_with_a_part_in_it_reads_but_does_not_decide(new_reader: NewReader) -> None:
    author = make.reviewer("Writing moderator")
    number = make.sent(author)
    browser = signed_in(new_reader, author)
    page = words(browser.get(f"/en/review/{number}/"))
    assert "You have a part in this practice." in page
    assert "Take the review" not in page
    answer = browser.send(f"/en/review/{number}/take/", form_at=f"/en/submissions/{number}/withdraw/")
    assert answer.status_code == 403


def test_a_draft_is_not_shown_to_moderators(new_reader: NewReader) -> None:
    number = make.draft(make.author())
    browser = signed_in(new_reader, make.reviewer())
    for name in ("", "assign/", "hand-back/"):
        assert browser.get(f"/en/review/{number}/{name}").status_code == 404
    assert browser.get("/en/review/999/").status_code == 404


def test_a_moderator_assigns_another(new_reader: NewReader) -> None:
    author, asker, chosen = make.author(), make.reviewer(), make.reviewer("Omar")
    number = make.sent(author)
    browser = signed_in(new_reader, asker)
    address = f"/en/review/{number}/assign/"
    assert browser.send(address).status_code == 422
    for wrong in ("x", "9" * 30, str(author.id)):
        assert "Choose a moderator from the list" in words(browser.send(address, {"reviewer": wrong}))
    assert browser.send(address, {"reviewer": chosen.id}).status_code == 303
    page = words(browser.get(f"/en/review/{number}/"))
    assert "Assigned the review to Omar" in page
    assert "Take the review" not in page


def test_a_reviewer_hands_back(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    browser = signed_in(new_reader, reviewer)
    address = f"/en/review/{number}/hand-back/"
    assert browser.send(address, {"reason": ""}).status_code == 422
    assert browser.send(address, {"reason": "   "}).status_code == 422
    assert browser.send(address, {"reason": "I am away."}).status_code == 303
    assert "I am away." in words(browser.get(f"/en/review/{number}/"))
    assert "I am away." not in words(signed_in(new_reader, author).get(f"/en/submissions/{number}/log/"))
    assert browser.post(f"/en/review/{number}/take/", data={"csrf_token": "x"}).status_code == 400


def test_two_moderators_retract_through_the_pages(new_reader: NewReader) -> None:
    author, first, second = make.author(), make.reviewer(), make.reviewer("Omar")
    number = make.practice_of(make.published(author, first))
    address = f"/en/review/practices/{number}/"
    one, two = signed_in(new_reader, first), signed_in(new_reader, second)
    for empty in ("", " "):
        assert one.send(f"{address}hide/", {"reason": empty}, form_at=address).status_code == 422
    assert one.send(f"{address}hide/", {"reason": "Looked into."}, form_at=address).status_code == 303
    assert "Looked into." in words(one.get(address))
    assert one.send(f"{address}show-again/", {"reason": "Unfounded."}, form_at=address).status_code == 303
    assert one.send(f"{address}ask-retraction/", {"reason": "Copied."}, form_at=address).status_code == 303
    assert "Another moderator must confirm it." in words(one.get(address))
    assert one.send(f"{address}retract/", form_at=address).status_code == 403
    assert two.send(f"{address}refuse-retraction/", {"reason": "Its own."}, form_at=address).status_code == 303
    assert one.send(f"{address}ask-retraction/", {"reason": "Copied indeed."}, form_at=address).status_code == 303
    assert two.post(f"{address}retract/", data={"csrf_token": "x"}).status_code == 400
    assert two.send(f"{address}retract/", form_at=address).status_code == 303
    page = words(two.get(address))
    assert "Two moderators retracted this practice" in page
    assert "Retracted the practice" in page
    practice = db.session.get(Practice, number, populate_existing=True)
    assert practice is not None
    assert practice.retraction_reason == "Copied indeed."


def test_who_has_a_part_in_a_practice_reads_its_log_only(new_reader: NewReader) -> None:
    author = make.reviewer("Writing moderator")
    number = make.practice_of(make.published(author, make.reviewer()))
    browser = signed_in(new_reader, author)
    page = words(browser.get(f"/en/review/practices/{number}/"))
    assert "You have a part in this practice." in page
    assert "Hide the practice" not in page
    assert browser.get("/en/review/practices/999/").status_code == 404


def test_moderators_see_how_much_waits_for_them(app: Flask, new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer(themes=["waste"], languages=["en"])
    other, administrator = factories.moderator(themes=["transport"]), factories.member(role="administrator")
    first = make.sent(author)
    make.sent(author)
    assert [queries.to_review_count(one.id) for one in (reviewer, other, administrator, author)] == [2, 0, 2, 0]
    with transaction():
        service.take(reviewer, first)
    assert [queries.to_review_count(one.id) for one in (reviewer, administrator)] == [2, 1]
    assert queries.to_review_count(999) == 0
    assert queries.to_review(reviewer.id, "en")[0].version_id == first
    assert queries.to_review(999, "en") == []
    assert queries.queue(999, "en").total == 0
    assert "2 submissions are waiting" in words(signed_in(new_reader, reviewer).get("/en/review/"))
    assert "waiting" not in words(signed_in(new_reader, author).get(f"/en/submissions/{first}/log/"))


def test_a_page_stands_although_what_waits_could_not_be_counted(new_reader: NewReader, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_user_id: int) -> int:
        raise OperationalError("SELECT", {}, Exception())

    browser = signed_in(new_reader, make.reviewer())
    monkeypatch.setattr(queries, "to_review_count", away)
    assert browser.get("/en/themes/").status_code == 200
    assert browser.get("/en/review/").status_code == 200
