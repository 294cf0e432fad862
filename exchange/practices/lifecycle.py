"""The life of a version as a table of rules, and the words for its states. Pure: values in, values out.

Source: design paper "Records", § 2.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

DRAFT = "draft"
SUBMITTED = "submitted"
IN_REVIEW = "in_review"
CHANGES_REQUESTED = "changes_requested"
PUBLISHED = "published"
SUPERSEDED = "superseded"
DECLINED = "declined"
WITHDRAWN = "withdrawn"

STATUS_WORDS: dict[str, LazyString] = {
    DRAFT: _l("Draft"),
    SUBMITTED: _l("Sent"),
    IN_REVIEW: _l("In review"),
    CHANGES_REQUESTED: _l("Changes asked"),
    PUBLISHED: _l("Published"),
    SUPERSEDED: _l("Earlier version"),
    DECLINED: _l("Declined"),
    WITHDRAWN: _l("Withdrawn"),
}
# Why an author cannot change a version now, and how they can.
NOT_WRITABLE_WORDS: dict[str, LazyString] = {
    SUBMITTED: _l("This practice is sent and waits for a reviewer. Withdraw it if you want to change it."),
    IN_REVIEW: _l("A reviewer reads this practice now. Withdraw it if you want to change it."),
    PUBLISHED: _l("This version is published. Write a new version if you want to change it."),
    SUPERSEDED: _l("A newer version has replaced this one. It can no longer be changed."),
    DECLINED: _l("This practice was declined. It can only be changed once it is reopened."),
    WITHDRAWN: _l("This practice is withdrawn. Reopen it if you want to change it."),
}
WORKING = frozenset({DRAFT, SUBMITTED, IN_REVIEW, CHANGES_REQUESTED})
WRITABLE = frozenset({DRAFT, CHANGES_REQUESTED})


@dataclass(frozen=True)
class Rule:
    """A move: the states it may start from (None: no version yet) and where it leads."""

    move: str
    before: frozenset[str | None]
    after: str


def _rule(move: str, before: set[str | None], after: str) -> tuple[str, Rule]:
    return move, Rule(move, frozenset(before), after)


RULES: dict[str, Rule] = dict(
    [
        _rule("start", {None}, DRAFT),
        _rule("submit", {DRAFT, CHANGES_REQUESTED}, SUBMITTED),
        _rule("withdraw", {SUBMITTED, IN_REVIEW, CHANGES_REQUESTED}, WITHDRAWN),
        _rule("take", {SUBMITTED}, IN_REVIEW),
        _rule("assign", {SUBMITTED}, IN_REVIEW),
        _rule("hand_back", {IN_REVIEW}, SUBMITTED),
        _rule("request_changes", {IN_REVIEW}, CHANGES_REQUESTED),
        _rule("publish", {IN_REVIEW}, PUBLISHED),
        _rule("decline", {IN_REVIEW}, DECLINED),
        _rule("reopen", {WITHDRAWN, DECLINED}, DRAFT),
        _rule("supersede", {PUBLISHED}, SUPERSEDED),
        _rule("import_published", {None}, PUBLISHED),
        _rule("import_submitted", {None}, SUBMITTED),
        _rule("import_replaced", {SUBMITTED, IN_REVIEW, CHANGES_REQUESTED}, WITHDRAWN),
    ]
)


def allowed(move: str, status: str | None) -> bool:
    """True when `move` may start from `status`. KeyError for an unknown move."""
    return status in RULES[move].before
