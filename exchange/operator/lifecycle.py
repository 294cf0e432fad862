"""What the log tells of the operator's texts. Pure: values in, values out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from exchange.workflow.table import Remark, Workflow

CHANGED = _l("Somebody else has changed this text in the meantime. Look at what it says now, then write yours again.")
WRITE = "write_text"
# The number of a subject is that of the text as it was written.
TEXTS = Workflow("operator text", CHANGED, (), (Remark(WRITE, needs=("note",)),))
