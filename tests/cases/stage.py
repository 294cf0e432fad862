"""What a case is played with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from exchange.accounts.models import User
from tests.client import Reader

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Case:
    """A row of `cases.csv`."""

    kind: str
    input: str
    right_outcome: str
    played_by: str

    @property
    def typed(self) -> list[str]:
        """What stands between back quotes in `input`, as the characters meant: `\\u200b` is one, ⏎ ends a line."""
        return [
            _ESCAPE.sub(lambda found: chr(int(found[1], 16)), one).replace("⏎", "\n")
            for one in re.findall("`([^`]*)`", self.input)
        ]


@dataclass(frozen=True)
class Stage:
    """The application, new browsers, the worker, and a folder for files."""

    app: Flask
    new_reader: Callable[[], Reader]
    drain: Callable[[], int]
    folder: Path

    def signed_in(self, user: User) -> Reader:
        """A browser in which this member is signed in."""
        made = self.new_reader()
        made.sign_in(user)
        return made
