"""Records that are few, and of which who may see what is worked out in Python: all are read, and looked at one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from exchange.retrieval.analysis import title_key
from exchange.retrieval.database.words import looked_for
from exchange.retrieval.kinds.facet import Facet
from exchange.retrieval.port import Answer, Hit, Request

Record = TypeVar("Record")


@dataclass(frozen=True, kw_only=True)
class Records(Generic[Record]):
    """How records of a kind are found among all of them.

    `every` gives those that everybody may read, `number` the number of one, `newest` the moment it is ordered by, and `texts` what is
    said of it, by language.
    """

    every: Callable[[], Sequence[Record]]
    number: Callable[[Record], int]
    newest: Callable[[Record], float]
    texts: Callable[[Record], Mapping[str, str]]
    facets: Sequence[Facet[Record]]

    def find(self, request: Request) -> Answer:
        """The page, the total and the counts that `request` asks for."""
        words = [title_key(word) for word in looked_for(request.asked)]
        matching = [one for one in self.every() if self._matches(one, request, words)]
        found = [one for one in matching if self._fits(one, request)]
        found.sort(key=lambda one: (-self.newest(one), self.number(one)))
        page = found[request.offset : request.offset + request.limit]
        counts = {facet.name: self._counts(matching, request, facet) for facet in self.facets if facet.name in request.counts}
        labels = {
            code: words for facet in self.facets if facet.labels for one in found for code, words in facet.labels(one).items()
        }
        return Answer(len(found), [self._hit(one, request, words) for one in page], counts, labels)

    def _matches(self, record: Record, request: Request, words: Sequence[str]) -> bool:
        if request.only is not None and self.number(record) not in request.only:
            return False
        return not words or any(_holds(text, words) for text in self.texts(record).values())

    def _fits(self, record: Record, request: Request, but: str = "") -> bool:
        """True when a record fits every filter but one."""
        wanted = [(facet, request.chosen.get(facet.name)) for facet in self.facets if facet.name != but]
        return all(codes.intersection(self._codes(record, facet)) for facet, codes in wanted if codes)

    def _codes(self, record: Record, facet: Facet[Record]) -> Sequence[str]:
        return sorted(self.texts(record)) if facet.of_text else facet.codes_of(record)

    def _counts(self, matching: Sequence[Record], request: Request, facet: Facet[Record]) -> Mapping[str, int]:
        some = [one for one in matching if self._fits(one, request, facet.name)]
        return Counter(code for one in some for code in self._codes(one, facet))

    def _hit(self, record: Record, request: Request, words: Sequence[str]) -> Hit:
        texts = self.texts(record)
        holding = [code for code, text in texts.items() if not words or _holds(text, words)]
        shown = request.language if request.language in holding else next(iter(holding or texts), request.language)
        return Hit(self.number(record), shown, 0.0)


def _holds(text: str, words: Sequence[str]) -> bool:
    said = title_key(text)
    return any(word in said for word in words)
