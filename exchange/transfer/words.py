"""An import in words: where it stands, what became of its lines, what its log tells."""

from __future__ import annotations

from flask_babel import LazyString, pgettext
from flask_babel import lazy_gettext as _l

from exchange.transfer.lifecycle import ENDED, RUNNING, UNDO_ASKED, UNDOING, UNDONE, WAITING

DONE: dict[str, LazyString] = {
    "accept": _l("Gave the file to the exchange"),
    "begin": _l("The import began"),
    "end": _l("The import ended"),
    "undo": _l("Undid the import"),
    "ask_undo": _l("Asked to undo the import"),
    "agree_undo": _l("Agreed to undo the import"),
    "refuse_undo": _l("Kept the import"),
    "finish_undo": _l("The undo ended"),
}
KEPT_WORDS: dict[str, LazyString] = {
    "retracted": _l("It was retracted here, so it stays as it is."),
    "declined": _l("A moderator declined it here, so it stays as it is."),
    "taken_on": _l("Members have made it their own, so it stays as they wrote it."),
    "corrected": _l("An administrator corrected it here, so the correction stays. Compare it with the source."),
    "ours": _l("It was written in this exchange, so it stays as its authors wrote it."),
}
UNDONE_WORDS: dict[str, LazyString] = {
    "taken": _l("Taken away from readers."),
    "edited": _l("Left: somebody has done something with it since. Its log says what."),
    "named": _l("Left: members are named on it or invited to it."),
    "imported": _l("Left: a later import has changed it."),
    "away": _l("Readers no longer saw it, so nothing was to be done."),
}


def status_words(status: str) -> str:
    """The word for where an import stands."""
    words = {
        WAITING: pgettext("import", "Waits for its turn"),
        RUNNING: pgettext("import", "Under way"),
        ENDED: pgettext("import", "Ended"),
        UNDO_ASKED: pgettext("import", "Undo asked"),
        UNDOING: pgettext("import", "Being undone"),
        UNDONE: pgettext("import", "Undone"),
    }
    return str(words[status])


def outcome_words(outcome: str) -> str:
    """The word for what became of a line."""
    words = {
        "created": pgettext("line of an import", "Taken in"),
        "returned": pgettext("line of an import", "Taken in again"),
        "updated": pgettext("line of an import", "Changed"),
        "kept": pgettext("line of an import", "Left as it stands here"),
        "refused": pgettext("line of an import", "Refused"),
        "mended": pgettext("line of an import", "Mended"),
    }
    return str(words[outcome])
