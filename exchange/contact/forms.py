"""The forms of contact: shape and wording. What is too long or missing the verbs say."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _pl
from wtforms import RadioField, TextAreaField

from exchange.contact import choices, service
from exchange.core.forms import CleanField, Form, readable


class Letter(Form):
    """The first message of a conversation."""

    subject = CleanField(_l("Subject"), validators=[readable], render_kw={"data-count": service.SUBJECT_LIMIT})
    body = TextAreaField(_l("Message"), validators=[readable], render_kw={"data-count": service.BODY_LIMIT})


class Answer(Form):
    """A further message."""

    body = TextAreaField(_l("Your answer"), validators=[readable], render_kw={"data-count": service.BODY_LIMIT})


class Complaint(Form):
    """Why a conversation is reported."""

    reason = TextAreaField(_l("What is wrong?"), validators=[readable], render_kw={"data-count": service.REASON_LIMIT})


class Closing(Form):
    """How a moderator closes a report."""

    outcome = RadioField(_l("How do you close this report?"), validate_choice=False)
    note = TextAreaField(
        _pl("what a moderator writes on closing a report", "Note"),
        validators=[readable],
        description=_l("Needed for a warning: the other member reads it. The reporter does not."),
        render_kw={"data-count": service.NOTE_LIMIT},
    )


def closing() -> Closing:
    """The form with its choices in the reader's language."""
    form = Closing()
    form.outcome.choices = {code: str(words) for code, words in choices.OUTCOMES.items()}
    return form
