"""Editing a theme: its texts in each language, and whether it is in use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from exchange.accounts import access as roles
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict, Invalid, NotFound
from exchange.core.languages import CODES, DEFAULT
from exchange.core.rights import Rights, Rule
from exchange.core.transaction import require_transaction
from exchange.terms.lifecycle import VOCABULARIES
from exchange.vocabularies import service as vocabularies
from exchange.vocabularies.models import Theme
from exchange.workflow import service as workflow
from exchange.workflow.table import Subject

COLUMNS = ("labels", "definitions", "also")
LONGEST_LABEL = 120
LONGEST_DEFINITION = 600
LONGEST_WORD = 60
MOST_WORDS = 80
Texts = Mapping[str, Mapping[str, Any]]

RIGHTS = Rights[Actor, None](
    {
        "edit": (
            Rule(lambda person, _subject: roles.may(person, "administer"), _l("Only administrators can edit the vocabularies.")),
        )
    }
)


def mark(theme: Theme) -> str:
    """A mark of what a form of the theme showed: another one when anything of it was edited since."""
    shown = [theme.labels, theme.definitions, theme.also, theme.retired]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


def edit(actor: Actor, theme_id: str, texts: Texts, *, retired: bool, note: str, seen: str) -> None:
    """Give a theme these texts and take it out of use or back; `seen` is the `mark` of what the actor saw.

    NotFound, Forbidden; Conflict when somebody edited it since; Invalid, at "column_language", `retired` and `note`, with everything that is wrong.
    """
    require_transaction()
    theme = db.session.get(Theme, theme_id, with_for_update=True, populate_existing=True)
    if theme is None:
        raise NotFound(str(_("There is no such theme.")))
    RIGHTS.authorise("edit", actor, None)
    if seen != mark(theme):
        raise Conflict(str(VOCABULARIES.conflict))
    problems = {**_text_problems(theme, texts), **_use_problems(theme, retired)}
    if not note.strip():
        problems["note"] = str(_("Write why you change this theme."))
    if not problems and not vocabularies.edit_theme(theme, texts, retired):
        problems[""] = str(_("Nothing was changed."))
    if problems:
        raise Invalid(problems)
    workflow.add_remark(VOCABULARIES, "edit_theme", Subject(vocabularies.NUMBER), actor.id, note=note, reason=theme.id)


def _text_problems(theme: Theme, texts: Texts) -> dict[str, str]:
    problems = {}
    others = list(db.session.scalars(select(Theme).where(Theme.id != theme.id, Theme.retired.is_(False))))
    for code in CODES:
        label = texts["labels"][code]
        if code == DEFAULT and not label:
            problems[f"labels_{code}"] = str(_("Enter the name in English: it stands where a language has none."))
        elif len(label) > LONGEST_LABEL:
            problems[f"labels_{code}"] = str(_("Shorten this to %(most)s characters.", most=LONGEST_LABEL))
        elif label and any(str(one.labels.get(code, "")).casefold() == label.casefold() for one in others):
            problems[f"labels_{code}"] = str(_("Another theme has this name. Choose one that tells them apart."))
        if len(texts["definitions"][code]) > LONGEST_DEFINITION:
            problems[f"definitions_{code}"] = str(_("Shorten this to %(most)s characters.", most=LONGEST_DEFINITION))
        words = texts["also"][code]
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            limits = {"most": MOST_WORDS, "longest": LONGEST_WORD}
            problems[f"also_{code}"] = str(
                _("Keep at most %(most)s words or phrases of at most %(longest)s characters.", **limits)
            )
    return problems


def _use_problems(theme: Theme, retired: bool) -> dict[str, str]:
    below = select(Theme.id).where(Theme.parent_id == theme.id, Theme.retired.is_(False)).limit(1)
    if retired and not theme.retired and db.session.scalar(below) is not None:
        return {"retired": str(_("Take the narrower themes out of use first."))}
    return {}
