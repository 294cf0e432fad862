"""Kinds of questions answered in rows of several cells: links, references, partners, evidence."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _pl
from wtforms import Form as RowForm
from wtforms import FormField

from exchange.core.addresses import is_link
from exchange.questions.cells import AddressCell, Cell, CodeCell
from exchange.questions.controls import SeveralRows, rows_for
from exchange.questions.question import CodeList, Question, Terms, Words, require_shape

LONGEST_ADDRESS = 2_000
LONGEST_LABEL = 200
Row = Mapping[str, str]


class Rows(Question, ABC):
    """A list of dict[str, str], a value for each cell: what all kinds of rows share. A kind says its cells, in the order they are kept."""

    asking = "rows"
    reading = "rows"
    is_brief = False
    has_links = True
    row_name: ClassVar[LazyString]

    @property
    def empty(self) -> Any:
        return []

    @cached_property
    @abstractmethod
    def cells(self) -> tuple[Cell, ...]:
        """The cells of a row."""

    @property
    def asked_cells(self) -> tuple[Cell, ...]:
        """The cells in the order they are asked."""
        return self.cells

    def is_whole(self, row: Row) -> bool:
        """True for a row of a file that says enough to be kept."""
        return bool(row["url"])

    @abstractmethod
    def row_flaw(self, row: Row) -> str:
        """The sentence that says how to mend a row; "" for a good one."""

    def control(self, value: Any) -> Any:
        """A group of controls for each row, and some to spare."""
        group = type("Row", (RowForm,), {cell.name: cell.control() for cell in self.asked_cells})
        return SeveralRows(FormField(group), self.label, description=self.hint, **rows_for(len(value), self.most))

    def name_rows(self, control: Any) -> None:
        """Only the list as a whole is marked as optional."""
        for row in control.entries:
            for part in (row, *row.form):
                part.flags.optional_mark = False

    def take(self, data: Any) -> Any:
        """The rows with anything in them."""
        return [{cell.name: cell.take(row[cell.name]) for cell in self.cells} for row in data if any(row.values())]

    def flaw(self, value: Any, given: Mapping[str, Any]) -> str:
        """Asks for shorter texts, or says what is wrong in the first row that is not good."""
        longest = self.limit or LONGEST_LABEL
        for row in value:
            if not all(cell.fits(row.get(cell.name, ""), longest) for cell in self.cells):
                return str(_("Shorten the texts in the rows to %(limit)s characters", limit=longest))
            told = self.row_flaw(row)
            if told:
                return told
        return ""

    def knows(self, value: Any) -> bool:
        """False with a code that the list of its cell does not have."""
        return all(cell.knows(row[cell.name]) for row in value for cell in self.cells)

    def words(self, value: Any, words: Words) -> str:
        """A line for each row, its address last."""
        return "\n".join(" · ".join(filter(None, (self.title(row), *self.tags(row), row.get("url", "")))) for row in value)

    def title(self, row: Row) -> str:
        """The words a row is known by."""
        return row.get("label") or row.get("name") or ""

    def tags(self, row: Row) -> list[str]:
        """The words of the codes in a row."""
        return [tag for cell in self.cells if (tag := cell.tag(row.get(cell.name, "")))]

    def schema(self) -> dict[str, Any]:
        """A list of objects with every cell."""
        row = {cell.name: cell.schema() for cell in self.cells}
        return {"type": "array", "items": {"type": "object", "required": list(row), "properties": row}}

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """The whole rows."""
        rows = (
            self._row(require_shape(one, dict, "a list of objects", where), where)
            for one in require_shape(value, list, "a list", where)
        )
        return [row for row in rows if self.is_whole(row)]

    def _row(self, given: Mapping[str, Any], where: str) -> dict[str, str]:
        words = "a list of objects with texts"
        return {cell.name: cell.accept(require_shape(given.get(cell.name) or "", str, words, where)) for cell in self.cells}


class Links(Rows):
    """Rows of {"url", "label"}."""

    row_name = _l("Link %(number)s")

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return (AddressCell("url", _l("Address"), limit=LONGEST_ADDRESS), Cell("label", _l("Title")))

    def row_flaw(self, row: Row) -> str:
        """Asks for a whole address."""
        return "" if is_link(row["url"]) else str(_("Enter a full address in each row, such as https://example.org"))


class References(Rows):
    """Rows of {"url", "label"}; url may be empty for a citation."""

    row_name = _l("Reference %(number)s")

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return (AddressCell("url", _l("Address"), limit=LONGEST_ADDRESS), Cell("label", _l("Title or citation")))

    @property
    def asked_cells(self) -> tuple[Cell, ...]:
        """The citation first."""
        return self.cells[::-1]

    def is_whole(self, row: Row) -> bool:
        """A citation or an address is enough."""
        return bool(row["url"] or row["label"])

    def row_flaw(self, row: Row) -> str:
        """Asks for a whole address, or none."""
        if row["url"] and not is_link(row["url"]):
            return str(_("Enter a full address, such as https://example.org, or leave it empty"))
        return ""


@dataclass(frozen=True, eq=False)
class Partners(Rows):
    """Rows of {"name", "role"}; a role is a code of `roles`."""

    row_name: ClassVar[LazyString] = _l("Partner %(number)s")
    roles: CodeList = field(kw_only=True)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return (Cell("name", _l("Organisation")), CodeCell("role", _l("Role"), choices=self.roles))

    def is_whole(self, row: Row) -> bool:
        """A name is enough."""
        return bool(row["name"])

    def row_flaw(self, row: Row) -> str:
        """Asks for a name and a role."""
        if not row["name"]:
            return str(_("Enter the name of each partner"))
        return "" if row["role"] in self.roles else str(_("Choose a role for each partner"))


@dataclass(frozen=True, eq=False)
class Evidence(Links):
    """Rows of {"url", "label", "kind"}; a kind is a code of `kinds`."""

    row_name: ClassVar[LazyString] = _l("Evidence %(number)s")
    kinds: CodeList = field(kw_only=True)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return (AddressCell("url", _l("Address"), limit=LONGEST_ADDRESS), Cell("label", _l("Title")),
                CodeCell("kind", _pl("kind of evidence", "Kind"), choices=self.kinds))  # fmt: skip

    def row_flaw(self, row: Row) -> str:
        """Asks for a kind, then for a whole address."""
        return super().row_flaw(row) if row["kind"] in self.kinds else str(_("Choose the kind of each piece of evidence"))
