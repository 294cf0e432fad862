"""What stands between a draft and its sending: rules over answers, pure. A draft may break them all and is still kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext, ngettext

from exchange.practices import answers, choices, fields
from exchange.practices.fields import Field, Kind, Section, Tier

LONGEST_LINK = 2_000
LONGEST_LABEL = 200
UNCONFIRMED_AFTER = timedelta(days=365)
# Answers a draft has from the start do not make its section a started one.
AT_START: dict[str, Any] = {"licence": "CC-BY-4.0"}


def _(sentence: str, **values: object) -> str:
    return str(gettext(sentence, **values))


def problems(given: Mapping[str, Any]) -> dict[str, str]:
    """Answers that are there and break a rule of the form, by field name in the order of the form: the sentence says how to mend it."""
    found = {}
    for field in fields.FIELDS:
        value = given.get(field.name)
        sentence = _problem(field, value, given) if value else ""
        if sentence:
            found[field.name] = sentence
    return found


def blocking(given: Mapping[str, Any]) -> dict[str, str]:
    """Everything that keeps the answers from being sent, by field name in the order of the form; empty when they can be sent."""
    absent, wrong = set(answers.missing(given)), problems(given)
    return {
        field.name: str(field.missing) if field.name in absent else wrong[field.name]
        for field in fields.FIELDS
        if field.name in absent or field.name in wrong
    }


def state(section: Section, given: Mapping[str, Any], blocked: Mapping[str, str]) -> tuple[str, int, int]:
    """The state of a section for the task list, how many of its answers are missing, and how many are there and must be mended.

    `completed`, `missing`, or, with nothing written yet, `not_started` or `optional`. `contacts` has a page of its own.
    """
    asked = [field for field in fields.of_section(section.name) if field.kind is not Kind.PEOPLE]
    left = [field for field in asked if field.name in blocked]
    wrong = sum(bool(given.get(field.name)) for field in left)
    started = any(given.get(field.name) not in ("", [], False, None, AT_START.get(field.name)) for field in asked)
    if not started:
        needed = any(field.tier is Tier.S for field in asked)
        return ("not_started" if needed else "optional"), 0, 0
    return ("missing" if left else "completed"), len(left) - wrong, wrong


def lately(confirmed_at: datetime | None, published_at: datetime | None, now: datetime) -> bool:
    """True when the practice was published or confirmed within the last twelve months."""
    moments = [one for one in (confirmed_at, published_at) if one is not None]
    return bool(moments) and now - max(moments) < UNCONFIRMED_AFTER


def is_link(address: str) -> bool:
    """True for an absolute web address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not any(one.isspace() for one in address)


def _problem(field: Field, value: Any, given: Mapping[str, Any]) -> str:
    if field.most and len(value) > field.most:
        return _("Keep at most %(most)s and remove the others", most=field.most)
    return RULES[field.kind](field, value, given)


def _text(field: Field, value: Any, _given: Mapping[str, Any]) -> str:
    over = len(value) - field.limit
    if field.limit and over > 0:
        return str(ngettext("Shorten this answer by %(num)s character", "Shorten this answer by %(num)s characters", over))
    if field.name == "adapted_link" and not is_link(value):
        return _("Enter a full address, such as https://example.org")
    return ""


def _day(value: str) -> tuple[date, date] | None:
    """First and last day that "YYYY" or "YYYY-MM-DD" can mean; None for anything else."""
    year = answers.year_of(value)
    if year is None:
        return None
    if len(value) == 4:
        return date(year, 1, 1), date(year, 12, 31)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day, day


def _date(field: Field, value: Any, given: Mapping[str, Any]) -> str:
    day = _day(value)
    if day is None:
        return _("Enter a year or a date, such as 2021 or 2021-03-15")
    begun = _day(given.get("start") or "")
    if field.name == "end" and begun and day[1] < begun[0]:
        return _("Enter an end that is not before the start")
    return ""


def _choice(field: Field, value: Any, _given: Mapping[str, Any]) -> str:
    return "" if value in (field.choices or {}) else _("Choose one from the list")


def _choices(field: Field, value: Any, _given: Mapping[str, Any]) -> str:
    return "" if set(value) <= set(field.choices or {}) else _("Choose from the list")


def _words(field: Field, value: Any, _given: Mapping[str, Any]) -> str:
    if any(len(word) > field.limit for word in value):
        return _("Shorten each keyword to %(limit)s characters", limit=field.limit)
    return ""


def _link(_field: Field, row: Mapping[str, str]) -> str:
    if not is_link(row["url"]):
        return _("Enter a full address in each row, such as https://example.org")
    return ""


def _reference(_field: Field, row: Mapping[str, str]) -> str:
    if row["url"] and not is_link(row["url"]):
        return _("Enter a full address, such as https://example.org, or leave it empty")
    return ""


def _partner(_field: Field, row: Mapping[str, str]) -> str:
    if not row["name"]:
        return _("Enter the name of each partner")
    return "" if row["role"] in choices.PARTNER_ROLES else _("Choose a role for each partner")


def _evidence(field: Field, row: Mapping[str, str]) -> str:
    if row["kind"] not in choices.EVIDENCE_KINDS:
        return _("Choose the kind of each piece of evidence")
    return _link(field, row)


def _rows(rule: Callable[[Field, Mapping[str, str]], str]) -> Callable[[Field, Any, Mapping[str, Any]], str]:
    def every(field: Field, value: Any, _given: Mapping[str, Any]) -> str:
        longest = field.limit or LONGEST_LABEL
        for row in value:
            if len(row.get("url", "")) > LONGEST_LINK or any(len(row.get(key, "")) > longest for key in ("label", "name")):
                return _("Shorten the texts in the rows to %(limit)s characters", limit=longest)
            sentence = rule(field, row)
            if sentence:
                return sentence
        return ""

    return every


def _nothing(_field: Field, _value: Any, _given: Mapping[str, Any]) -> str:
    return ""


RULES: dict[Kind, Callable[[Field, Any, Mapping[str, Any]], str]] = {
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.MARKDOWN: _text,
    Kind.LANGUAGE: _nothing,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.THEMES: _nothing,
    Kind.PLACES: _nothing,
    Kind.TARGETS: _nothing,
    Kind.WORDS: _words,
    Kind.LINKS: _rows(_link),
    Kind.REFERENCES: _rows(_reference),
    Kind.PARTNERS: _rows(_partner),
    Kind.EVIDENCE: _rows(_evidence),
    Kind.PEOPLE: _nothing,
    Kind.DECLARATION: _nothing,
}
