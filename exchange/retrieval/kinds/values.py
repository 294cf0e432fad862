"""The values of a facet: their words in the language of the page, and the order in which a page lays them out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import LazyString

from exchange.core import formats
from exchange.core.collation import sort_key
from exchange.core.languages import current_language
from exchange.vocabularies import queries as vocabularies

Find = Callable[[str], str | None]


class Values(ABC):
    """Values that are counted, those with most records first.

    `fixed` are those that always stand on the page, `branching` is True for values in two levels, and `in_answer`
    where only the index knows the words.
    """

    fixed: Mapping[str, LazyString] = {}
    branching = False
    in_answer = False

    @abstractmethod
    def words(self, labels: Mapping[str, str]) -> Find:
        """What gives the words for a code, in the language of the page, or None; `labels` are words that came with an answer."""

    def sort_key(self, code: str, label: str, count: int) -> tuple[Any, ...]:
        """What a page sorts a value by."""
        return (-count, sort_key(label, current_language()))


class Choices(Values):
    """A fixed list, in its own order. With `asked_for`, a question can name its choices."""

    def __init__(self, fixed: Mapping[str, LazyString], *, asked_for: bool = True) -> None:
        self.fixed = fixed
        self.asked_for = asked_for

    def words(self, labels: Mapping[str, str]) -> Find:
        """The words of the list."""
        return lambda code: str(self.fixed[code]) if code in self.fixed else None

    def sort_key(self, code: str, label: str, count: int) -> tuple[Any, ...]:
        """The same for all: they come in the order of the list, what is not in it behind."""
        return ()


class Terms(Values):
    """Terms of a vocabulary by its name: `country`, `region`."""

    def __init__(self, vocabulary: str) -> None:
        self.vocabulary = vocabulary

    def words(self, labels: Mapping[str, str]) -> Find:
        """The names of the terms."""
        return vocabularies.names(self.vocabulary, current_language()).get


class Numbered(Terms):
    """Terms with numbers for codes, in the order of these."""

    def sort_key(self, code: str, label: str, count: int) -> tuple[Any, ...]:
        """The number."""
        return (len(code), code)


class Themes(Terms):
    """Themes in the order of the vocabulary, the narrower ones under theirs."""

    branching = True

    def __init__(self) -> None:
        super().__init__("theme")


class Languages(Values):
    """BCP 47 codes."""

    def words(self, labels: Mapping[str, str]) -> Find:
        """The name of a language that has one."""

        def find(code: str) -> str | None:
            name = formats.name_of_language(code, current_language())
            return name if name != code else None

        return find


class RecordWords(Values):
    """Values whose words only the records have: the index keeps them and gives them with its answer."""

    in_answer = True

    def words(self, labels: Mapping[str, str]) -> Find:
        """The words that came."""
        return labels.get
