"""Who may do what in the review: rules in a table, values in, values out.

Nobody decides about their own practice or their own organisation's. A moderator's themes and languages limit
what they may take; one with none has all, and so has an administrator. Source: design paper "Records", § 2 and § 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from exchange.accounts import access as roles
from exchange.core.rights import Rights, Rule
from exchange.core.text import fold


@dataclass(frozen=True)
class Person:
    """A member as these rules see them; empty `themes` or `languages` mean all."""

    id: int
    role: str
    active: bool = True
    themes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    organisation: str = ""


@dataclass(frozen=True)
class Case:
    """A practice and one of its versions as these rules see them.

    `authors` have agreed; `people` are authors and contacts, invited ones too. `themes` holds the themes above
    those of the version as well. `organisations` are folded names.
    """

    authors: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    organisations: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    language: str = ""
    reviewer_id: int | None = None
    barred_reviewer_id: int | None = None
    retraction_asked_by: int | None = None


def names(given: Iterable[str]) -> frozenset[str]:
    """Names of organisations in the form they are compared in, empty ones left out."""
    return frozenset(folded for folded in map(fold, given) if folded)


def reads(languages: Iterable[str], language: str) -> bool:
    """True when one of `languages` is `language` or its main language (`pt` reads `pt-BR`)."""
    main = language.split("-")[0].lower()
    return any(one.lower() in {language.lower(), main} for one in languages)


def is_author(person: Person, case: Case) -> bool:
    """An author who has agreed."""
    return person.id in case.authors


def is_moderator(person: Person, case: Case) -> bool:
    """An active account that reviews."""
    return person.active and roles.may(person, "review")


def is_apart(person: Person, case: Case) -> bool:
    """Neither author nor contact, invited or agreed."""
    return person.id not in case.people


def is_of_another_organisation(person: Person, case: Case) -> bool:
    """Not of the lead organisation, a partner's or an author's; somebody who names none is of none."""
    return fold(person.organisation) not in case.organisations


def has_the_theme(person: Person, case: Case) -> bool:
    """Reviews one of the themes, or all."""
    return roles.may(person, "oversee reviews") or not person.themes or bool(person.themes & case.themes)


def has_the_language(person: Person, case: Case) -> bool:
    """Reviews the language, or all."""
    return roles.may(person, "oversee reviews") or not person.languages or reads(person.languages, case.language)


def is_not_barred(person: Person, case: Case) -> bool:
    """Not the one who declined it before."""
    return person.id != case.barred_reviewer_id


def is_reviewer(person: Person, case: Case) -> bool:
    """Has taken it."""
    return person.id == case.reviewer_id


def reviews_or_administers(person: Person, case: Case) -> bool:
    """The reviewer, even one whom a change of organisation now keeps from deciding; or an administrator without a part in it."""
    return is_reviewer(person, case) or (
        roles.may(person, "oversee reviews") and is_apart(person, case) and is_of_another_organisation(person, case)
    )


def reviews_or_writes(person: Person, case: Case) -> bool:
    """The reviewer or an author: the two sides of a comment."""
    return is_author(person, case) or (is_reviewer(person, case) and is_moderator(person, case))


def asked_first(person: Person, case: Case) -> bool:
    """Another moderator has asked for the retraction, and not this one."""
    return case.retraction_asked_by is not None and person.id != case.retraction_asked_by


# Why not, as sentences for the person refused.
NOT_AUTHOR = _l("Only an author of this practice can do this.")
NOT_MODERATOR = _l("Only a moderator or administrator can do this.")
NOT_APART = _l("You have a part in this practice. Another moderator decides about it.")
NOT_ORGANISATION = _l("Your organisation has a part in this practice. A moderator of another organisation decides about it.")
NOT_THEME = _l("You do not review its themes.")
NOT_LANGUAGE = _l("You do not review its language.")
NOT_AGAIN = _l("You declined this practice before. Another moderator reviews it now.")
NOT_REVIEWER = _l("Only the reviewer can do this.")
NOT_REVIEWER_OR_ADMINISTRATOR = _l("Only the reviewer or an administrator can do this.")
NOT_A_SIDE = _l("Only the reviewer and the authors can reply.")
NOT_ALONE = _l("Another moderator must confirm the retraction.")

MODERATOR = Rule(is_moderator, NOT_MODERATOR)
APART = (
    MODERATOR,
    Rule(is_apart, NOT_APART),
    Rule(is_of_another_organisation, NOT_ORGANISATION),
)
AUTHOR = (Rule(is_author, NOT_AUTHOR),)
DECIDE = (*APART, Rule(is_reviewer, NOT_REVIEWER))

RIGHTS = Rights[Person, Case](
    {
        "submit": AUTHOR,
        "withdraw": AUTHOR,
        "reopen": AUTHOR,
        "take": (
            *APART,
            Rule(has_the_theme, NOT_THEME),
            Rule(has_the_language, NOT_LANGUAGE),
            Rule(is_not_barred, NOT_AGAIN),
        ),
        "assign": APART,
        "hand_back": (MODERATOR, Rule(reviews_or_administers, NOT_REVIEWER_OR_ADMINISTRATOR)),
        "save": DECIDE,
        "request_changes": DECIDE,
        "publish": DECIDE,
        "decline": DECIDE,
        "reply": (Rule(reviews_or_writes, NOT_A_SIDE),),
        "check_import": APART,
        "hide": APART,
        "show_again": APART,
        "ask_retraction": APART,
        "retract": (*APART, Rule(asked_first, NOT_ALONE)),
        "refuse_retraction": APART,
    }
)
