"""The kinds of record that can be searched, each with its facets in the order of the pages.

A facet is one object; what the pages, the index, the fallback and the interface for programs know of it is read
from here each time. Why: docs/decisions/0021-facets.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from exchange.search.kinds import experts, practices
from exchange.search.kinds.facet import Facet

Read = TypeVar("Read")
FACETS: Mapping[str, Sequence[Facet[Any]]] = {"practices": practices.FACETS, "experts": experts.FACETS}


def facet(kind: str, name: str) -> Facet[Any]:
    """The facet of a kind by its name. KeyError for a name it does not have."""
    for one in FACETS[kind]:
        if one.name == name:
            return one
    raise KeyError(name)


def names(kind: str) -> tuple[str, ...]:
    """The names of the facets of a kind, in their order."""
    return tuple(one.name for one in FACETS[kind])


def of_text(kind: str) -> str | None:
    """The facet that narrows to texts and not to records; None for a kind without one."""
    return next((one.name for one in FACETS[kind] if one.of_text), None)


class ByKind(Mapping[str, Read]):
    """What `read` gives for each kind, read when it is asked for."""

    def __init__(self, read: Callable[[str], Read]) -> None:
        self.read = read

    def __getitem__(self, kind: str) -> Read:
        if kind not in FACETS:
            raise KeyError(kind)
        return self.read(kind)

    def __iter__(self) -> Iterator[str]:
        return iter(FACETS)

    def __len__(self) -> int:
        return len(FACETS)
