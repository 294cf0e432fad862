"""A kind of record that can be searched: everything that engines, pages and the interface for programs know of it, in one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from flask import Flask, current_app

from exchange.retrieval.kinds.facet import Facet
from exchange.retrieval.port import Answer, Document, Request

EXTENSION = "searchable"
Record = TypeVar("Record")


class Source(Protocol):
    """Where the records of a kind are found without an index: `retrieval.database` has two."""

    def find(self, request: Request) -> Answer:
        """The page, the total and the counts that `request` asks for, newest first unless it asks for another order than `match`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Searchable(Generic[Record]):
    """A kind of record. The room of the record makes one and registers it in its `feature.py`.

    `name` stands for the kind in addresses and in the index, `record` for one of it in what the outbox owes the index.
    `facets` stand in the order of the pages; `links` are codes that are kept to find and count by, but are no filter of a
    reader. `numbers` are the records that everybody may read, in rising order; `documents` what the index holds of those of
    the given numbers, none of one that nobody may read. `version` is raised whenever the same record would make another
    document than before: then every index is built anew. `database` finds records without an index.

    `sorts` are the orders that a reader may choose from, `by_year` is True where a span of years narrows, `on_map` where the
    results can be shown on a map. Choosing in a facet of `ranking` ranks as words do. `counted` says a number of records in words.
    `better` is how much better a record is ranked that carries a (facet, code), as a share of the boost in the settings;
    `likeness` what sharing all codes of a facet adds to how alike two records are.
    """

    name: str
    record: str
    version: int
    facets: Sequence[Facet[Record]]
    numbers: Callable[[], list[int]]
    documents: Callable[[Sequence[int]], list[Document]]
    database: Source
    counted: Callable[[int], str]
    links: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ("match", "newest")
    by_year: bool = False
    on_map: bool = False
    ranking: frozenset[str] = frozenset()
    better: Mapping[tuple[str, str], float] = field(default_factory=dict)
    likeness: Mapping[str, float] = field(default_factory=dict)

    def facet(self, name: str) -> Facet[Record]:
        """The facet of that name. KeyError for a name it does not have."""
        for one in self.facets:
            if one.name == name:
                return one
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the facets, in their order."""
        return tuple(one.name for one in self.facets)

    @property
    def codes(self) -> tuple[str, ...]:
        """The names of all that codes are kept of: facets, then links."""
        return self.names + self.links

    @property
    def text_facet(self) -> str | None:
        """The facet that narrows to texts and not to records; None for a kind without one."""
        return next((one.name for one in self.facets if one.of_text), None)


class Kinds(Mapping[str, Searchable[Any]]):
    """Kinds of record by name, in the order in which they were added."""

    def __init__(self, *kinds: Searchable[Any]) -> None:
        self._kinds = {one.name: one for one in kinds}

    def add(self, kind: Searchable[Any]) -> None:
        """Have one more."""
        self._kinds[kind.name] = kind

    def remove(self, name: str) -> None:
        """Have one less. KeyError for one that is not there."""
        del self._kinds[name]

    def of_record(self, record: str) -> Searchable[Any]:
        """The kind of which one is called `record`. KeyError for none."""
        return {one.record: one for one in self._kinds.values()}[record]

    def __getitem__(self, name: str) -> Searchable[Any]:
        return self._kinds[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)


def register(app: Flask, kind: Searchable[Any]) -> None:
    """Have records of this kind searched in `app`: called from the `feature.py` of their room."""
    of_app(app).add(kind)


def of_app(app: Flask) -> Kinds:
    """The kinds registered in `app`: one object for all its life, so that an engine sees those that come later."""
    found: Kinds = app.extensions.setdefault(EXTENSION, Kinds())
    return found


def registered_kinds() -> Kinds:
    """The kinds registered in this application."""
    return of_app(current_app._get_current_object())  # type: ignore[attr-defined]  # the proxy's own accessor


def codes_by_facet(facets: Sequence[Facet[Record]], record: Record) -> dict[str, tuple[str, ...]]:
    """The values of a record by facet, without those of its texts."""
    return {facet.name: facet.codes_of(record) for facet in facets if not facet.of_text}


def own_labels(facets: Sequence[Facet[Record]], record: Record) -> dict[str, str]:
    """The words for values that only the record knows, by code."""
    return {code: words for facet in facets if facet.labels for code, words in facet.labels(record).items()}
