"""Asking the search engine of the application."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from exchange.experts.searchable import EXPERTS
from exchange.outbox import queries as outbox
from exchange.retrieval import concepts, parsing
from exchange.retrieval.engines import engine
from exchange.retrieval.port import Answer, Capability, Hit, Measure, Request, Unavailable
from exchange.search import evidence, metrics, parameters, spelling, sync
from exchange.search.parameters import Parameters


@dataclass(frozen=True)
class Found:
    """An answer. Of experts, `matching` is the number of their practices that match."""

    answer: Answer
    matching: Mapping[int, int] = field(default_factory=dict)

    @property
    def reduced(self) -> bool:
        """True when the engine cannot be read now, and the database alone gave the answer."""
        return self.answer.reduced


@dataclass(frozen=True)
class Lag:
    """How far the index is behind: rows owed, and seconds since the oldest was written."""

    rows: int
    seconds: float


def search(request: Request) -> Found:
    """What matches. Never raises for anything a reader typed or chose."""
    began = time.perf_counter()
    found = _find(request)
    metrics.SECONDS.labels(request.kind, "reduced" if found.reduced else "index").observe(time.perf_counter() - began)
    return found


def _find(request: Request) -> Found:
    if request.kind != EXPERTS or Capability.SUPPORT not in engine().capabilities:
        return Found(engine().search(request))
    weighed, matching = evidence.weigh(engine(), request)
    return Found(engine().search(weighed), matching)


def count(request: Request) -> int:
    """How many records match."""
    return search(replace(request, limit=0, offset=0, counts=())).answer.total


def suggest(kind: str, text: str, language: str, limit: int) -> Sequence[Hit]:
    """Records whose title begins as typed; none while the engine cannot tell. Never raises."""
    return engine().suggest(kind, text, language, limit)


def suggestion(wanted: Parameters, language: str) -> str | None:
    """The question the reader may have meant: each word that no text holds made the nearest one that a text does.

    None when there is no such word, or when the question so made finds nothing with the same filters.
    """
    understood = {word for meaning in wanted.asked.meanings for word in meaning.covers}
    spots = [spot for spot in parsing.spans_of(wanted.q) if spot.word not in understood]
    near = engine().spell(wanted.kind, [spot.word for spot in spots])
    if not near:
        return None
    nearest = {word: spelling.as_written(wanted.kind, form, language) for word, form in near.items()}
    meant = parsing.correct(wanted.q, spots, nearest)
    asked = parameters.read(wanted.kind, MultiDict(replace(wanted, q=meant).pairs()))
    return meant if count(asked.request(language)) else None


def lag() -> Lag:
    """How far the index is behind the database."""
    owed = [row for row in outbox.backlog() if row.topic == sync.TOPIC]
    return Lag(sum(row.waiting for row in owed), max((row.oldest_seconds for row in owed), default=0.0))


def not_indexed(practice_ids: Iterable[int]) -> set[int]:
    """Those of the practices that the index still owes a look."""
    owed = outbox.owed_keys(sync.TOPIC)
    return {number for number in practice_ids if f"practice:{number}" in owed}


def warm() -> None:
    """Do beforehand what the first search of a process would wait a second for: open the index, read the names of all terms."""
    engine().health()
    concepts.lexicon()


def state() -> str | None:
    """Names what searches read now; None while the database alone answers, for some time only."""
    try:
        return engine().state()
    except Unavailable:
        return None


def is_ready() -> bool:
    """True when searches are answered from the index."""
    return engine().health() == "ready"


def is_outdated() -> bool:
    """True while the index, answering or not, is of another version of the product or of other vocabularies, and a rebuild is owed."""
    return sync.health() == "outdated"


def figures() -> Sequence[Measure]:
    """What the engine is made of, for the operator. Raises Unavailable."""
    return engine().figures()
