"""The form of a choice: shape and wording. What is missing or too long the verbs say."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField, TextAreaField
from wtforms.validators import Optional

from exchange.core.forms import Form, readable
from exchange.featured import rules


class ChoiceForm(Form):
    """Why, and from when to when."""

    reason = TextAreaField(
        _l("Why do you choose it?"),
        validators=[readable],
        description=_l("Readers see these words with your name. Say what others can learn from it."),
        render_kw={"data-count": rules.LONGEST_REASON},
    )
    first_day = DateField(_l("First day"), validators=[Optional()])
    last_day = DateField(
        _l("Last day"), validators=[Optional()], description=_l("After this day the newest practice stands there again.")
    )


def choice_form(today: date) -> ChoiceForm:
    """The form, with a month from `today` on until it is sent."""
    return ChoiceForm(data={"first_day": today, "last_day": today + rules.USUAL})
