"""The form of one section of a draft: the questions, what it was made from, and a choice where two people changed a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from wtforms import Field as Control
from wtforms import HiddenField, RadioField
from wtforms.validators import StopValidation

from exchange.core.forms import Form
from exchange.practices.edits import BaseRevision
from exchange.practices.fields import FORM
from exchange.questions import Question

KEEP_MINE, KEEP_THEIRS = "mine", "theirs"


def require_choice(_form: Any, field: Any) -> None:
    """Ask for one of the texts that differ."""
    if field.data not in {KEEP_MINE, KEEP_THEIRS}:
        raise StopValidation(_("Choose which text to keep"))


def section_form(
    section: str,
    given: Mapping[str, Any],
    edit: int,
    asked: Iterable[str] = (),
    more: Mapping[str, Any] = MappingProxyType({}),
) -> Form:
    """The form of a section filled with the answers `given`, or with what was posted.

    `asked` names questions whose text changed elsewhere: a choice stands at each. Its field `edit` carries
    what the form was made from. `more` are unbound fields beside the questions, by name.
    """
    parts: dict[str, Any] = {"edit": HiddenField(), **FORM.controls(section, given), **more}
    for name in asked:
        parts[keep_name(name)] = _choice_of_text(FORM.by_name[name])
    form = FORM.page(section, given, parts)
    if not form.is_submitted():
        form.edit.data = BaseRevision.showing(edit, FORM.values(section, form)).token()
    return form


def keep_name(name: str) -> str:
    """Name of the choice between two texts of a question."""
    return f"keep_{name}"


def kept_theirs(form: Form, asked: Iterable[str]) -> set[str]:
    """Questions for which the writer chose the text of the draft over their own."""
    return {name for name in asked if form[keep_name(name)].data == KEEP_THEIRS}


def _choice_of_text(question: Question) -> Control:
    words = {KEEP_MINE: _("Keep your text"), KEEP_THEIRS: _("Keep the text saved elsewhere")}
    label = _("Which text to keep: %(question)s", question=question.label)
    return RadioField(label, [require_choice], choices=words, validate_choice=False)
