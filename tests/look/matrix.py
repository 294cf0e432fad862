"""What is looked at: pages × roles × languages × themes × widths; all of it, or a sample that covers each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from exchange.core.languages import CODES
from tests.house_rules import routes
from tests.house_rules.routes import ROLES, Row
from tests.sampling import TAKES_ALL

THEMES = ("light", "dark")
WIDTHS = (360, 1280)


@dataclass(frozen=True)
class Setting:
    """How somebody looks at a page."""

    lang: str
    theme: str
    width: int

    @property
    def name(self) -> str:
        return f"{self.lang}-{self.theme}-{self.width}"


SETTINGS = [Setting(*one) for one in product(CODES, THEMES, WIDTHS)]
# Addresses that answer a page. What is a file, or leads on, is held by other tests.
PAGES = [row for row in routes.table() if row.method == "GET" and 200 in row.expected]


def looks(setting: Setting) -> Iterator[tuple[Row, str]]:
    """Row and role of each page to be looked at in this setting.

    With EXCHANGE_TEST_ALL=1 each page as each role that may open it. Else each page once, as the role that sees least of
    it, with the settings dealt out in turn.
    """
    for number, row in enumerate(PAGES):
        roles = [role for role, status in zip(ROLES, row.expected, strict=True) if status == 200]
        if TAKES_ALL:
            yield from ((row, role) for role in roles)
        elif SETTINGS[number % len(SETTINGS)] == setting:
            yield row, roles[0]
