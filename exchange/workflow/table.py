"""A workflow as a table: which transitions a record may make, and what else its log tells. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from flask_babel import LazyString

Needed = Literal["note", "reason"]


@dataclass(frozen=True)
class Remark:
    """What the log of a subject tells without a transition: its name, and what a line of it cannot lack."""

    name: str
    needs: tuple[Needed, ...] = ()


@dataclass(frozen=True)
class Transition:
    """A transition: the states it may start from (None: there is no record yet) and the state it leads to (None: none is left).

    `stamps` names the column that holds the moment of it, "" for none; `needs` says what its line cannot lack.
    """

    name: str
    before: tuple[str | None, ...]
    after: str | None
    stamps: str = ""
    needs: tuple[Needed, ...] = ()


class Subject(NamedTuple):
    """What an event is about: the number of a subject, and where it applies the part (such as a version) and its revision."""

    number: int
    part: int | None = None
    revision: int | None = None


@dataclass(frozen=True)
class Workflow:
    """The transitions of one kind of record, and the kind of subject its log is about.

    `conflict` is the sentence for somebody who comes when the record has left the state they saw. Names are unique; ValueError else.
    """

    subject: str
    conflict: LazyString
    transitions: tuple[Transition, ...]
    remarks: tuple[Remark, ...] = ()

    def __post_init__(self) -> None:
        names = [one.name for one in self.transitions] + [one.name for one in self.remarks]
        if len(set(names)) < len(names):
            raise ValueError(f"two lines of the workflow of a {self.subject} have one name")

    @cached_property
    def _by_name(self) -> dict[str, Transition]:
        return {one.name: one for one in self.transitions}

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]

    def __iter__(self) -> Iterator[Transition]:
        return iter(self.transitions)

    def allows(self, name: str, status: str | None) -> bool:
        """True when the transition of this name may start from `status`. KeyError for an unknown one."""
        return status in self[name].before

    def names_from(self, status: str | None) -> frozenset[str]:
        """The names of the transitions that may start from `status`."""
        return frozenset(one.name for one in self if status in one.before)

    def remark(self, name: str) -> Remark:
        """The remark of this name. KeyError for an unknown one."""
        return {one.name: one for one in self.remarks}[name]
