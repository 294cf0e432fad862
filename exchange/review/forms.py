"""Forms of the review: shape and wording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from exchange.core import languages
from exchange.core.forms import Form, readable
from exchange.practices import choices
from exchange.practices.fields import FORM
from exchange.questions import CodeList
from exchange.review import lists
from exchange.review.rules import LONGEST_TEXT
from exchange.review.service import Work

DECISIONS: CodeList = {
    "publish": _l("Publish"),
    "request_changes": _l("Ask for changes"),
    "decline": _l("Decline"),
}
COUNTED = {"data-count": LONGEST_TEXT}


def _options(given: CodeList) -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in given.items()]


class Checklist(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ReasonForm(Form):
    """A reason, for what moderators do besides deciding."""

    reason = TextAreaField(_l("Reason"), [InputRequired(_l("Write the reason")), readable], render_kw=COUNTED)


class ReplyForm(Form):
    """A reply to a comment."""

    body = TextAreaField(_l("Your reply"), [InputRequired(_l("Write your reply")), readable], render_kw=COUNTED)


class AssignForm(Form):
    """Whom to make the reviewer."""

    reviewer = RadioField(
        _l("Reviewer"), validators=[InputRequired(_l("Choose a moderator from the list"))], validate_choice=False
    )

    @property
    def number(self) -> int:
        """The number of the member chosen; 0 for what is no number."""
        given = self.reviewer.data or ""
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


class CheckForm(Form):
    """What a moderator checked of an imported practice. `seen` is the level the page showed."""

    seen = StringField(widget=HiddenInput())
    checks = Checklist(_l("Checklist"), validate_choice=False)
    evidence = RadioField(
        _l("Evidence level"), choices=_options(choices.EVIDENCE_LEVELS), validators=[Optional()], validate_choice=False
    )
    note = TextAreaField(
        _l("Note"), [Optional(), readable], description=_l("Needed if a point of the checklist stays open."), render_kw=COUNTED
    )


def check_form(**values: Any) -> CheckForm:
    """The form to check an import with, its checklist in the language of the page."""
    form = CheckForm(**values)
    form.checks.choices = [SelectChoice(entry.id, entry.label(languages.current_language())) for entry in lists.CHECKLIST]
    return form


class ReviewForm(Form):
    """Everything a reviewer does on the page, in one form, so that no button loses what stands in another place.

    `comment_<field>` and `reply_<comment>` are added by `review_form`.
    """

    revision = IntegerField(widget=HiddenInput(), validators=[Optional()])
    checks = Checklist(_l("Checklist"), validate_choice=False)
    evidence = RadioField(
        _l("Evidence level"), choices=_options(choices.EVIDENCE_LEVELS), validators=[Optional()], validate_choice=False
    )
    decision = RadioField(_l("Your decision"), choices=_options(DECISIONS), validators=[Optional()], validate_choice=False)
    reason = SelectField(
        _l("Reason for declining"), description=_l("Needed only if you decline."), validators=[Optional()], validate_choice=False
    )
    message = TextAreaField(
        _l("Message to the authors"),
        [Optional(), readable],
        description=_l("Needed if you ask for changes or decline."),
        render_kw=COUNTED,
    )

    def work(self) -> Work:
        """What the reviewer has done, for the verbs."""
        return Work(
            revision=self.revision.data or 0,
            checks=self.checks.data or [],
            evidence=self.evidence.data or "",
            message=self.message.data or "",
            comments=self._texts("comment_"),
            replies={int(name): text for name, text in self._texts("reply_").items()},
        )

    def _texts(self, prefix: str) -> dict[str, str]:
        return {name.removeprefix(prefix): one.data for name, one in self._fields.items() if name.startswith(prefix) and one.data}


def review_form(threads: Iterable[int], **values: Any) -> ReviewForm:
    """The form of a review page, with a place for a comment at every answer and for a reply in each of `threads`."""

    class Filled(ReviewForm):
        pass

    for field in FORM.questions:
        label = _("Comment on: %(answer)s", answer=field.label)
        setattr(Filled, f"comment_{field.name}", _text(label))
    for number in threads:
        setattr(Filled, f"reply_{number}", _text(_("Your reply")))
    form = Filled(**values)
    code = languages.current_language()
    form.checks.choices = [SelectChoice(entry.id, entry.label(code)) for entry in lists.CHECKLIST]
    form.reason.choices = [
        SelectChoice("", _("No reason chosen")),
        *(SelectChoice(one.id, one.label(code)) for one in lists.DECLINE_REASONS),
    ]
    for one in form:
        one.flags.optional_mark = False
    return form


def _text(label: str) -> Any:
    return TextAreaField(label, [Optional(), readable], render_kw={"rows": 3})


def reviewers(form: AssignForm, names: Sequence[tuple[int, str]]) -> AssignForm:
    """`form` with the moderators who may review."""
    form.reviewer.choices = [SelectChoice(str(number), name) for number, name in names]
    return form
