"""The log in sentences: for the timeline, and for somebody who came second."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from exchange.practices.lifecycle import MOVED

# What happened, after the name of who did it.
DONE: dict[str, LazyString] = {
    "start": _l("Started the draft"),
    "submit": _l("Sent for review, revision %(revision)s"),
    "withdraw": _l("Withdrew the submission"),
    "take": _l("Took the review"),
    "assign": _l("Assigned the review to %(reviewer)s"),
    "hand_back": _l("Handed the review back"),
    "request_changes": _l("Asked for changes"),
    "publish": _l("Published"),
    "decline": _l("Declined: %(reason)s"),
    "reopen": _l("Reopened the submission"),
    "supersede": _l("Replaced by a newer version"),
    "import_published": _l("Imported, reviewed elsewhere"),
    "import_submitted": _l("Imported and sent for review"),
    "import_replaced": _l("Replaced by a newer import"),
    "undo_import": _l("Took the import back"),
    "correct": _l("Corrected the imported record"),
    "confirm": _l("Confirmed that the text still holds"),
    "hide": _l("Hid the practice from readers"),
    "show_again": _l("Showed the practice again"),
    "ask_retraction": _l("Asked for the retraction"),
    "refuse_retraction": _l("Refused the retraction"),
    "retract": _l("Retracted the practice"),
    "check_import": _l("Checked the imported practice. Evidence level: %(reason)s"),
    "discard": _l("Discarded the draft"),
}

# Who came first, for the page that says so.
FIRST: dict[str, LazyString] = {
    "submit": _l("%(name)s has sent this practice in the meantime. It waits for a reviewer."),
    "withdraw": _l("%(name)s has withdrawn this practice in the meantime."),
    "take": _l("%(name)s has taken this review in the meantime."),
    "assign": _l("%(name)s has assigned this review in the meantime."),
    "hand_back": _l("%(name)s has handed this review back in the meantime."),
    "request_changes": _l("%(name)s has asked for changes in the meantime."),
    "publish": _l("%(name)s has published this practice in the meantime."),
    "decline": _l("%(name)s has declined this practice in the meantime."),
    "reopen": _l("%(name)s has reopened this practice in the meantime."),
}


def describe_move(move: str, **values: object) -> str:
    """What a move did, as a sentence without its actor. An unknown move stands for itself."""
    return str(DONE[move]) % values if move in DONE else move


def conflict(move: str, name: str) -> str:
    """Who did what first, as a sentence."""
    if move in FIRST and name:
        return str(FIRST[move]) % {"name": name}
    return str(MOVED)
