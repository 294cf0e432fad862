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
MAIL = {
    rules.AT_ONCE: _l("Mail at once"),
    rules.DAILY: _l("Mail once a day"),
    rules.WEEKLY: _l("Mail once a week"),
    rules.NEVER: _l("No mail"),
}
HINTS = {
    rules.AT_ONCE: _l("Within minutes after a practice is published."),
    rules.DAILY: _l("In one mail at 06:00 UTC, when there is something new."),
    rules.WEEKLY: _l("In one mail on Monday at 06:00 UTC, when there is something new."),
    rules.NEVER: _l("You find the search under My work."),
}
