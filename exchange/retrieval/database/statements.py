"""Records that are found with one statement: filters are conditions of it, and counts are read from the rows it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from exchange.core.db import db
from exchange.retrieval.database.words import looked_for
from exchange.retrieval.kinds.facet import Condition, DatabaseFacet
from exchange.retrieval.port import Answer, Hit, Request

Years = tuple[int | None, int | None]


@dataclass(frozen=True, kw_only=True)
class Statements:
    """How records of a kind are found in the database.

    `number` is the column of their numbers, `visible` a statement that selects those of all that everybody may read. `says` is the
    condition that a text of the record holds a word, `ran` that it fits a span of years, `order` what sorts by an order, its last
    part different for each record. `labels` gives the words for codes that only records have.
    """

    number: InstrumentedAttribute[int]
    visible: Callable[[], Select[Any]]
    says: Callable[[str], Condition]
    ran: Callable[[Years], Condition]
    order: Callable[[str], Sequence[Any]]
    facets: Sequence[DatabaseFacet[Any]]
    labels: Callable[[], Mapping[str, str]]

    def find(self, request: Request) -> Answer:
        """The page, the total and the counts that `request` asks for."""
        chosen = self._narrow(request)
        total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        rows = chosen.order_by(*self.order(request.sort)).offset(request.offset).limit(request.limit)
        numbers = list(db.session.scalars(rows)) if request.limit else []
        counts = {facet.name: self._counts(request, facet) for facet in self.facets if facet.name in request.counts}
        languages = self._languages(request, numbers)
        return Answer(total, [Hit(number, languages[number], 0.0) for number in numbers], counts, self.labels())

    def _narrow(self, request: Request, but: str = "") -> Select[Any]:
        """What matches and fits every filter but one."""
        chosen = self.visible().where(self.ran(request.years))
        if words := looked_for(request.asked):
            chosen = chosen.where(or_(*(self.says(word) for word in words)))
        for facet in self.facets:
            codes = request.chosen.get(facet.name)
            if codes and facet.name != but:
                chosen = chosen.where(facet.condition(codes))
        return chosen if request.only is None else chosen.where(self.number.in_(request.only))

    def _counts(self, request: Request, facet: DatabaseFacet[Any]) -> Mapping[str, int]:
        pairs = set(facet.held(self._narrow(request, facet.name)))
        return Counter(code for _number, code in pairs)

    def _languages(self, request: Request, numbers: Sequence[int]) -> Mapping[int, str]:
        """The language of a text of each record: the reader's where it has one, else one of those chosen, else any."""
        facet = next((one for one in self.facets if one.of_text), None)
        if facet is None or not numbers:
            return dict.fromkeys(numbers, request.language)
        wanted = request.chosen.get(facet.name) or frozenset()
        pairs = facet.held(self.visible().where(self.number.in_(numbers)))
        fitting = [(number, code) for number, code in pairs if not wanted or code in wanted]
        fitting.sort(key=lambda pair: (pair[1] == request.language, pair[1]))
        return {**dict.fromkeys(numbers, request.language), **dict(fitting)}
