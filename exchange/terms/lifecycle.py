"""What the log of the vocabularies tells. Pure: values in, values out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from exchange.workflow.table import Remark, Workflow

# A theme has no number of its own: all lines are of one subject, and the reason of each is the identifier of its theme.
VOCABULARIES = Workflow(
    "vocabularies",
    _l("Somebody else has edited this theme in the meantime."),
    (),
    (Remark("edit_theme", needs=("note", "reason")),),
)
