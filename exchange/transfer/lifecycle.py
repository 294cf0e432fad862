"""The life of an import. Pure: values in, values out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from exchange.workflow.table import Transition, Workflow

WAITING = "waiting"
RUNNING = "running"
ENDED = "ended"
UNDO_ASKED = "undo_asked"
UNDOING = "undoing"
UNDONE = "undone"
# To undo more than so many practices takes two administrators.
MOST_ALONE = 100
MADE = ("created", "returned")

RUNS = Workflow(
    "import",
    _l("Somebody else has done something with this import in the meantime. Look at where it stands now."),
    (
        Transition("accept", (None,), WAITING),
        Transition("begin", (WAITING,), RUNNING),
        Transition("end", (WAITING, RUNNING), ENDED),
        Transition("undo", (ENDED,), UNDOING, needs=("note",)),
        Transition("ask_undo", (ENDED,), UNDO_ASKED, needs=("note",)),
        Transition("agree_undo", (UNDO_ASKED,), UNDOING),
        Transition("refuse_undo", (UNDO_ASKED,), ENDED, needs=("note",)),
        Transition("finish_undo", (UNDOING,), UNDONE),
    ),
)


def needs_two(made: int) -> bool:
    """True when so many practices are not for one administrator alone to take away."""
    return made > MOST_ALONE
