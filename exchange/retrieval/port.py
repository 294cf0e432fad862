"""The port between the product and a search engine: what goes in, what can be asked, what comes back.

Everything outside the folder of an engine speaks these types only; `engines` has those that stand behind them. What an
engine cannot do it does not name among its capabilities, and gives nothing when it is asked all the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, Protocol

from exchange.retrieval.parsing import NOTHING, Query, Word


@dataclass(frozen=True)
class Document:
    """A record in one language, ready for the index. Moments are seconds since 1970; years None when not known."""

    record: int
    language: str
    title: str
    texts: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str] = field(default_factory=dict)
    newest: float = 0.0
    reviewed: float = 0.0
    first_year: int | None = None
    last_year: int | None = None

    def digest(self) -> str:
        """Changes when anything that the index keeps of the document changes."""
        held = [self.record, self.language, self.title, self.texts, sorted(self.codes.items()), sorted(self.labels.items()),
                self.newest, self.reviewed, self.first_year, self.last_year]  # fmt: skip
        return hashlib.blake2b(json.dumps(held, ensure_ascii=True).encode(), digest_size=12).hexdigest()


class Support(NamedTuple):
    """What records that match say for one code they carry: how many there are, and the sum of how well each matches (the best: 1)."""

    records: int
    weight: float


@dataclass(frozen=True)
class Evidence:
    """What speaks for records beside their own text.

    `given` is added by record, and a record with some is found whether or not its text matches. The text that matches
    best counts `own`, others in proportion. `codes` adds to what carries a (facet, code); `since` is a moment and what is
    added to records reviewed after it.
    """

    given: Mapping[int, float]
    own: float
    codes: Mapping[tuple[str, str], float] = field(default_factory=dict)
    since: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Request:
    """A search: the question, the codes chosen in each facet (one of them must fit), a span of years, the order, the page.

    `language` is the reader's: of a record in several languages its text is shown first. `sort` is `match`,
    `newest` or `reviewed`. `counts` names the facets to count. With `only`, other records are not looked at.
    With `evidence`, the match is by that together with the question.
    """

    kind: str
    asked: Query = NOTHING
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    years: tuple[int | None, int | None] = (None, None)
    language: str = "en"
    sort: str = "match"
    offset: int = 0
    limit: int = 20
    counts: tuple[str, ...] = ()
    only: frozenset[int] | None = None
    evidence: Evidence | None = None


class Via(NamedTuple):
    """A meaning of the question that brought a record, by its place in `Query.meanings`; `carried` when the record carries its term."""

    meaning: int
    carried: bool


@dataclass(frozen=True)
class Hit:
    """A record found, the language of the text that matched, and its score (0 without a question).

    `via` are the meanings that brought it, in the order of the question, where its text does not hold the words
    themselves.
    """

    record: int
    language: str
    score: float
    via: tuple[Via, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A page of hits in order, how many there are in all, and for each facet asked for the count of each code (0 left out).

    `reduced` is True when another engine than the one chosen gave it, since that one cannot be read now.
    """

    total: int
    hits: Sequence[Hit]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    reduced: bool = False


@dataclass(frozen=True)
class Difference:
    """Where index and database differ: `missing`, `extra` or `stale`, and of which record in which language."""

    what: str
    kind: str
    record: int
    language: str


@dataclass(frozen=True)
class Measure:
    """A figure that an operator watches: its name, its meaning, and its value for each value of `label`; one value under "" without a label.

    `counts_up` is True for what never falls.
    """

    name: str
    meaning: str
    values: Mapping[str, float]
    label: str = ""
    counts_up: bool = False


class Unavailable(Exception):
    """The index cannot be read now: it is missing, damaged, or of another schema, and a rebuild is owed."""


class Capability(Enum):
    """What not every engine can do. Filters, spans of years, counts, pages and dates are the part of all."""

    RANKING = "the better a record answers, the earlier it comes, with a score"
    FORMS = "a word is found in its other forms, and in every text of a document"
    OPERATORS = "phrases stand together, what must not occur does not, and beginnings are those of words"
    CONCEPTS = "records are found by the terms that a question names"
    SUPPORT = "records that match speak for the codes they carry, as evidence for other records"
    SIMILAR = "records like a given one"
    SUGGESTING = "records whose title begins as typed"
    SPELLING = "the nearest word for one that no text holds"
    KEEPING = "it keeps documents of its own, which are to be kept in step with the database"


class SearchEngine(Protocol):
    """A search engine. Reading never writes; writing is for the one process that holds `lock()`."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do beside what all can."""

    def lock(self, *, wait: bool = False) -> AbstractContextManager[bool]:
        """The right to write, for one process or thread at a time: True inside the block, False when another has it."""

    def search(self, request: Request) -> Answer:
        """The answer, from what was committed last. Raises Unavailable."""

    def support(self, request: Request, link: str) -> Mapping[str, Support]:
        """For each code of `link`, one of the links of the kind, what the records that match say for it. Raises Unavailable."""

    def similar(self, kind: str, documents: Sequence[Document], limit: int) -> Sequence[int]:
        """The records most like the one these documents are of, best first, never itself. Raises Unavailable."""

    def suggest(self, kind: str, text: str, language: str, limit: int) -> Sequence[Hit]:
        """Records whose title holds the words of `text`, the last one as a beginning; the better ones first. Raises Unavailable."""

    def spell(self, kind: str, words: Sequence[Word]) -> Mapping[str, str]:
        """The nearest word of the index for each of `words` (by `shown`) that no text holds and that has one. Raises Unavailable."""

    def put(self, kind: str, documents: Iterable[Document], drop: Iterable[int] = ()) -> None:
        """Make the index hold exactly `documents` of their records and nothing of the records in `drop`; one commit, on disk when it returns."""

    def drop(self, kind: str, records: Iterable[int]) -> None:
        """Take records out; one commit."""

    def rebuild(self, contents: Mapping[str, Iterable[Document]], basis: str) -> None:
        """Build everything anew beside the live index and switch to it; `basis` is kept with it."""

    def forget(self) -> None:
        """Hold nothing any more: `health` is `missing` until the next rebuild. Nothing happens where there is no index."""

    def digests(self, kind: str) -> dict[tuple[int, str], str]:
        """The digest of every document held, by record and language. Raises Unavailable."""

    def tidy(self, give_way: Callable[[], bool]) -> bool:
        """A piece of the upkeep that no put waits for: True when it did one. Leaves off, with nothing changed, when `give_way()` says so."""

    def health(self, *, thorough: bool = False) -> str:
        """`ready`, or in a word what is wrong: `missing`, `outdated` or `damaged`. `thorough` reads all of the index for it."""

    def figures(self) -> Sequence[Measure]:
        """What the engine is made of and what befell it, `documents` by kind among it. Raises Unavailable."""

    def state(self) -> str:
        """Names what is read now: the same name, the same answers. Never changes for an engine that keeps no documents. Raises Unavailable."""

    def basis(self) -> str | None:
        """The basis given to the last rebuild; "" when there is none, None for an engine that keeps no documents."""
