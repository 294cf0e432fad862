"""What this exchange is called and who runs it: one source for pages, mail, feeds, files and the interface for programs.

A room above keeps what the operator wrote (`read_from`). It is read once and kept for a few seconds, since every page needs it; what
nobody wrote comes from the settings, and what is not set there either is said nowhere.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from exchange.core.languages import CODES, DEFAULT, current_language

# By name and language of the text.
Texts = Mapping[tuple[str, str], str]
# Other processes write too: theirs is read after so long at the latest.
SECONDS_KEPT = 5.0
PRODUCT = "Practice Exchange"
SETTINGS = {"name": "EXCHANGE_NAME", "operator": "OPERATOR", "contact": "OPERATOR_EMAIL"}
_SOURCE, _KEPT = "identity", "identity_kept"


@dataclass(frozen=True)
class Wording:
    """A text of the operator, and the language it is in: "" where nobody said."""

    text: str
    language: str = ""


def read_from(app: Flask, source: Callable[[], Texts]) -> None:
    """Let `source` give the texts of the operator of `app`."""
    app.extensions[_SOURCE] = source


def forget() -> None:
    """Have this process read the texts anew, once a change of them is committed."""
    current_app.extensions.pop(_KEPT, None)


def find_text(name: str, language: str = "") -> Wording | None:
    """A text in `language` (else that of the reader), else in English, else in the first language that has it, else as set; None when there is none."""
    texts = _texts()
    for code in dict.fromkeys((language or current_language(), DEFAULT, *CODES)):
        if texts.get((name, code)):
            return Wording(texts[name, code], code)
    setting = str(current_app.config.get(SETTINGS.get(name, ""), ""))
    return Wording(setting) if setting else None


def exchange_name(language: str = "") -> str:
    """The name of this exchange in `language`, else for the reader: the operator's, or the product's in the language of this moment."""
    said = find_text("name", language)
    return str(_("Practice Exchange")) if said is None or said.text == PRODUCT else said.text


def name_in_records() -> str:
    """The name as it stands in files, for programs and in marks of origin: the same for every reader."""
    said = find_text("name", DEFAULT)
    return said.text if said is not None else PRODUCT


def state() -> str:
    """Names the texts as this process knows them: another text after any change."""
    return json.dumps(sorted((*key, text) for key, text in _texts().items()))


def _texts() -> Texts:
    until, kept = current_app.extensions.get(_KEPT, (0.0, {}))
    source = current_app.extensions.get(_SOURCE)
    if time.monotonic() < until or source is None:
        return kept  # type: ignore[no-any-return]  # extensions are untyped
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own accessor
    try:
        # In a session of its own: this may be asked for in the middle of a change, or after one failed.
        with app.app_context():
            kept = dict(source())
    except SQLAlchemyError:
        # The database is away: what was known before is better than nothing.
        pass
    app.extensions[_KEPT] = (time.monotonic() + SECONDS_KEPT, kept)
    return kept  # type: ignore[no-any-return]  # as above
