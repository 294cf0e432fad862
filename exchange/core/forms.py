"""What every form shares: the forgery token, cleaned text, and one way to answer a form that has problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import Field, FieldList, FormField, HiddenField, PasswordField, SelectMultipleField, StringField
from wtforms.csrf.core import CSRFTokenField
from wtforms.validators import ValidationError
from wtforms.widgets import TextArea

from exchange.core.characters import without_turns
from exchange.core.errors import Busy, Invalid, TooMany
from exchange.core.forgery import SessionToken
from exchange.core.refusals import TOKEN
from exchange.core.text import clean

UNREADABLE = "\ufffd"
SECONDS_IF_BUSY = "5"
# Rows of a list that a form reads and draws, unless the list says otherwise: a row costs up to 4 ms.
MOST_ROWS = 50


_OURS: dict[str, Any] = {
    "Not a valid choice.": _l("Choose one of the options of the list."),
    "Invalid Choice: could not coerce.": _l("Choose one of the options of the list."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("Choose options of the list only."),
    "'%(value)s' is not a valid choice for this field.": _l("Choose options of the list only."),
    "'%(value)s' are not valid choices for this field.": _l("Choose options of the list only."),
    "Not a valid integer value.": _l("Enter a whole number."),
    "Not a valid decimal value.": _l("Enter a number."),
    "Not a valid date value.": _l("Enter a date such as 2026-03-11."),
}


_ANY = _l("Check this answer and enter it again.")
_TWICE = _l("This answer was sent twice. Check it and send the form again.")


class _Words:
    """The words of WTForms' own checks in ours: they say how to mend. A check that has no words of ours gets a plain sentence."""

    def gettext(self, text: str) -> str:
        return str(_OURS.get(text, _ANY))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form of ours. `problems` of a verb are shown at the fields they name, or above them all."""

    _refused = Invalid.status

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """What all our forms have in common."""

        csrf_class = SessionToken

        def get_translations(self, _form: object) -> _Words:
            return _Words()

    def process(self, *given: Any, **values: Any) -> None:
        """Take what was sent. Every text in it passes the table of characters, whatever its field; a password stays as typed."""
        super().process(*given, **values)
        for field in text_fields(self):
            if field.raw_data:
                field.data = _tidy(field)

    @property
    def forged(self) -> bool:
        """True when the token is missing, expired or of somebody else."""
        return TOKEN in self.errors

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """True when every field is as it must be, was sent once, and the token is good."""
        valid = bool(super().validate(extra_validators))
        twice = list(_sent_twice(self, dict(request.form.lists()))) if request.method == "POST" else []
        for field in twice:
            field.errors = [*field.errors, _TWICE]
        return valid and not twice

    def take(self, error: Invalid) -> None:
        """Show the problems of a verb: at the field of each name, else at the top of the form."""
        self._refused = error.status
        for name, text in error.problems.items():
            if name in self._fields:
                field = self._fields[name]
                field.errors = [*field.errors, text]
            else:
                self.form_errors.append(text)

    def text(self, name: str) -> str:
        """What was typed into a text field; "" when it was not sent."""
        return str(self._fields[name].data or "")

    @property
    def status(self) -> int:
        """HTTP status of the page that shows this form: 400 for a bad token, for other problems 422 or what the verb said, else 200."""
        if not self.errors:
            return 200
        return 400 if self.forged else self._refused


def _sent_twice(fields: Iterable[Field], sent: Mapping[str, list[str]]) -> Iterator[Field]:
    """The fields that take one value and were sent several: whichever was meant, the other would be lost."""
    for field in fields:
        if isinstance(field, FieldList):
            yield from _sent_twice(field.entries, sent)
        elif isinstance(field, FormField):
            yield from _sent_twice(field.form, sent)
        elif not isinstance(field, SelectMultipleField) and len(sent.get(field.name, ())) > 1:
            yield field


class Confirm(Form):
    """A form with nothing to fill in: a button that changes something."""


def readable(form: Form, field: Field) -> None:
    """Refuse text that did not arrive as valid UTF-8."""
    if isinstance(field.data, str) and UNREADABLE in field.data:
        raise ValidationError(_("Some characters could not be read. Type this answer again."))


def text_fields(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields of a form that take text, those in its rows too; without passwords and the forgery token."""
    for field in fields:
        if isinstance(field, FormField):
            yield from text_fields(field.form)
        elif isinstance(field, FieldList):
            yield from text_fields(field.entries)
        elif isinstance(field, StringField) and not isinstance(field, PasswordField | CSRFTokenField):
            yield field


def _tidy(field: Field) -> str:
    running = isinstance(field, HiddenField) or isinstance(field.widget, TextArea)
    return clean(field.data if running else without_turns(field.data))


class CleanField(StringField):
    """One line of text."""


class Rows(FieldList):  # type: ignore[type-arg]  # generic in the stubs only
    """Rows of a form, at most `max_entries` (else MOST_ROWS).

    A row number that is no small whole number is left out, where WTForms would fail on some digits. `beyond` is what was typed in rows
    over the limit, one line a row: it is an error of the list, and its page shows it.
    """

    beyond = ""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"max_entries": MOST_ROWS, **options})

    def _extract_indices(self, prefix: str, formdata: Any) -> list[int]:
        start = f"{prefix}-"
        names: dict[int, list[str]] = {}
        for name in formdata:
            number = name[len(start) :].split("-", 1)[0] if name.startswith(start) else ""
            if number.isascii() and number.isdigit() and len(number) <= 4:
                names.setdefault(int(number), []).append(name)
        numbers = sorted(names)
        lines = (" · ".join(filter(None, (clean(formdata[one]) for one in names[row]))) for row in numbers[self.max_entries :])
        self.beyond = "\n".join(filter(None, lines))
        return numbers[: self.max_entries]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """False with an error when something was typed in rows over the limit, or as WTForms says."""
        valid = super().validate(form, extra_validators)
        if self.beyond:
            words = _("This list takes %(most)s rows. What you typed in more rows stands below it.", most=self.max_entries)
            self.errors = [*self.errors, words]
        return valid and not self.beyond


def answer(form: Form, template: str, **values: Any) -> Response:
    """The page of `template` with `form`, its status and everything typed; `form` is given to the template."""
    page = render_template(template, form=form, has_errors=bool(form.errors), **values)
    answered = make_response(page, form.status if request.method == "POST" else 200)
    if answered.status_code == Busy.status:
        answered.headers["Retry-After"] = SECONDS_IF_BUSY
    return answered


def answer_refused(form: Form, error: Invalid | TooMany, template: str, **values: Any) -> Response:
    """The page of `template` with the problem of a verb and everything typed; 422, or 429 where a limit over time is reached."""
    form.take(error if isinstance(error, Invalid) else Invalid({"": error.message}))
    answered = answer(form, template, **values)
    answered.status_code = error.status
    return answered
