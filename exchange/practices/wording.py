"""An answer as plain text, for comparing two versions of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from flask_babel import gettext as _

from exchange.practices import choices, fields
from exchange.practices.fields import Field, Kind


class Words(Protocol):
    """Labels by code, in one language."""

    def theme(self, theme_id: str) -> str: ...
    def place(self, code: str) -> str: ...
    def target(self, code: str) -> str: ...


def as_text(name: str, value: Any, words: Words) -> str:
    """The answer to a question in words, one line for each entry of a list; "" for no answer.

    `contacts` are given as names, since members are not kept among the answers.
    """
    field = fields.BY_NAME[name]
    return WAYS.get(field.kind, _lines)(field, value, words) if value else ""


def _lines(_field: Field, value: Any, _words: Words) -> str:
    return value if isinstance(value, str) else "\n".join(str(one) for one in value)


def _choice(field: Field, value: Any, _words: Words) -> str:
    return str((field.choices or {}).get(value, value))


def _choices(field: Field, value: Any, words: Words) -> str:
    return "\n".join(_choice(field, one, words) for one in value)


def _themes(_field: Field, value: Any, words: Words) -> str:
    return "\n".join(words.theme(one) for one in value)


def _places(_field: Field, value: Any, words: Words) -> str:
    return "\n".join(words.place(one) for one in value)


def _targets(_field: Field, value: Any, words: Words) -> str:
    return "\n".join(words.target(one) for one in value)


def _rows(_field: Field, value: Any, _words: Words) -> str:
    return "\n".join(" · ".join(part for part in (_row_label(row), row.get("url", "")) if part) for row in value)


def _row_label(row: dict[str, str]) -> str:
    named = [row.get("label") or row.get("name") or ""]
    named += [str(choices.PARTNER_ROLES.get(row["role"], row["role"]))] if row.get("role") else []
    named += [str(choices.EVIDENCE_KINDS.get(row["kind"], row["kind"]))] if row.get("kind") else []
    return " · ".join(part for part in named if part)


def _declaration(_field: Field, _value: Any, _words: Words) -> str:
    return str(_("Confirmed"))


WAYS: dict[Kind, Callable[[Field, Any, Words], str]] = {
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.THEMES: _themes,
    Kind.PLACES: _places,
    Kind.TARGETS: _targets,
    Kind.LINKS: _rows,
    Kind.REFERENCES: _rows,
    Kind.PARTNERS: _rows,
    Kind.EVIDENCE: _rows,
    Kind.DECLARATION: _declaration,
}
