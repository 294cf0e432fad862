"""Words of the choices a member has."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from exchange.saved import rules

OFTEN = {
    rules.AT_ONCE: _l("At once"),
    rules.DAILY: _l("Once a day"),
    rules.WEEKLY: _l("Once a week"),
    rules.NEVER: _l("Never"),
}
HINTS = {
    rules.AT_ONCE: _l("Within minutes after a practice is published."),
    rules.DAILY: _l("In one mail at 06:00 UTC, when there is something new."),
    rules.WEEKLY: _l("In one mail on Monday at 06:00 UTC, when there is something new."),
    rules.NEVER: _l("You find the search under My work."),
}
