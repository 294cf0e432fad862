"""An engine with another one behind it, which answers while the first cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TypeVar

from exchange.retrieval.parsing import Word
from exchange.retrieval.port import Answer, Capability, Document, Hit, Measure, Request, SearchEngine, Support, Unavailable

Result = TypeVar("Result")


class WithFallback:
    """See `SearchEngine`. What is asked is asked of `first`, and of `second` while `first` is unavailable; what is kept is kept by `first`.

    An answer of `second` is marked `reduced` and counts nothing: its counts would come and go with the index. What a check of the first
    engine asks (digests, health, figures) is its own matter, and raises as it does.
    """

    def __init__(self, first: SearchEngine, second: SearchEngine) -> None:
        self.first = first
        self.second = second

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Those of the first; what the second cannot do, an answer of it leaves out."""
        return self.first.capabilities

    def search(self, request: Request) -> Answer:
        """The answer of the first, else the reduced one of the second."""
        try:
            return self.first.search(request)
        except Unavailable:
            found = self.second.search(replace(request, counts=()))
            return replace(found, labels={}, reduced=True)

    def support(self, request: Request, link: str) -> Mapping[str, Support]:
        """As the first has it, else the second."""
        return self._either(lambda engine: engine.support(request, link))

    def similar(self, kind: str, documents: Sequence[Document], limit: int) -> Sequence[int]:
        """As the first has them, else the second."""
        return self._either(lambda engine: engine.similar(kind, documents, limit))

    def suggest(self, kind: str, text: str, language: str, limit: int) -> Sequence[Hit]:
        """As the first has them, else the second."""
        return self._either(lambda engine: engine.suggest(kind, text, language, limit))

    def spell(self, kind: str, words: Sequence[Word]) -> Mapping[str, str]:
        """As the first has it, else the second."""
        return self._either(lambda engine: engine.spell(kind, words))

    def _either(self, read: Callable[[SearchEngine], Result]) -> Result:
        try:
            return read(self.first)
        except Unavailable:
            return read(self.second)

    def lock(self, *, wait: bool = False) -> AbstractContextManager[bool]:
        """The right to write to the first."""
        return self.first.lock(wait=wait)

    def put(self, kind: str, documents: Iterable[Document], drop: Iterable[int] = ()) -> None:
        """Put into the first."""
        self.first.put(kind, documents, drop)

    def drop(self, kind: str, records: Iterable[int]) -> None:
        """Take out of the first."""
        self.first.drop(kind, records)

    def rebuild(self, contents: Mapping[str, Iterable[Document]], basis: str) -> None:
        """Build the first anew."""
        self.first.rebuild(contents, basis)

    def forget(self) -> None:
        """Let the first hold nothing any more."""
        self.first.forget()

    def digests(self, kind: str) -> dict[tuple[int, str], str]:
        """Those of the first. Raises Unavailable."""
        return self.first.digests(kind)

    def tidy(self, give_way: Callable[[], bool]) -> bool:
        """A piece of the upkeep of the first."""
        return self.first.tidy(give_way)

    def health(self, *, thorough: bool = False) -> str:
        """That of the first."""
        return self.first.health(thorough=thorough)

    def figures(self) -> Sequence[Measure]:
        """Those of the first. Raises Unavailable."""
        return self.first.figures()

    def state(self) -> str:
        """That of the first. Raises Unavailable."""
        return self.first.state()

    def basis(self) -> str | None:
        """That of the first."""
        return self.first.basis()
