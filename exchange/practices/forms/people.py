"""Forms of the page of co-authors and contacts."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import ValidationError

from exchange.core.forms import CleanField, Form, readable
from exchange.questions import options

PARTS = {"author": _l("Co-author"), "contact": _l("Contact")}
_NUMBER = re.compile(r"(?:^|/experts/)([1-9][0-9]{0,8})(?:$|/)")


class InviteForm(Form):
    """Asks a member, by the address or number of their public profile."""

    person = CleanField(
        _l("Public profile"),
        [readable],
        description=_l("Paste the address of their profile page, or its number."),
        render_kw={"dir": "ltr"},
    )
    part = RadioField(_l("Ask them to be"), choices=lambda: options.plain(PARTS), default="contact", validate_choice=False)

    def validate_person(self, field: StringField) -> None:
        """Ask for something that names a profile."""
        if not _NUMBER.search(field.data or ""):
            raise ValidationError(_("Enter the address or number of a public profile"))

    def validate_part(self, field: RadioField) -> None:
        """Refuse a part that is not offered."""
        if field.data not in PARTS:
            raise ValidationError(_("Choose what to ask them"))

    @property
    def number(self) -> int:
        """The number of the profile, once the form is valid."""
        found = _NUMBER.search(self.person.data or "")
        return int(found[1]) if found else 0


class RemoveForm(Form):
    """Takes one person off; which one stands in the button pressed, "part-number"."""

    who = HiddenField()

    @property
    def named(self) -> tuple[str, int] | None:
        """Part and number of the member, or None when the form names nobody."""
        part, _dash, number = (self.who.data or "").partition("-")
        if part in PARTS and number.isascii() and number.isdigit() and len(number) < 10:
            return part, int(number)
        return None
