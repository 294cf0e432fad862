"""What an author confirms is confirmed for one sending: no way to a draft brings it along."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exchange.accounts.models import User
from exchange.core.transaction import transaction
from exchange.practices import fields, lifecycle
from exchange.practices import service as practices
from exchange.practices.queries import people_of, with_contacts
from exchange.review import service
from tests.client import page_of, words
from tests.review import factories as make
from tests.review.browsing import NewReader, signed_in


def started(author: User) -> int:
    with transaction():
        return practices.start(author)


def new_version(author: User) -> int:
    practice = make.practice_of(make.published(author, make.reviewer()))
    with transaction():
        return practices.new_version(author, practice)


def reopened_after_a_decline(author: User) -> int:
    return _reopened(author, make.declined(author, make.reviewer()))


def reopened_after_a_withdrawal(author: User) -> int:
    number = make.sent(author)
    with transaction():
        service.withdraw(author, number)
    return _reopened(author, number)


def _reopened(author: User, number: int) -> int:
    with transaction():
        service.reopen(author, number)
    return number


WAYS: list[tuple[str, Callable[[User], int]]] = [
    ("start", started),
    ("start", new_version),
    ("reopen", reopened_after_a_decline),
    ("reopen", reopened_after_a_withdrawal),
]


def test_every_move_that_makes_a_draft_is_among_the_ways_tried() -> None:
    assert {one.name for one in lifecycle.VERSIONS if one.after == lifecycle.DRAFT} == {name for name, _way in WAYS}
    assert fields.DECLARATIONS == ("agreed", "terms")


@pytest.mark.parametrize("way", [way for _name, way in WAYS], ids=lambda way: way.__name__)
def test_a_draft_begins_with_no_declaration_made(new_reader: NewReader, way: Callable[[User], int]) -> None:
    author = make.author()
    number = way(author)
    version = make.load(number)
    given = with_contacts(version, people_of(version.practice_id))
    assert [given[name] for name in fields.DECLARATIONS] == [False] * len(fields.DECLARATIONS)
    assert set(fields.DECLARATIONS) <= set(fields.FORM.blocking(given))
    browser = signed_in(new_reader, author)
    page = page_of(browser.get(f"/en/submissions/{number}/declarations/"))
    boxes = {one.get("name"): one for one in page.iter("input") if one.get("name") in fields.DECLARATIONS}
    assert set(boxes) == set(fields.DECLARATIONS)
    assert all(box.get("checked") is None for box in boxes.values())


def test_what_the_author_wrote_beside_them_stays() -> None:
    author = make.author()
    for way in (new_version, reopened_after_a_withdrawal):
        kept = make.load(way(author)).answers
        assert (kept["interests"], kept["licence"]) == ("None", "CC-BY-4.0")


def test_changes_asked_are_part_of_the_same_sending() -> None:
    author = make.author()
    given = make.load(make.changes_asked(author, make.reviewer())).answers
    assert all(given[name] for name in fields.DECLARATIONS)


def test_a_tab_that_stayed_open_does_not_confirm_a_draft_that_was_reopened(new_reader: NewReader) -> None:
    author = make.author()
    number = make.draft(author)
    browser = signed_in(new_reader, author)
    section = f"/en/submissions/{number}/declarations/"
    form = page_of(browser.get(section))
    stale = {one.get("name"): one.get("value") for one in form.iter("input") if one.get("name") in {"csrf_token", "edit"}}
    with transaction():
        service.submit(author, number)
        service.withdraw(author, number)
    _reopened(author, number)
    answer = browser.post(section, data={**stale, "agreed": "y", "terms": "y", "licence": "CC-BY-4.0", "interests": "None"})
    assert answer.status_code == 303
    assert not any(make.load(number).answers.get(name) for name in fields.DECLARATIONS)


def test_the_author_is_told_before_that_they_are_asked_again(new_reader: NewReader) -> None:
    author, sentence = make.author(), "You make the declarations again before you send it."
    practice = make.practice_of(make.published(author, make.reviewer()))
    declined = make.declined(author, make.reviewer())
    browser = signed_in(new_reader, author)
    assert sentence in words(browser.get(f"/en/practices/{practice}/new-version/"))
    assert sentence in words(browser.get(f"/en/submissions/{declined}/reopen/"))
