"""Kinds of questions answered with codes of a vocabulary: themes, places, targets. A select for each code, the first ones filled."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from wtforms import SelectField

from exchange.core.db import db
from exchange.core.languages import current_language
from exchange.core.text import distinct
from exchange.questions import options
from exchange.questions.controls import SeveralRows, require_listed, rows_for
from exchange.questions.question import Question, Terms, Words
from exchange.questions.texts import lines
from exchange.vocabularies.models import Place, Target, Theme

# Greece and the United Kingdom by the codes of the European Union.
OTHER_CODES = {"EL": "GR", "UK": "GB"}


class Codes(Question, ABC):
    """A list[str], codes of a vocabulary: what all kinds of them share."""

    asking = "codes"
    reading = "codes"
    row_name: ClassVar[LazyString]

    @property
    def empty(self) -> Any:
        return []

    @property
    @abstractmethod
    def column(self) -> Any:
        """The column of the vocabulary that holds the codes."""

    @abstractmethod
    def options_for(self, carried: Sequence[str], lang: str) -> options.Options:
        """What each select offers; the codes of `carried` are among it."""

    @abstractmethod
    def known_codes(self, codes: list[str], terms: Terms) -> list[str]:
        """Those of the codes from a file that are known, as they are written today."""

    @abstractmethod
    def word(self, code: str, words: Words) -> str:
        """The words of one code."""

    def control(self, value: Any) -> Any:
        """A select for each code, and some to spare."""
        one = SelectField(validators=[require_listed], choices=self.options_for(value, current_language()), validate_choice=False)
        return SeveralRows(one, self.label, description=self.hint, **rows_for(len(value), self.most))

    def name_rows(self, control: Any) -> None:
        """Number the selects."""
        for number, row in enumerate(control.entries, start=1):
            row.label.text = self.row_label(number)
            row.flags.optional_mark = False

    def row_label(self, number: int) -> str:
        """The words for a row, counted from 1."""
        return str(self.row_name) % {"number": number}

    def take(self, data: Any) -> Any:
        """The codes chosen, each once."""
        return list(dict.fromkeys(code for code in data if code))

    def knows(self, value: Any) -> bool:
        """False with a code that the vocabulary does not have."""
        return db.session.scalar(select(func.count()).where(self.column.in_(value))) == len(set(value))

    def words(self, value: Any, words: Words) -> str:
        """The words of each code on a line."""
        return "\n".join(self.word(one, words) for one in value)

    def schema(self) -> dict[str, Any]:
        """A list of texts."""
        return {"type": "array", "items": {"type": "string"}}

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """The codes that are known, each once."""
        return distinct(self.known_codes(lines(value, where), terms))


class Themes(Codes):
    """Ids of themes, the main one first."""

    row_name = _l("Theme %(number)s")

    @property
    def column(self) -> Any:
        return Theme.id

    def options_for(self, carried: Sequence[str], lang: str) -> options.Options:
        """The themes in use."""
        return options.themes(carried, lang)

    def row_label(self, number: int) -> str:
        """The first one is the main theme."""
        return str(_("Main theme")) if number == 1 else super().row_label(number)

    def known_codes(self, codes: list[str], terms: Terms) -> list[str]:
        """Each theme by the one to use today."""
        return [terms.themes[code] for code in codes if code in terms.themes]

    def word(self, code: str, words: Words) -> str:
        """The name of the theme."""
        return words.theme(code)


class Places(Codes):
    """Codes of countries, regions and the world."""

    row_name = _l("Country or area %(number)s")

    @property
    def column(self) -> Any:
        return Place.code

    def options_for(self, carried: Sequence[str], lang: str) -> options.Options:
        """Countries and regions."""
        return options.places(carried, lang)

    def known_codes(self, codes: list[str], terms: Terms) -> list[str]:
        """Countries by their ISO codes."""
        return _those_in(terms.places, map(country_code, codes))

    def word(self, code: str, words: Words) -> str:
        """The name of the place."""
        return words.place(code)


class Targets(Codes):
    """Codes of targets of the Sustainable Development Goals."""

    row_name = _l("Target %(number)s")

    @property
    def column(self) -> Any:
        return Target.code

    def options_for(self, carried: Sequence[str], lang: str) -> options.Options:
        """The targets by goal."""
        return options.targets(carried, lang)

    def known_codes(self, codes: list[str], terms: Terms) -> list[str]:
        """The codes as they stand."""
        return _those_in(terms.targets, codes)

    def word(self, code: str, words: Words) -> str:
        """The number of the target and its sentence."""
        return words.target(code)


def _those_in(known: Collection[str], codes: Iterable[str]) -> list[str]:
    return [code for code in codes if code in known]


def country_code(written: str) -> str:
    """The ISO 3166-1 code for one in small letters, or as the European Union or everyday use writes it; any other word as it stands."""
    code = written.upper() if len(written) == 2 else written
    return OTHER_CODES.get(code, code)
