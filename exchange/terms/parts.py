"""What the vocabularies add to the desk of administrators: the way there, and their lines of the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from exchange.accounts.models import User
from exchange.accounts.places import ADMIN_INDEX, CONTENT, Section
from exchange.core.languages import current_language
from exchange.terms import queries
from exchange.terms.lifecycle import VOCABULARIES
from exchange.vocabularies import queries as vocabularies
from exchange.workflow.models import Event
from exchange.workflow.places import ACTS, Acts, Told


def sections(_member: User) -> list[Section]:
    """The entry of the themes, with how many lack texts."""
    lacking = sum(1 for row in queries.themes() if row.missing)
    note = ngettext("%(num)s lacks texts", "%(num)s lack texts", lacking) if lacking else ""
    return [Section(CONTENT, _("Themes"), url_for("terms.themes"), note)]


def tell(lines: Sequence[Event]) -> Mapping[int, Told]:
    """Each line as words, with the theme and the way to it."""
    lang = current_language()
    return {
        one.id: Told(
            _("Edited a theme"), vocabularies.theme_label(one.reason or "", lang), url_for("terms.theme", theme_id=one.reason)
        )
        for one in lines
    }


def init(app: Flask) -> None:
    """Fill the places of the desk in `app`."""
    ADMIN_INDEX.fill(app, sections, order=40)
    ACTS.fill(app, lambda _context: [Acts(VOCABULARIES.subject, _l("Themes"), ("edit_theme",), tell)], order=50)
