"""Who speaks for the exchange is told by a mark that only the platform makes, wherever they acted."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from xml.etree.ElementTree import Element

from flask import Flask

from exchange.accounts.models import User
from exchange.accounts.names import MARKS, Name
from tests import factories
from tests.client import Reader, page_of
from tests.contact import records as contact
from tests.review import factories as review
from tests.review.browsing import NewReader, mails, signed_in

MODERATOR = str(MARKS["moderator"])
# A copy that was there before the moderator was: the platform cannot take it back, and does not mark it.
NAME = "Demo Moderator"


def marked_names(browser: Reader, address: str) -> set[str]:
    """The names beside which the mark stands on a page, "" for a mark whose name stands elsewhere."""
    return {_name_beside(parent, mark) for parent in page_of(browser.get(address)).iter() for mark in parent if _is_mark(mark)}


def _is_mark(element: Element) -> bool:
    return "badge" in element.attrib.get("class", "") and MODERATOR in "".join(element.itertext())


def _name_beside(parent: Element, mark: Element) -> str:
    before = [one for one in list(parent)[: list(parent).index(mark)] if one.tag == "bdi"]
    return "".join(before[-1].itertext()) if before else ""


def people() -> tuple[User, User]:
    return review.author("Amina"), factories.moderator(NAME)


def test_a_moderator_is_marked_in_the_review_and_its_log_and_authors_are_not(new_reader: NewReader) -> None:
    author, reviewer = people()
    number = review.changes_asked(author, reviewer, {"advice": "Say more."})
    log = signed_in(new_reader, author)
    assert marked_names(log, f"/en/submissions/{number}/log/") == {NAME}
    assert marked_names(signed_in(new_reader, reviewer), f"/en/review/{number}/") == {NAME}


def test_a_moderator_who_writes_is_marked_and_a_member_of_the_same_name_is_not(new_reader: NewReader) -> None:
    copied, reader = factories.member(NAME), factories.expert("Amina")
    moderator = factories.moderator(NAME)
    real, false = contact.write(moderator, reader), contact.write(copied, reader)
    browser = signed_in(new_reader, reader)
    assert marked_names(browser, f"/en/desk/messages/{real}/") == {NAME, ""}
    assert marked_names(browser, f"/en/desk/messages/{false}/") == set()
    assert marked_names(browser, "/en/desk/messages/") == {NAME}


def test_a_moderator_is_marked_on_the_page_of_their_profile(reader: Reader) -> None:
    moderator, copied = factories.moderator(NAME), factories.member(NAME)
    for user in (moderator, copied):
        factories.expert(user=user)
    assert marked_names(reader, f"/en/experts/{moderator.id}/demo-moderator/") == {""}
    assert marked_names(reader, f"/en/experts/{copied.id}/demo-moderator/") == set()


def test_a_mail_says_who_is_on_the_staff_and_says_it_of_nobody_else(app: Flask, drain: Callable[[], int]) -> None:
    author, reviewer = people()
    copied = factories.member(NAME)
    review.changes_asked(author, reviewer)
    expert = factories.expert("Omar")
    contact.write(reviewer, expert, subject="Really")
    contact.write(copied, expert, subject="Not really")
    drain()
    sentence = f"{NAME} is a moderator or administrator of this exchange."
    said = {subject: sentence in text for _to, subject, text in mails(app)}
    assert said[f"Message from {NAME}: Really"]
    assert not said[f"Message from {NAME}: Not really"]
    assert all(said[subject] for subject in said if subject.startswith(("Changes requested", "In review")))
    assert not any(said[subject] for subject in said if subject.startswith("Sent for review"))


def test_a_name_with_a_role_is_its_words_and_nothing_else_to_the_rest() -> None:
    name = Name("Ana", "moderator")
    assert (name, name.mark, Name("Ana", "member").mark) == ("Ana", MARKS["moderator"], None)
    for same in (copy.deepcopy(name), pickle.loads(pickle.dumps(name))):  # noqa: S301 - made here
        assert (same, same.role) == ("Ana", "moderator")
