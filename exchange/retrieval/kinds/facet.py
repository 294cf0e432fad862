"""One facet: everything the product knows of a filter, in one object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask_babel import LazyString
from sqlalchemy import ColumnElement, Select

from exchange.retrieval.kinds.values import Values

Condition = ColumnElement[bool]
# The records of a statement, each with a code that it has: (number, code), in no order.
Held = Callable[[Select[Any]], Iterable[tuple[int, str]]]
Record = TypeVar("Record")


@dataclass(frozen=True, kw_only=True, eq=False)
class Facet(Generic[Record]):
    """A filter of one kind of record.

    `name` is the parameter in addresses and in the interface for programs, and the field of the index; `label` its words
    on pages; `meaning` what the interface says of it. `values` give the words of a code and how the page lays them
    out. `codes` are the values that a record has, None where the language of each text is the value; `labels` are
    words for codes that only the record has. One with a `place` stands open on a page, in the order of places, before all others.
    """

    name: str
    label: LazyString
    meaning: str
    values: Values
    codes: Callable[[Record], Iterable[str]] | None
    labels: Callable[[Record], Mapping[str, str]] | None = None
    place: int | None = None

    @property
    def of_text(self) -> bool:
        """True when it narrows to texts and not to records."""
        return self.codes is None

    def codes_of(self, record: Record) -> tuple[str, ...]:
        """The values a record has, each once, in order; none when they are those of its texts."""
        return tuple(sorted(set(self.codes(record)))) if self.codes else ()


@dataclass(frozen=True, kw_only=True, eq=False)
class DatabaseFacet(Facet[Record]):
    """A facet of records that the database finds with one statement: `condition` holds for those with one of the codes, `held` has the codes of each."""

    condition: Callable[[frozenset[str]], Condition]
    held: Held
