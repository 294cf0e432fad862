"""Forms of the pages about imports."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, RadioField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from exchange.core.forms import Form, readable
from exchange.questions import CodeList, options

LONGEST_NOTE = 2_000
WAYS: CodeList = {
    "submitted": _l("They wait for a moderator"),
    "reviewed": _l("Publish at once: they were reviewed elsewhere"),
}


def require_short(_form: Form, field: TextAreaField) -> None:
    """Refuse a reason that is too long for the log."""
    if len(field.data or "") > LONGEST_NOTE:
        raise ValidationError(_("Shorten this to %(most)s characters.", most=LONGEST_NOTE))


class NoteForm(Form):
    """A reason, for the log."""

    note = TextAreaField(_l("Reason"), [InputRequired(_l("Write the reason")), readable, require_short])


class ImportForm(Form):
    """A file with what is to become of its records, and why."""

    file = FileField(
        _l("File"),
        description=_l("JSON Lines in UTF-8, one record a line, at most 15 MB. Larger files: use the command."),
        render_kw={"accept": ".jsonl,.ndjson,application/x-ndjson,application/jsonl"},
    )
    way = RadioField(_l("New practices"), choices=lambda: options.plain(WAYS), default="submitted", validate_choice=False)
    note = TextAreaField(
        _l("Reason"), [InputRequired(_l("Write why you import this file.")), readable, require_short],
        description=_l("Where the file comes from and why it is taken in. It stands in the log."),
    )  # fmt: skip

    def validate_file(self, field: FileField) -> None:
        """Ask for a file; a browser does not send one again by itself."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_("Choose a file. It must be chosen again each time this page comes back."))

    def validate_way(self, field: RadioField) -> None:
        """Refuse a way that is not offered."""
        if field.data not in WAYS:
            raise ValidationError(_("Choose what becomes of the practices"))
