"""The form of a saved search: shape and wording. What is missing or too long the verbs say."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from exchange.core.forms import CleanField, Form, readable
from exchange.saved import choices, rules


class Saved(Form):
    """Name, and how often we write."""

    name = CleanField(
        _l("Name"),
        validators=[readable],
        description=_l("You see it in your list and in our mail."),
        render_kw={"data-count": rules.LONGEST_NAME},
    )
    often = RadioField(_l("How often do we write to you about new practices?"), validate_choice=False)


def saved_form(name: str, often: str) -> Saved:
    """The form with its choices in the reader's language, filled with these values until it is sent."""
    form = Saved(data={"name": name, "often": often})
    form.often.choices = [(code, str(words)) for code, words in choices.OFTEN.items()]
    return form
