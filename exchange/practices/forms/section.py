"""The form of one section, made from the table of questions; everything in it works without script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms import Field as Control
from wtforms import Form as Row
from wtforms.utils import unset_value
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextArea, TextInput

from exchange.core.addresses import web_address
from exchange.core.forms import MOST_ROWS, CleanField, Form, Rows, readable
from exchange.core.languages import current
from exchange.core.text import clean, distinct, one_line
from exchange.practices import choices, fields
from exchange.practices.edits import Seen
from exchange.practices.fields import Field, Kind, Tier
from exchange.practices.forms import options

KEEP_MINE, KEEP_THEIRS = "mine", "theirs"
SPARE = 2
FEWEST = 3
_BETWEEN_WORDS = re.compile(r"[,;\n،؛、，；]+")


def listed(_form: Any, field: Any) -> None:
    """Refuse a code that the list does not offer."""
    offered = {option[0] for option in field.iter_choices()}
    given = field.data if isinstance(field.data, list) else [field.data or ""]
    if not set(given) <= offered | {""}:
        raise ValidationError(_("Choose from the list"))


def chosen(_form: Any, field: Any) -> None:
    """Ask for one of the texts that differ."""
    if field.data not in {KEEP_MINE, KEEP_THEIRS}:
        raise StopValidation(_("Choose which text to keep"))


class Several(Rows):
    """Rows of an answer; a form without any row of ours leaves the answer as it is."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the rows posted, or those of `data` when there are none."""
        posted = bool(formdata) and bool(self._extract_indices(self.name, formdata))
        super().process(formdata if posted else None, data, extra_filters)


class Area(CleanField):
    """Several lines of text."""

    widget = TextArea()


class Address(CleanField):
    """A web address, written from left to right; any text is kept."""

    widget = TextInput()


class LinkRow(Row):
    url = Address(_l("Address"), [readable], render_kw={"dir": "ltr"})
    label = CleanField(_l("Title"), [readable])


class ReferenceRow(Row):
    label = CleanField(_l("Title or citation"), [readable])
    url = Address(_l("Address"), [readable], render_kw={"dir": "ltr"})


class PartnerRow(Row):
    name = CleanField(_l("Organisation"), [readable])
    role = SelectField(_l("Role"), [listed], choices=lambda: options.with_empty(choices.PARTNER_ROLES), validate_choice=False)


class EvidenceRow(Row):
    url = Address(_l("Address"), [readable], render_kw={"dir": "ltr"})
    label = CleanField(_l("Title"), [readable])
    kind = SelectField(_l("Kind"), [listed], choices=lambda: options.with_empty(choices.EVIDENCE_KINDS), validate_choice=False)


ROWS: dict[Kind, type[Any]] = {
    Kind.LINKS: LinkRow,
    Kind.REFERENCES: ReferenceRow,
    Kind.PARTNERS: PartnerRow,
    Kind.EVIDENCE: EvidenceRow,
}
ROW_NAMES = {
    Kind.LINKS: _l("Link %(number)s"),
    Kind.REFERENCES: _l("Reference %(number)s"),
    Kind.PARTNERS: _l("Partner %(number)s"),
    Kind.EVIDENCE: _l("Evidence %(number)s"),
    Kind.THEMES: _l("Theme %(number)s"),
    Kind.PLACES: _l("Country or area %(number)s"),
    Kind.TARGETS: _l("Target %(number)s"),
}
CODES: dict[Kind, Callable[[Any, str], options.Options]] = {
    Kind.THEMES: options.themes,
    Kind.PLACES: options.places,
    Kind.TARGETS: options.targets,
}


def section_form(section: str, given: Mapping[str, Any], edit: int, asked: Iterable[str] = ()) -> Form:
    """The form of a section filled with the answers `given`, or with what was posted.

    `asked` names questions whose text changed elsewhere: a choice stands at each. Its field `edit` carries
    what the form was made from.
    """
    asked_fields = [field for field in fields.of_section(section) if field.kind is not Kind.PEOPLE]
    parts: dict[str, Any] = {"edit": HiddenField()}
    for field in asked_fields:
        parts[field.name] = _made(field, given[field.name])
    for name in asked:
        parts[keep_name(name)] = _choice_of_text(fields.BY_NAME[name])
    made = type("SectionForm", (Form,), parts)
    form: Form = made(data={**{field.name: _shown(field, given[field.name]) for field in asked_fields}})
    for field in asked_fields:
        form[field.name].flags.optional_mark = False if field.tier is Tier.S else None
        _name_rows(field, form[field.name])
    if not form.is_submitted():
        form.edit.data = Seen.showing(edit, values(section, form)).token()
    return form


def _name_rows(field: Field, control: Any) -> None:
    """Give the rows of a list their words; only the list as a whole is marked as optional."""
    for number, row in enumerate(getattr(control, "entries", []), start=1):
        if field.kind in CODES:
            row.label.text = _("Main theme") if (field.name, number) == ("themes", 1) else row_name(field.kind, number)
        for part in [row, *getattr(row, "form", [])]:
            part.flags.optional_mark = False


def row_name(kind: Kind, number: int) -> str:
    """The words for a row of a list, counted from 1."""
    return str(ROW_NAMES[kind]) % {"number": number}


def row_names() -> dict[str, str]:
    """The words for a row by kind of question, with `%(number)s` for its number."""
    return {kind.value: str(words) for kind, words in ROW_NAMES.items()}


def keep_name(name: str) -> str:
    """Name of the choice between two texts of a question."""
    return f"keep_{name}"


def kept_theirs(form: Form, asked: Iterable[str]) -> set[str]:
    """Questions for which the writer chose the text of the draft over their own."""
    return {name for name in asked if form[keep_name(name)].data == KEEP_THEIRS}


def _choice_of_text(field: Field) -> Control:
    words = {KEEP_MINE: _("Keep your text"), KEEP_THEIRS: _("Keep the text saved elsewhere")}
    label = _("Which text to keep: %(question)s", question=field.label)
    return RadioField(label, [chosen], choices=words, validate_choice=False)


def _made(field: Field, value: Any) -> Control:
    words: dict[str, Any] = {"label": field.label, "description": field.hint}
    kind = field.kind
    if kind in CODES or kind in ROWS:
        words.update(min_entries=_rows(len(value), field.most), max_entries=max(MOST_ROWS, len(value) + SPARE))
    if kind in CODES:
        offered = CODES[kind](value, current())
        select = SelectField(validators=[listed], choices=offered, validate_choice=False)
        return Several(select, **words)
    if kind in ROWS:
        return Several(FormField(ROWS[kind]), **words)
    return SINGLE[kind](field, value, words)


def _rows(filled: int, most: int) -> int:
    return max(filled, min(most, max(FEWEST, filled + SPARE)))


def _line(field: Field, _value: Any, words: dict[str, Any]) -> Control:
    counted = {"data-count": field.limit} if field.limit else {}
    return CleanField(validators=[readable], render_kw=counted, **words)


def _area(field: Field, _value: Any, words: dict[str, Any]) -> Control:
    return Area(validators=[readable], render_kw={"data-count": field.limit}, **words)


def _plain_line(_field: Field, _value: Any, words: dict[str, Any]) -> Control:
    return CleanField(validators=[readable], **words)


def _language(_field: Field, value: Any, words: dict[str, Any]) -> Control:
    return SelectField(validators=[listed], choices=options.languages(value), validate_choice=False, **words)


def _choice(field: Field, _value: Any, words: dict[str, Any]) -> Control:
    offered = field.choices or {}
    if field.name == "licence":
        return RadioField(validators=[listed], choices=options.plain(offered), validate_choice=False, **words)
    return SelectField(validators=[listed], choices=options.with_empty(offered), validate_choice=False, **words)


def _choices(field: Field, _value: Any, words: dict[str, Any]) -> Control:
    words.update(widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    return SelectMultipleField(validators=[listed], choices=options.plain(field.choices or {}), validate_choice=False, **words)


def _declaration(_field: Field, _value: Any, words: dict[str, Any]) -> Control:
    return BooleanField(**words)


SINGLE: dict[Kind, Callable[[Field, Any, dict[str, Any]], Control]] = {
    Kind.LINE: _line,
    Kind.TEXT: _area,
    Kind.MARKDOWN: _area,
    Kind.LANGUAGE: _language,
    Kind.DATE: _plain_line,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.WORDS: _plain_line,
    Kind.DECLARATION: _declaration,
}


def _shown(field: Field, value: Any) -> Any:
    return ", ".join(value) if field.kind is Kind.WORDS else value


def values(section: str, form: Form) -> dict[str, Any]:
    """The answers in a form, by field name, in the shape the draft keeps; empty rows are left out."""
    found = {}
    for field in fields.of_section(section):
        if field.kind is not Kind.PEOPLE:
            found[field.name] = _value(field, form[field.name].data)
    return found


def _value(field: Field, data: Any) -> Any:
    kind = field.kind
    if kind in CODES:
        return list(dict.fromkeys(code for code in data if code))
    if kind in ROWS:
        return [_row(kind, row) for row in data if any(row.values())]
    if kind is Kind.WORDS:
        return distinct(map(one_line, _BETWEEN_WORDS.split(data or "")))
    if kind is Kind.CHOICES:
        chosen, offered = set(data or []), field.choices or {}
        return [code for code in offered if code in chosen] + sorted(chosen - set(offered))
    if kind is Kind.DECLARATION:
        return bool(data)
    if field.name == "adapted_link":
        return web_address(data or "")
    return one_line(data) if kind in {Kind.LINE, Kind.DATE} else clean(data)


def _row(kind: Kind, row: Mapping[str, Any]) -> dict[str, str]:
    names = ("name", "role") if kind is Kind.PARTNERS else ("url", "label", "kind") if kind is Kind.EVIDENCE else ("url", "label")
    return {name: (web_address if name == "url" else one_line)(row[name] or "") for name in names}
