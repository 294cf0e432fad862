"""The cells of a question answered in rows: a text, a name, an address, a code of a list. All of them hold a str."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString
from wtforms import SelectField

from exchange.core.addresses import link_address, web_address
from exchange.core.forms import CleanField, readable
from exchange.core.text import one_line
from exchange.questions import options
from exchange.questions.controls import AddressField, require_listed
from exchange.questions.question import CodeList


@dataclass(frozen=True, eq=False)
class Cell:
    """A text on one line. `limit` 0: the limit of the question."""

    name: str
    label: LazyString
    limit: int = field(default=0, kw_only=True)

    def control(self) -> Any:
        """The unbound control of the cell."""
        return CleanField(self.label, [readable])

    def take(self, typed: str | None) -> str:
        """What was typed, as it is kept."""
        return one_line(typed or "")

    def accept(self, given: str) -> str:
        """What a file gives, as it is kept; "" for what may not stand there."""
        return one_line(given)

    def fits(self, value: str, longest: int) -> bool:
        """False for a text beyond the limit, which is `longest` for a cell without one of its own."""
        return len(value) <= (self.limit or longest)

    def knows(self, value: str) -> bool:
        """False for a code that its list does not have."""
        return True

    def tag(self, value: str) -> str:
        """The words of a code, to stand beside the row; "" for what is no code."""
        return ""

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the value."""
        return {"type": "string"}


class AddressCell(Cell):
    """A web address; a draft may hold anything."""

    def control(self) -> Any:
        """One line, written from left to right."""
        return AddressField(self.label, [readable], render_kw={"dir": "ltr"})

    def take(self, typed: str | None) -> str:
        """The address, mended where it can be."""
        return web_address(typed or "")

    def accept(self, given: str) -> str:
        """An address that a page may link to."""
        return link_address(given)


@dataclass(frozen=True, eq=False)
class CodeCell(Cell):
    """A code of `choices`."""

    choices: CodeList = field(kw_only=True)

    def control(self) -> Any:
        """A list with nothing chosen first."""
        return SelectField(self.label, [require_listed], choices=lambda: options.with_empty(self.choices), validate_choice=False)

    def accept(self, given: str) -> str:
        """The code, when the list has it."""
        code = one_line(given)
        return code if code in self.choices else ""

    def fits(self, value: str, longest: int) -> bool:
        """A code is not written by hand."""
        return True

    def knows(self, value: str) -> bool:
        """False for a code of no choice."""
        return value in {"", *self.choices}

    def tag(self, value: str) -> str:
        """The words of the code; an unknown one stands for itself."""
        return str(self.choices.get(value, value))

    def schema(self) -> dict[str, Any]:
        """One of the codes, or none."""
        return {"enum": [*self.choices, ""]}
