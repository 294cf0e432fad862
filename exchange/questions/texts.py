"""Kinds of questions answered in the writer's own words: a line, a name, an address, a text, Markdown, a date, short phrases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.core.addresses import is_link, link_address, web_address
from exchange.core.forms import CleanField, readable
from exchange.core.text import clean, distinct, one_line
from exchange.questions.controls import Area
from exchange.questions.question import Question, Terms, Words, require_shape

_DATE = re.compile(r"^(\d{4})(?:-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$")
_BETWEEN_WORDS = re.compile(r"[,;\n،؛、，；]+")


class Line(Question):
    """A str on one line, in a language."""

    reading = "line"
    is_text = True
    own_words = True

    def control(self, value: Any) -> Any:
        """One line, with the characters left where there is a limit."""
        counted = {"data-count": self.limit} if self.limit else {}
        return CleanField(self.label, [readable], description=self.hint, render_kw=counted)

    def take(self, data: Any) -> Any:
        """The text on one line."""
        return one_line(data)

    def flaw(self, value: Any, given: Mapping[str, Any]) -> str:
        """Says by how much to shorten a text beyond its limit."""
        over = len(value) - self.limit
        if self.limit and over > 0:
            return str(ngettext("Shorten this answer by %(num)s character", "Shorten this answer by %(num)s characters", over))
        return ""

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """The text on one line."""
        return one_line(super().accept(value, terms, where))


class Name(Line):
    """A str on one line that is the same in every language."""

    is_text = False


class Address(Line):
    """A str, a web address; a draft may hold anything."""

    def take(self, data: Any) -> Any:
        """The address, mended where it can be."""
        return web_address(data or "")

    def flaw(self, value: Any, given: Mapping[str, Any]) -> str:
        """Asks for a whole address."""
        long = super().flaw(value, given)
        return long or ("" if is_link(value) else str(_("Enter a full address, such as https://example.org")))

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """An address that a page may link to, or ""."""
        return link_address(super().accept(value, terms, where))


class Text(Line):
    """A str of several lines, plain."""

    reading = "text"
    is_brief = False

    def control(self, value: Any) -> Any:
        """An area with the characters left."""
        return Area(self.label, [readable], description=self.hint, render_kw={"data-count": self.limit})

    def take(self, data: Any) -> Any:
        """The text as it was typed, cleaned."""
        return clean(data)

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """The text, cleaned."""
        return clean(require_shape(value, str, "text", where))


class Markdown(Text):
    """A str, Markdown."""

    asking = "markdown"
    reading = "markdown"
    is_brief = False
    is_rich = True

    def as_typed(self) -> Question:
        """A plain text: nothing of it is lost, and reading it costs little."""
        return Text(**{one.name: getattr(self, one.name) for one in fields(self)})


@dataclass(frozen=True, eq=False)
class Date(Question):
    """A str, "YYYY" or "YYYY-MM-DD"; a draft may hold anything. `after` names the question whose day must not be later."""

    asking: ClassVar[str] = "short"
    after: str = field(default="", kw_only=True)

    def control(self, value: Any) -> Any:
        """One line."""
        return CleanField(self.label, [readable], description=self.hint)

    def take(self, data: Any) -> Any:
        """The text on one line."""
        return one_line(data)

    def flaw(self, value: Any, given: Mapping[str, Any]) -> str:
        """Asks for a year or a day, and for one that is not before the start."""
        day = days_of(value)
        if day is None:
            return str(_("Enter a year or a date, such as 2021 or 2021-03-15"))
        begun = days_of(given.get(self.after) or "")
        return str(_("Enter an end that is not before the start")) if begun and day[1] < begun[0] else ""

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """The text on one line."""
        return one_line(super().accept(value, terms, where))


class Phrases(Question):
    """A list[str], words or short phrases, typed with commas between them."""

    reading = "phrases"
    own_words = True

    @property
    def empty(self) -> Any:
        return []

    def control(self, value: Any) -> Any:
        """One line for all of them."""
        return CleanField(self.label, [readable], description=self.hint)

    def control_value(self, value: Any) -> Any:
        """The phrases with commas between them."""
        return ", ".join(value)

    def take(self, data: Any) -> Any:
        """The phrases between commas of any script, each once."""
        return distinct(map(one_line, _BETWEEN_WORDS.split(data or "")))

    def flaw(self, value: Any, given: Mapping[str, Any]) -> str:
        """Asks for shorter ones."""
        if any(len(word) > self.limit for word in value):
            return str(_("Shorten each keyword to %(limit)s characters", limit=self.limit))
        return ""

    def words(self, value: Any, words: Words) -> str:
        """A line for each."""
        return "\n".join(str(one) for one in value)

    def schema(self) -> dict[str, Any]:
        """A list of texts."""
        return {"type": "array", "items": {"type": "string"}}

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """The phrases, each once."""
        return distinct(lines(value, where))


def lines(value: Any, where: str) -> list[str]:
    """The texts of a list, each on one line; WrongShape for another shape."""
    return [one_line(require_shape(one, str, "a list of texts", where)) for one in require_shape(value, list, "a list", where)]


def year_of(value: str) -> int | None:
    """The year of "YYYY" or "YYYY-MM-DD", from 1000 to 2999; None for anything else."""
    match = _DATE.match(value)
    return int(match[1]) if match and 1000 <= int(match[1]) <= 2999 else None


def days_of(value: str) -> tuple[date, date] | None:
    """First and last day that "YYYY" or "YYYY-MM-DD" can mean; None for anything else."""
    year = year_of(value)
    if year is None:
        return None
    if len(value) == 4:
        return date(year, 1, 1), date(year, 12, 31)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day, day
