"""The database as an engine: it is always as it is, so there is nothing to keep in step, and nothing that could be away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

from exchange.retrieval.kinds.searchable import Kinds
from exchange.retrieval.parsing import Word
from exchange.retrieval.port import Answer, Capability, Document, Hit, Measure, Request, Support


class DatabaseEngine:
    """See `SearchEngine`. Each of `kinds` says how its records are found (`Searchable.database`); newest first whatever the question."""

    capabilities: frozenset[Capability] = frozenset()

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds

    def lock(self, *, wait: bool = False) -> AbstractContextManager[bool]:
        """True: who writes to the database is held apart by the database."""
        return nullcontext(True)

    def search(self, request: Request) -> Answer:
        """The answer from the database as it is."""
        return self.kinds[request.kind].database.find(request)

    def support(self, request: Request, link: str) -> Mapping[str, Support]:
        """Nothing: without a score no record speaks for a code."""
        return {}

    def similar(self, kind: str, documents: Sequence[Document], limit: int) -> Sequence[int]:
        """Nothing."""
        return ()

    def suggest(self, kind: str, text: str, language: str, limit: int) -> Sequence[Hit]:
        """Nothing."""
        return ()

    def spell(self, kind: str, words: Sequence[Word]) -> Mapping[str, str]:
        """Nothing."""
        return {}

    def put(self, kind: str, documents: Iterable[Document], drop: Iterable[int] = ()) -> None:
        """Nothing is to be done: the records are in the database."""

    def drop(self, kind: str, records: Iterable[int]) -> None:
        """Nothing is to be done."""

    def rebuild(self, contents: Mapping[str, Iterable[Document]], basis: str) -> None:
        """Nothing is to be done."""

    def forget(self) -> None:
        """Nothing is to be done."""

    def digests(self, kind: str) -> dict[tuple[int, str], str]:
        """The digests of the documents that the records would make now."""
        searched = self.kinds[kind]
        return {(one.record, one.language): one.digest() for one in searched.documents(searched.numbers())}

    def tidy(self, give_way: Callable[[], bool]) -> bool:
        """False: there is nothing to tidy."""
        return False

    def health(self, *, thorough: bool = False) -> str:
        """`ready`."""
        return "ready"

    def figures(self) -> Sequence[Measure]:
        """How many records of each kind can be found."""
        found = {name: self.search(Request(name, limit=0)).total for name in self.kinds}
        return [Measure("documents", "Records that can be found, by kind.", found, "kind")]

    def state(self) -> str:
        """The same for ever: nothing is kept that could be behind the records."""
        return ""

    def basis(self) -> None:
        """None: nothing is kept that was made of something."""
