"""Kinds of questions answered by choosing: a language, one or several codes of a list, a declaration; and people, asked elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from flask_babel import gettext as _
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from exchange.core.formats import reader_locale
from exchange.core.text import clean, distinct, one_line
from exchange.questions import options
from exchange.questions.controls import require_listed
from exchange.questions.question import CodeList, Question, Terms, Words, require_shape
from exchange.questions.texts import lines


class Language(Question):
    """A str, the BCP 47 code of a language."""

    reading = "language"

    def control(self, value: Any) -> Any:
        """A list of languages; one that is chosen already is on it."""
        offered = options.languages(value)
        return SelectField(self.label, [require_listed], description=self.hint, choices=offered, validate_choice=False)

    def take(self, data: Any) -> Any:
        """The code."""
        return clean(data)

    def words(self, value: Any, words: Words) -> str:
        """The name of the language."""
        return str(reader_locale().languages.get(value) or value)

    def comparable(self, value: Any, words: Words) -> str:
        """The code."""
        return str(value)

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """The code, whatever it is."""
        return one_line(super().accept(value, terms, where))


@dataclass(frozen=True, eq=False)
class Choice(Question):
    """A str, a code of `choices`."""

    reading: ClassVar[str] = "choice"
    choices: CodeList = field(kw_only=True)

    def control(self, value: Any) -> Any:
        """A list with nothing chosen first."""
        offered = options.with_empty(self.choices)
        return SelectField(self.label, [require_listed], description=self.hint, choices=offered, validate_choice=False)

    def take(self, data: Any) -> Any:
        """The code."""
        return clean(data)

    def flaw(self, value: Any, given: Mapping[str, Any]) -> str:
        """Asks for a code of the list."""
        return "" if value in self.choices else str(_("Choose one from the list"))

    def knows(self, value: Any) -> bool:
        """False for a code of no choice."""
        return value in {"", *self.choices}

    def words(self, value: Any, words: Words) -> str:
        """The words of the code; an unknown one stands for itself."""
        return str(self.choices.get(value, value))

    def schema(self) -> dict[str, Any]:
        """One of the codes."""
        return {"enum": list(self.choices)}

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """The code, "" for an unknown one."""
        code = one_line(super().accept(value, terms, where))
        return code if code in self.choices else ""


class Radio(Choice):
    """A choice with all codes in view."""

    def control(self, value: Any) -> Any:
        """A button for each code."""
        offered = options.plain(self.choices)
        return RadioField(self.label, [require_listed], description=self.hint, choices=offered, validate_choice=False)


@dataclass(frozen=True, eq=False)
class Choices(Question):
    """A list[str], codes of `choices`."""

    reading: ClassVar[str] = "choices"
    choices: CodeList = field(kw_only=True)

    @property
    def empty(self) -> Any:
        return []

    def control(self, value: Any) -> Any:
        """A box for each code."""
        return SelectMultipleField(
            self.label,
            [require_listed],
            description=self.hint,
            choices=options.plain(self.choices),
            validate_choice=False,
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
        )

    def take(self, data: Any) -> Any:
        """The codes in the order of the list, unknown ones after them."""
        chosen = set(data or [])
        return [code for code in self.choices if code in chosen] + sorted(chosen - set(self.choices))

    def flaw(self, value: Any, given: Mapping[str, Any]) -> str:
        """Asks for codes of the list."""
        return "" if set(value) <= set(self.choices) else str(_("Choose from the list"))

    def knows(self, value: Any) -> bool:
        """False with a code of no choice."""
        return set(value) <= {"", *self.choices}

    def words(self, value: Any, words: Words) -> str:
        """The words of each code on a line."""
        return "\n".join(str(self.choices.get(one, one)) for one in value)

    def schema(self) -> dict[str, Any]:
        """A list of the codes."""
        return {"type": "array", "items": {"enum": list(self.choices)}}

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """The codes that are known, each once."""
        return distinct(code for code in lines(value, where) if code in self.choices)


class Declaration(Question):
    """A bool: what a writer confirms."""

    reading = "declaration"
    asked_anew = True

    @property
    def empty(self) -> Any:
        return False

    def control(self, value: Any) -> Any:
        """One box."""
        return BooleanField(self.label, description=self.hint)

    def take(self, data: Any) -> Any:
        """True when the box is ticked."""
        return bool(data)

    def words(self, value: Any, words: Words) -> str:
        """That it is confirmed."""
        return str(_("Confirmed"))

    def schema(self) -> dict[str, Any]:
        """True or false."""
        return {"type": "boolean"}

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """True or false."""
        return require_shape(value, bool, "true or false", where)


class People(Question):
    """Members, asked on a page of their own and kept in a table of their own; an answer is the list of their names."""

    kept_apart = True

    @property
    def empty(self) -> Any:
        return []

    def words(self, value: Any, words: Words) -> str:
        """A line for each name."""
        return "\n".join(value)
