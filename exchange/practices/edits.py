"""Two people writing the same draft: which answers can be saved, and which need a choice. Pure.

A form carries the number of the edit it was made from and a short digest of each answer it showed
(`Seen`), so that an answer only one of two people changed is kept without asking.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LENGTH = 10


def digest(value: Any) -> str:
    """A short mark of an answer's value; equal values have equal marks."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:LENGTH]


@dataclass(frozen=True)
class BaseRevision:
    """What a form was made from: the edit's number and the mark of each answer shown. Without marks every difference is a conflict."""

    edit: int
    marks: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def showing(cls, edit: int, values: Mapping[str, Any]) -> BaseRevision:
        """A form that shows `values` at `edit`."""
        return cls(edit, {name: digest(value) for name, value in values.items()})

    @classmethod
    def read(cls, token: str, names: list[str]) -> BaseRevision:
        """From the form's hidden field: "12" or "12.mark.mark…", marks in the order of `names`. Edit -1, which no draft has, when unreadable."""
        number, *marks = token.split(".")
        edit = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1
        return cls(edit, dict(zip(names, marks, strict=True)) if len(marks) == len(names) else {})

    def again(self, edit: int, theirs: Mapping[str, Any], shown: list[str], names: list[str]) -> BaseRevision:
        """The same form of `names` after it has shown the draft's own text of `shown` beside the writer's."""
        fresh = {name for name in names if name in shown or name not in self.marks}
        return BaseRevision(edit, {name: digest(theirs[name]) if name in fresh else self.marks[name] for name in names})

    def token(self) -> str:
        """What the form's hidden field carries."""
        return ".".join([str(self.edit), *self.marks.values()])


@dataclass(frozen=True)
class Merge:
    """`write`: answers to save. `left`: answers somebody else changed and this writer did not. `both`: changed by both, to be chosen."""

    write: dict[str, Any]
    left: list[str]
    both: list[str]


def merge(mine: Mapping[str, Any], theirs: Mapping[str, Any], seen: BaseRevision, edit: int) -> Merge:
    """How `mine`, made from `seen`, goes together with `theirs`, the draft as it is at `edit`."""
    result = Merge({}, [], [])
    for name, value in mine.items():
        if value == theirs[name]:
            continue
        mark = seen.marks.get(name)
        if mark == digest(theirs[name]) or (mark is None and seen.edit == edit):
            result.write[name] = value
        elif mark == digest(value):
            result.left.append(name)
        else:
            result.both.append(name)
    return result
