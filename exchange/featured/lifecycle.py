"""The states of a choice: it stands on its days until they are over, or until a moderator ends it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from exchange.workflow.table import Transition, Workflow

CHOSEN = "chosen"
ENDED = "ended"
CHOICES = Workflow(
    "choice",
    _l("Somebody has ended this choice in the meantime."),
    (
        Transition("choose", (None,), CHOSEN),
        Transition("end", (CHOSEN,), ENDED),
    ),
)
