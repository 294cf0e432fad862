"""Answers from outside brought to the shapes of the form: what has the wrong type is refused, unknown codes are left out.

The same function reads the answers of an import and writes those of an export, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from exchange.core import text
from exchange.core.addresses import web_address
from exchange.practices import choices, fields
from exchange.practices.fields import Field, Kind
from exchange.transfer.records import Refused, country_code

ROWS: dict[Kind, tuple[str, ...]] = {
    Kind.LINKS: ("url", "label"),
    Kind.REFERENCES: ("url", "label"),
    Kind.PARTNERS: ("name", "role"),
    Kind.EVIDENCE: ("url", "label", "kind"),
}
CODES: dict[tuple[Kind, str], Collection[str]] = {
    (Kind.PARTNERS, "role"): choices.PARTNER_ROLES,
    (Kind.EVIDENCE, "kind"): choices.EVIDENCE_KINDS,
}
LISTS_OF_CODES = {Kind.CHOICES, Kind.THEMES, Kind.PLACES, Kind.TARGETS}
SAFE = ("http://", "https://")


@dataclass(frozen=True)
class Terms:
    """The codes this exchange knows. `themes` maps each theme to the one to use today."""

    themes: Mapping[str, str]
    places: Collection[str]
    targets: Collection[str]


def answers_of(given: Mapping[str, Any], terms: Terms, where: str) -> dict[str, Any]:
    """The answers in `given`, in the order of the form, empty ones and unknown questions left out.

    Raises Refused, naming `where` the answer stands, when one has the wrong type.
    """
    found = {}
    for field in fields.FIELDS:
        if field.name in given and field.kind is not Kind.PEOPLE:
            value = _answer(field, given[field.name], terms, f"{where}.{field.name}")
            if value not in ("", [], False):
                found[field.name] = value
    return found


def link(url: str | None) -> str:
    """An address a page may link to, or "": only http and https."""
    line = web_address(url or "")
    return line if line.lower().startswith(SAFE) else ""


def _answer(field: Field, value: Any, terms: Terms, where: str) -> Any:
    kind = field.kind
    if value is None:
        return ""
    if kind is Kind.DECLARATION:
        return _checked(value, bool, "true or false", where)
    if kind in ROWS:
        return [row for one in _checked(value, list, "a list", where) if (row := _row(kind, one, where))]
    if kind in LISTS_OF_CODES or kind is Kind.WORDS:
        words = [text.one_line(_checked(one, str, "a list of texts", where)) for one in _checked(value, list, "a list", where)]
        return text.distinct(_known(field, words, terms))
    _checked(value, str, "text", where)
    if kind in {Kind.TEXT, Kind.MARKDOWN}:
        return text.clean(value)
    line = text.one_line(value)
    if kind is Kind.CHOICE:
        return line if line in (field.choices or {}) else ""
    return link(line) if field.name == "adapted_link" else line


def _known(field: Field, words: list[str], terms: Terms) -> list[str]:
    if field.kind is Kind.THEMES:
        return [terms.themes[word] for word in words if word in terms.themes]
    if field.kind is Kind.PLACES:
        words = [country_code(word) for word in words]
    known: Collection[str] | None = {Kind.PLACES: terms.places, Kind.TARGETS: terms.targets}.get(field.kind, field.choices)
    return words if known is None else [word for word in words if word in known]


def _row(kind: Kind, value: Any, where: str) -> dict[str, str] | None:
    _checked(value, dict, "a list of objects", where)
    row = {
        name: text.one_line(_checked(value.get(name) or "", str, "a list of objects with texts", where)) for name in ROWS[kind]
    }
    for name in row:
        if (kind, name) in CODES and row[name] not in CODES[kind, name]:
            row[name] = ""
    if "url" in row:
        row["url"] = link(row["url"])
    needed = "name" if kind is Kind.PARTNERS else "url"
    whole = row[needed] or (kind is Kind.REFERENCES and row["label"])
    return row if whole else None


def _checked(value: Any, shape: type, words: str, where: str) -> Any:
    if not isinstance(value, shape):
        raise Refused(f"{where} is not {words}")
    return value
