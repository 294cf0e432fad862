"""What other rooms show of the review, and what is mailed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.review import service
from exchange.review.models import Comment
from exchange.review.service import Work
from tests.client import Reader
from tests.review import factories as make
from tests.review.browsing import mails


def test_an_author_s_draft_shows_the_log_and_the_comments_at_its_answers(reader: Reader) -> None:
    author = make.author()
    number = make.changes_asked(author, make.reviewer(), {"advice": "Say <more>."})
    reader.sign_in(author)
    overview = reader.get(f"/en/submissions/{number}/").get_data(as_text=True)
    assert overview.count("1 open comment<") == 1
    assert [words in overview for words in ("So far", "Advice to others</a>")] == [True, True]
    lessons = reader.get(f"/en/submissions/{number}/lessons/").get_data(as_text=True)
    assert lessons.count("Say &lt;more&gt;.") == lessons.count("Reply to this comment") == 1
    assert "Reply to this comment" not in reader.get(f"/en/submissions/{number}/where/").get_data(as_text=True)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_notice_is_mailed_in_words_its_receiver_reads(app: Flask, drain: Callable[[], int], language: str) -> None:
    author = make.author(language=language)
    reviewer, second = make.reviewer(language=language), make.reviewer("Omar", language=language)
    number = make.changes_asked(author, reviewer, {"advice": "Say more."})
    comment = db.session.scalars(select(Comment.id)).one()
    with transaction():
        service.reply(author, number, comment, "It is enough.")
    with transaction():
        service.submit(author, number)
    with transaction():
        service.take(reviewer, number)
        service.save(reviewer, number, Work(2, replies={comment: "Well."}))
        service.request_changes(reviewer, number, Work(2, message="Once more.", resolve=comment))
        service.withdraw(author, number)
    published = make.published(author, reviewer)
    waiting = make.sent(author)
    with transaction():
        service.assign(reviewer, waiting, second.id)
    handed = make.in_review(author, reviewer)
    with transaction():
        service.hand_back(reviewer, handed, "Away.")
    declined = make.declined(author, reviewer)
    with transaction():
        service.reopen(author, declined)
    make.declare(declined)
    with transaction():
        service.submit(author, declined)
    with transaction():
        service.take(second, declined)
        service.decline(second, declined, Work(2, message="No."), "other")
    practice = make.practice_of(published)
    with transaction():
        service.hide(reviewer, practice, "Looked into.")
        service.show_again(reviewer, practice, "Unfounded.")
        service.ask_retraction(reviewer, practice, "Copied.")
        service.refuse_retraction(second, practice, "Its own.")
        service.ask_retraction(reviewer, practice, "Copied.")
        service.retract(second, practice)
    assert drain() > 30
    subjects = {subject.split(":")[0] for _to, subject, _text in mails(app)}
    if language == "en":
        assert subjects >= {
            "Sent for review", "Withdrawn", "In review", "Assigned to you", "Back in the queue", "Changes requested", "Published",
            "Declined", "Comment", "Hidden", "Shown again", "Retraction requested", "Not retracted", "Retracted",
        }  # fmt: skip
        declines = [text for _to, subject, text in mails(app) if subject.startswith("Declined")]
        assert "You can reopen it once" in declines[0]
        assert "This was the second review." in declines[1]
    assert all(f"http://exchange.test/{language}/" in text for _to, _subject, text in mails(app))
