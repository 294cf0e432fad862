"""The form of a theme: its texts in each language of the pages."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import InputRequired

from exchange.core.forms import CleanField, Form, readable
from exchange.core.languages import LANGUAGES
from exchange.core.text import distinct, one_line
from exchange.terms import queries, service
from exchange.terms.service import COLUMNS
from exchange.vocabularies.models import Theme


def theme_form(found: Theme) -> Form:
    """The form filled with the texts of a theme, or with what was posted; its field `seen` carries what it showed."""
    parts: dict[str, Any] = {"seen": HiddenField()}
    for one in LANGUAGES:
        words = {"lang": one.code}
        parts[f"labels_{one.code}"] = CleanField(_("Name"), [readable], render_kw=words)
        parts[f"definitions_{one.code}"] = TextAreaField(_("Scope note"), [readable], render_kw=words)
        hint = _("One word or phrase a line. Who searches for it finds this theme.")
        parts[f"also_{one.code}"] = TextAreaField(_("Search words"), [readable], description=hint, render_kw=words)
    parts["retired"] = BooleanField(
        _("Out of use"), description=_("Nobody can choose it any more. Where it was chosen it is still shown.")
    )
    parts["note"] = TextAreaField(_l("Reason"), [InputRequired(_l("Write why you change this theme.")), readable])
    made = type("ThemeForm", (Form,), parts)
    kept = {f"{name}_{code}": text for name, by_code in queries.texts(found).items() for code, text in by_code.items()}
    form: Form = made(data={**kept, "retired": found.retired, "seen": service.mark(found)})
    return form


def values(form: Form) -> dict[str, dict[str, Any]]:
    """The texts in the form by column and language; search words as lists."""
    found: dict[str, dict[str, Any]] = {
        name: {one.code: form.text(f"{name}_{one.code}") for one in LANGUAGES} for name in COLUMNS
    }
    found["labels"] = {code: one_line(text) for code, text in found["labels"].items()}
    found["definitions"] = {code: one_line(text) for code, text in found["definitions"].items()}
    found["also"] = {code: distinct(filter(None, map(one_line, text.split("\n")))) for code, text in found["also"].items()}
    return found
