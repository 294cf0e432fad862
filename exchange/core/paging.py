"""Lists in pages of twenty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from exchange.core.errors import NotFound

PER_PAGE = 20
LAST_PAGE = 100_000
Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list: its items in order, the total over all pages, and its place (from 1)."""

    items: Sequence[Item]
    total: int
    number: int = 1
    per_page: int = PER_PAGE

    @property
    def last(self) -> int:
        """Number of the last page, 1 for an empty list."""
        return max(1, -(-self.total // self.per_page))


def page_number(arguments: MultiDict[str, str]) -> int:
    """The page asked for, from 1. Raises NotFound when it is not a whole number from 1 to 100,000."""
    raw = arguments.get("page", "1")
    if raw.isascii() and raw.isdigit() and len(raw) <= 6 and 1 <= int(raw) <= LAST_PAGE:
        return int(raw)
    raise NotFound(str(_("There is no page with this number. Start again from the first page.")))


def require_page(page: Page[Item]) -> Page[Item]:
    """`page`, or NotFound when it lies after the last one."""
    if page.number > page.last:
        raise NotFound(str(_("There is no page with this number. Start again from the first page.")))
    return page
