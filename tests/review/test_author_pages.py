"""The review through its pages, as authors open them."""

from __future__ import annotations

from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices.models import Person
from exchange.review import service
from exchange.review.models import Comment
from tests import factories
from tests.client import words
from tests.review import factories as make
from tests.review.browsing import NewReader, signed_in


def test_an_author_sees_what_will_happen_and_sends(new_reader: NewReader) -> None:
    author = make.author()
    make.reviewer()
    number = make.draft(author)
    browser = signed_in(new_reader, author)
    assert "We tell 1 moderator of its themes and language." in words(browser.get(f"/en/submissions/{number}/send/"))
    answer = browser.send(f"/en/submissions/{number}/send/", follow_redirects=True)
    assert "Your practice is sent for review." in words(answer)
    assert "Sent for review, revision 1" in words(answer)
    assert browser.get(f"/en/submissions/{number}/send/").status_code == 302


def test_missing_answers_are_listed_with_links_to_their_questions(new_reader: NewReader) -> None:
    author = make.author()
    number = make.draft(author)
    browser = signed_in(new_reader, author)
    page = browser.get(f"/en/submissions/{number}/send/").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    make.change(number, advice="", themes=[])
    with transaction():
        for person in db.session.scalars(select(Person).where(Person.part == "contact")):
            db.session.delete(person)
    answer = browser.post(f"/en/submissions/{number}/send/", data={"csrf_token": token})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert f'href="/en/submissions/{number}/lessons/?from=send#advice">Write your advice to others' in text
    assert f'href="/en/submissions/{number}/overview/?from=send#themes">Choose at least one theme' in text
    assert f'href="/en/submissions/{number}/authors/?from=send">Name a contact' in text
    assert make.load(number).status == "draft"


def test_a_forged_form_sends_nothing(new_reader: NewReader) -> None:
    author = make.author()
    number = make.draft(author)
    browser = signed_in(new_reader, author)
    for name in ("send", "withdraw", "reopen"):
        make_state = {
            "send": lambda: None,
            "withdraw": lambda: _submit(author, number),
            "reopen": lambda: _withdraw(author, number),
        }
        make_state[name]()
        before = make.load(number).status
        answer = browser.post(f"/en/submissions/{number}/{name}/", data={"csrf_token": "forged"})
        assert answer.status_code == 400
        assert make.load(number).status == before


def _submit(author: User, number: int) -> None:
    with transaction():
        service.submit(author, number)


def _withdraw(author: User, number: int) -> None:
    with transaction():
        service.withdraw(author, number)


def test_what_is_not_theirs_looks_as_if_it_did_not_exist(new_reader: NewReader) -> None:
    number = make.sent(make.author())
    for user in (factories.member(), make.reviewer()):
        browser = signed_in(new_reader, user)
        for name in ("send", "withdraw", "reopen", "log", "comments/1/reply"):
            assert browser.get(f"/en/submissions/{number}/{name}/").status_code == 404


def test_an_author_withdraws_and_reopens(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    browser = signed_in(new_reader, author)
    assert "We tell the reviewer, Mei Lindqvist." in words(browser.get(f"/en/submissions/{number}/withdraw/"))
    assert browser.get(f"/en/submissions/{number}/reopen/").status_code == 302
    assert "withdrawn from review" in words(browser.send(f"/en/submissions/{number}/withdraw/", follow_redirects=True))
    assert browser.get(f"/en/submissions/{number}/withdraw/").status_code == 302
    assert "Nobody is told until you send it again." in words(browser.get(f"/en/submissions/{number}/reopen/"))
    assert browser.send(f"/en/submissions/{number}/reopen/").location == f"/en/submissions/{number}/"
    assert make.load(number).status == "draft"


def test_a_declined_one_says_how_to_go_on(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.declined(author, reviewer)
    browser = signed_in(new_reader, author)
    assert "Declined: It describes a plan or an idea" in words(browser.get(f"/en/submissions/{number}/log/"))
    assert "Another moderator will review it." in words(browser.get(f"/en/submissions/{number}/reopen/"))
    with transaction():
        make.load(number).reopened = True
    page = browser.get(f"/en/submissions/{number}/reopen/")
    assert "reopened once already" in words(page)


def test_an_author_replies_to_a_comment(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.changes_asked(author, reviewer, {"advice": "Say more."})
    comment = db.session.scalars(select(Comment.id)).one()
    browser = signed_in(new_reader, author)
    address = f"/en/submissions/{number}/comments/{comment}/reply/"
    assert "On the answer “Advice to others”" in words(browser.get(address))
    assert browser.send(address, {"body": ""}).status_code == 422
    assert browser.send(address, {"body": "x" * 4001}).status_code == 422
    answer = browser.send(address, {"body": "It is enough."})
    assert answer.location == f"/en/submissions/{number}/log/#comment-{comment}"
    assert "It is enough." in words(browser.get(f"/en/submissions/{number}/log/"))
    assert browser.get(f"/en/submissions/{number}/comments/999/reply/").status_code == 404
