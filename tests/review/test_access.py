"""Who may do what: every rule of the table, and each role against each verb."""

from __future__ import annotations

import pytest

from exchange.review import access
from exchange.review.access import Case, Person

CASE = Case(
    authors=frozenset({1}),
    people=frozenset({1, 2}),
    organisations=access.names(["Ministry of Water", "City of Porto "]),
    themes=frozenset({"waste", "production"}),
    language="pt-BR",
    reviewer_id=5,
    retraction_asked_by=5,
)
AUTHOR = Person(1, "member")
CONTACT = Person(2, "moderator")
MEMBER = Person(3, "member")
MODERATOR = Person(4, "moderator")
REVIEWER = Person(5, "moderator")
ADMINISTRATOR = Person(6, "administrator", themes=frozenset({"water"}), languages=frozenset({"ru"}))
COLLEAGUE = Person(7, "moderator", organisation="ministry of  WATER.")
OTHER_THEME = Person(8, "moderator", themes=frozenset({"water"}))
OTHER_LANGUAGE = Person(9, "moderator", languages=frozenset({"fr"}))
CLOSED = Person(10, "moderator", active=False)
PEOPLE = {
    "author": AUTHOR,
    "contact": CONTACT,
    "member": MEMBER,
    "moderator": MODERATOR,
    "reviewer": REVIEWER,
    "administrator": ADMINISTRATOR,
    "colleague": COLLEAGUE,
    "other theme": OTHER_THEME,
    "other language": OTHER_LANGUAGE,
    "closed": CLOSED,
}
APART = {"moderator", "reviewer", "administrator", "other theme", "other language"}
ALLOWED: dict[str, set[str]] = {
    "submit": {"author"},
    "withdraw": {"author"},
    "reopen": {"author"},
    "take": {"moderator", "reviewer", "administrator"},
    "assign": APART,
    "hand_back": {"reviewer", "administrator"},
    "save": {"reviewer"},
    "request_changes": {"reviewer"},
    "publish": {"reviewer"},
    "decline": {"reviewer"},
    "reply": {"author", "reviewer"},
    "check_import": APART,
    "hide": APART,
    "show_again": APART,
    "ask_retraction": APART,
    "retract": APART - {"reviewer"},
    "refuse_retraction": APART,
}


@pytest.mark.parametrize("verb", sorted(access.RIGHTS.table))
@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_each_person_may_do_what_the_table_says_and_nothing_else(verb: str, who: str) -> None:
    assert access.RIGHTS.may(verb, PEOPLE[who], CASE) is (who in ALLOWED[verb])


def test_every_right_is_told_apart_in_the_test() -> None:
    assert ALLOWED.keys() == access.RIGHTS.table.keys()


def test_who_declined_before_does_not_review_it_again() -> None:
    again = Case(barred_reviewer_id=4)
    assert access.RIGHTS.why_not("take", MODERATOR, again) is access.NOT_AGAIN
    assert access.RIGHTS.may("take", REVIEWER, again)


def test_an_invited_author_has_a_part_before_agreeing() -> None:
    invited = Case(people=frozenset({4}))
    assert access.RIGHTS.why_not("take", MODERATOR, invited) is access.NOT_APART


def test_somebody_who_names_no_organisation_is_of_none() -> None:
    assert access.RIGHTS.may("take", Person(4, "moderator", organisation=" . "), Case(organisations=access.names(["", "  "])))


def test_an_organisation_is_known_by_its_name_however_it_is_written() -> None:
    assert access.RIGHTS.why_not("assign", COLLEAGUE, CASE) is access.NOT_ORGANISATION


@pytest.mark.parametrize(
    ("languages", "language", "expected"),
    [({"pt"}, "pt-BR", True), ({"pt-BR"}, "pt-br", True), ({"pt-PT"}, "pt-BR", False), ({"fr"}, "", False), (set(), "fr", False)],
)
def test_a_main_language_reads_its_variants(languages: set[str], language: str, expected: bool) -> None:
    assert access.reads(languages, language) is expected


def test_a_reviewer_who_joined_an_author_s_organisation_only_hands_back() -> None:
    joined = Person(5, "moderator", organisation="City of Porto")
    assert access.RIGHTS.may("hand_back", joined, CASE)
    assert not access.RIGHTS.may("publish", joined, CASE)


def test_an_administrator_with_a_part_in_it_does_not_take_it_from_the_reviewer() -> None:
    assert not access.RIGHTS.may("hand_back", Person(2, "administrator"), CASE)


def test_nobody_confirms_a_retraction_that_nobody_asked() -> None:
    assert access.RIGHTS.why_not("retract", MODERATOR, Case()) is access.NOT_ALONE
