"""The pure rules: second rounds, publication, lists, the words of the log."""

from __future__ import annotations

from flask import Flask

from exchange.core.languages import CODES
from exchange.practices.lifecycle import VERSIONS
from exchange.review import lists, rules, words
from exchange.review.rules import Point


def test_a_comment_is_answered_by_a_reply_of_an_author_in_this_round() -> None:
    old, fresh, foreign = Point(1, "title", [(7, 1)]), Point(2, "title", [(7, 2)]), Point(3, "title", [(8, 2)])
    same = {"title": "A"}
    assert rules.unanswered_points([old, fresh, foreign], same, same, 2, {7}) == [old, foreign]


def test_a_comment_is_answered_by_changing_the_answer() -> None:
    assert rules.unanswered_points([Point(1, "title")], {"title": "A"}, {"title": "B"}, 1, {7}) == []


def test_what_lacks_for_a_publication_is_told_point_by_point(app: Flask) -> None:
    with app.test_request_context():
        assert rules.lacking_to_publish(lists.CHECKS, 0, "measured") == {}
        assert rules.lacking_to_publish([], 2, None).keys() == {"checks", "evidence", "comments"}
        assert rules.lacking_to_publish(lists.CHECKS[1:], 0, "wonderful").keys() == {"checks", "evidence"}
        assert rules.answer_it(Point(1, "advice")).startswith("Answer the comment on “Advice to others”")


def test_the_checklist_has_the_seven_items_in_six_languages() -> None:
    assert [entry.label("en") for entry in lists.CHECKLIST] == [
        "The problem, place and people are clear",
        "What was done could be repeated from the text",
        "The result is stated with a source or as “not measured”",
        "Costs and limits are told or said to be unknown",
        "Themes, countries and dates are right",
        "No personal data, advertising or text of others without licence",
        "People and organisations named have agreed",
    ]
    for entry in (*lists.CHECKLIST, *lists.DECLINE_REASONS):
        assert entry.labels.keys() == set(CODES)
        assert all(entry.label(code).strip() for code in CODES)


def test_a_label_in_a_language_the_list_lacks_is_in_english() -> None:
    entry = lists.Entry("clear", {"en": "Clear", "fr": "Clair", "es": ""})
    assert [entry.label(code) for code in ("fr", "es", "pt")] == ["Clair", "Clear", "Clear"]


def test_only_ticks_of_the_list_count_and_in_its_order() -> None:
    assert lists.ticked_codes(["agreed", "clear", "clear", "unheard"]) == ["clear", "agreed"]
    assert [entry.id for entry in lists.unticked_entries(lists.CHECKS[:-1])] == ["agreed"]


def test_every_line_of_the_log_has_its_words(app: Flask) -> None:
    with app.test_request_context():
        for one in (*VERSIONS, *VERSIONS.remarks):
            assert words.describe_move(one.name, revision=2, reviewer="Mei", reason="Why") != one.name
        assert words.describe_move("submit", revision=2) == "Sent for review, revision 2"
        assert words.describe_move("unheard") == "unheard"
        assert words.conflict("take", "Mei").startswith("Mei has taken")
        assert words.conflict("take", "").startswith("Somebody else")
        assert words.conflict("start", "Mei").startswith("Somebody else")
