"""The life of a version as a workflow, and the words for its states. Pure: values in, values out.

Source: design paper "Records", § 2.
"""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from exchange.workflow.table import Remark, Transition, Workflow

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
    CHANGES_REQUESTED: _l("Changes requested"),
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


# Said to somebody who came second.
MOVED = _l("Somebody else has moved this practice in the meantime. Look at where it stands now.")

# What the log tells of a practice: the transitions of its versions, and what happens to it apart from them.
VERSIONS = Workflow(
    "practice",
    MOVED,
    (
        Transition("start", (None,), DRAFT),
        Transition("submit", (DRAFT, CHANGES_REQUESTED), SUBMITTED, stamps="sent_at"),
        Transition("withdraw", (SUBMITTED, IN_REVIEW, CHANGES_REQUESTED), WITHDRAWN),
        Transition("take", (SUBMITTED,), IN_REVIEW),
        Transition("assign", (SUBMITTED,), IN_REVIEW),
        Transition("hand_back", (IN_REVIEW,), SUBMITTED, needs=("note",)),
        Transition("request_changes", (IN_REVIEW,), CHANGES_REQUESTED, needs=("note",)),
        Transition("publish", (IN_REVIEW,), PUBLISHED, stamps="published_at"),
        Transition("decline", (IN_REVIEW,), DECLINED, needs=("note", "reason")),
        Transition("reopen", (WITHDRAWN, DECLINED), DRAFT),
        Transition("supersede", (PUBLISHED,), SUPERSEDED),
        Transition("import_published", (None,), PUBLISHED, stamps="published_at"),
        Transition("import_submitted", (None,), SUBMITTED, stamps="sent_at"),
        Transition("import_replaced", (SUBMITTED, IN_REVIEW, CHANGES_REQUESTED), WITHDRAWN),
        Transition("undo_import", (PUBLISHED, SUBMITTED), WITHDRAWN, needs=("note",)),
        Transition("correct", (None,), PUBLISHED, stamps="published_at", needs=("note",)),
        Transition("discard", (DRAFT,), None),
    ),
    remarks=(
        Remark("confirm"),
        Remark("hide", needs=("note",)),
        Remark("show_again"),
        Remark("ask_retraction"),
        Remark("refuse_retraction"),
        Remark("retract", needs=("note",)),
        Remark("check_import", needs=("reason",)),
    ),
)
# A translation that came in with a version waits for its decision: published with it, or declined or withdrawn with it.
TRANSLATIONS = Workflow(
    "translation",
    MOVED,
    (
        Transition("import_published", (None,), PUBLISHED, stamps="published_at"),
        Transition("import_submitted", (None,), SUBMITTED),
        Transition("publish", (SUBMITTED,), PUBLISHED, stamps="published_at"),
        Transition("decline", (SUBMITTED,), DECLINED),
        Transition("withdraw", (SUBMITTED,), WITHDRAWN),
        Transition("import_replaced", (SUBMITTED,), WITHDRAWN),
        Transition("undo_import", (PUBLISHED, SUBMITTED), WITHDRAWN),
        Transition("supersede", (PUBLISHED,), SUPERSEDED),
    ),
)
