"""Code lists of contact."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# How a moderator closes a report. Each says what happens, and the verb does it.
OUTCOMES: dict[str, LazyString] = {
    "nothing": _l("No rule was broken"),
    "warned": _l("Warn the other member"),
    "stopped": _l("Warn the other member and stop them writing to the reporter"),
}
