"""What the log tells of the platform itself. Pure: values in, values out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from exchange.workflow.table import Remark, Workflow

_CONFLICT = _l("Somebody else has done this in the meantime. Look at how things stand now.")
RETRY, REBUILD = "retry", "rebuild_index"
# Lines of jobs carry as their revision how many were tried again at once.
JOBS = Workflow("job", _CONFLICT, (), (Remark(RETRY, needs=("note",)),))
INDEX = Workflow("search index", _CONFLICT, (), (Remark(REBUILD, needs=("note",)),))
