"""What a column holds, as JSON can say it: the same from SQLite and PostgreSQL, and the same value again on either."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Inspector, Integer, MetaData, String, Table, Text, cast
from sqlalchemy.types import TypeEngine, UserDefinedType

from exchange.core.db import UtcDateTime

LARGEST = 2**63


class WrittenJson(UserDefinedType[str]):
    """A column of JSON as the text that stands in it, so that nothing is written another way and NULL differs from `null`."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """The name of the type on both databases."""
        return "JSON"

    def column_expression(self, colexpr: Any) -> Any:
        """Ask for the text, where the driver would give the value."""
        return cast(colexpr, Text)


@dataclass(frozen=True)
class Kind:
    """How values of a column are written and read. `read` raises ValueError or TypeError for what is none of them."""

    type: TypeEngine[Any]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _pass_on(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    # A database is given no half of a character.
    value.encode("utf-8")
    return value


def _integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -LARGEST <= value < LARGEST:
        raise TypeError
    return value


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(_text(value))
    if found.tzinfo is None:
        raise ValueError
    return found


def _json(value: Any) -> str:
    json.loads(_text(value))
    return str(value)


# The first that a column's type belongs to says how its values are read and written.
KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (Boolean, Kind(Boolean(), _pass_on, _switch)),
    (DateTime, Kind(UtcDateTime(), lambda value: value.astimezone(UTC).isoformat(), _moment)),
    (Date, Kind(Date(), date.isoformat, lambda value: date.fromisoformat(_text(value)))),
    (JSON, Kind(WrittenJson(), _pass_on, _json)),
    (Integer, Kind(Integer(), _pass_on, _integer)),
    (String, Kind(Text(), _pass_on, _text)),
)


def kind_of(column_type: TypeEngine[Any]) -> Kind:
    """How values of this type are copied. TypeError for a type that no table had until now: it needs a row of `KINDS`."""
    for parent, kind in KINDS:
        if isinstance(column_type, parent):
            return kind
    raise TypeError(f"no copy is known of a column of type {column_type!r}")


@dataclass(frozen=True)
class Copied:
    """A table as it stands in the database, whatever the models say, and the kind of each column in order."""

    table: Table
    kinds: tuple[Kind, ...]

    @property
    def names(self) -> list[str]:
        """The columns in their order."""
        return [column.name for column in self.table.columns]

    @property
    def numbered(self) -> str | None:
        """The column that the database numbers, if there is one."""
        keys = list(self.table.primary_key.columns)
        return keys[0].name if len(keys) == 1 and isinstance(keys[0].type, Integer) else None

    def write(self, row: Any) -> list[Any]:
        """A row of the database as values of JSON."""
        return [None if value is None else kind.write(value) for kind, value in zip(self.kinds, row, strict=True)]

    def read(self, row: list[Any]) -> dict[str, Any]:
        """Values of JSON as a row for the database. ValueError or TypeError when one is not what its column holds."""
        pairs = zip(self.table.columns, self.kinds, row, strict=True)
        return {column.name: _value(kind, value, nullable=bool(column.nullable)) for column, kind, value in pairs}


def _value(kind: Kind, value: Any, *, nullable: bool) -> Any:
    # SQLite would take a missing number for the next one.
    if value is None and not nullable:
        raise TypeError
    return None if value is None else kind.read(value)


def tables_of(inspector: Inspector) -> dict[str, Copied]:
    """Every table of the database by name, in order of names."""
    return {name: _table_of(inspector, name) for name in sorted(inspector.get_table_names())}


def _table_of(inspector: Inspector, name: str) -> Copied:
    keys = set(inspector.get_pk_constraint(name)["constrained_columns"])
    found = inspector.get_columns(name)
    kinds = tuple(kind_of(one["type"]) for one in found)
    columns = [
        Column(one["name"], kind.type, primary_key=one["name"] in keys, nullable=one["nullable"], autoincrement=False)
        for one, kind in zip(found, kinds, strict=True)
    ]
    return Copied(Table(name, MetaData(), *columns), kinds)
