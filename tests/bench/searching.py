"""The same questions to all engines in one process, in turns, so that whatever else the machine does hits all alike."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from exchange.practices.searchable import PRACTICES
from exchange.retrieval import parsing
from exchange.retrieval.highlight import Marks
from exchange.retrieval.port import Request
from exchange.search.suggestions import MOST
from exchange.search.views import SUMMARY_LENGTH
from exchange.server.child import settle
from tests.bench import collection, questions
from tests.bench.engines import NAMES, PRODUCT, ROWS, WHOOSH, Engine, Found, opened
from tests.bench.engines.product import Comparison as Product
from tests.bench.spent import milliseconds, quantile
from tests.retrieval.kinds import KINDS

QUESTIONS, COLD_QUESTIONS, SLOW_QUESTIONS = 200, 60, 24
LARGE = 50_000
SWITCHES = 15
COMMITS = 20
HIGHLIGHTS = 50
TYPED = 200
Figures = dict[str, Any]


def measured(size: int, folders: Mapping[str, Path]) -> Figures:
    """All figures of searching at one size, by name. Run it in a fresh process."""
    engines = {name: opened(name, folder) for name, folder in folders.items()}
    figures: Figures = {"cold": _asked(engines, questions.cold(COLD_QUESTIONS), "terms not asked before", size)}
    for word in tqdm(questions.known_words(), desc=f"{size:,}: warming", unit=" words", leave=False):
        for name, engine in engines.items():
            if name != WHOOSH:
                engine.search(word)
    figures["warm"] = _asked(engines, questions.warm(QUESTIONS), "questions not asked before", size)
    figures["agree"] = _agree(engines)
    product = engines[PRODUCT]
    assert isinstance(product, Product)
    figures["highlights"] = _highlights()
    figures["suggest"] = _suggested(product)
    figures["hostile"] = _hostile(product)
    for engine in engines.values():
        engine.close()
    figures["switch"] = {name: _switch(name, folder) for name, folder in folders.items() if name != WHOOSH or size < LARGE}
    figures["commit"] = {name: _commits(name, folder, size) for name, folder in folders.items() if name != WHOOSH or size < LARGE}
    return figures


def _asked(engines: Mapping[str, Engine], asked: Sequence[str], what: str, size: int) -> Figures:
    """p50 and p95 in milliseconds by engine. Plain Whoosh is asked a few only, evenly chosen: it needs seconds at 100,000."""
    times: dict[str, list[float]] = {name: [] for name in engines}
    few = set(asked[:: -(-len(asked) // (SLOW_QUESTIONS if size < LARGE else SLOW_QUESTIONS // 3))])
    names = list(engines)
    for turn, question in enumerate(tqdm(asked, desc=f"{size:,}: {what}", unit=" questions", leave=False)):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            if name != WHOOSH or question in few:
                times[name].append(milliseconds(lambda name=name, question=question: engines[name].search(question)))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
    return {name: {"p50": quantile(some, 0.5), "p95": quantile(some, 0.95), "count": len(some)} for name, some in times.items()}


def _agree(engines: Mapping[str, Engine]) -> bool:
    """True when every engine finds as many practices, gives as many rows and counts every facet the same."""
    some = questions.warm(SLOW_QUESTIONS // 8)
    return all(len({_facts(engine.search(question)) for engine in engines.values()}) == 1 for question in some)


def _facts(found: Found) -> tuple[object, ...]:
    counts = {facet: sorted((code, count) for code, count in some.items() if count) for facet, some in found.counts.items()}
    return found.total, len(found.rows), str(sorted(counts.items()))


def _highlights() -> Figures:
    """Marking the words of a question in 20 titles and texts of 600 words, each time other texts and another question."""
    texts = [(one.title, one.texts[1]) for one in collection.documents(ROWS * HIGHLIGHTS // 5)]
    times = []
    for turn, question in enumerate(questions.warm(HIGHLIGHTS)):
        some = [texts[(turn * ROWS + place) % len(texts)] for place in range(ROWS)]
        times.append(milliseconds(lambda some=some, question=question: _marked(question, some)))  # type: ignore[misc]  # as above
    return {"p50": quantile(times, 0.5), "p95": quantile(times, 0.95)}


def _marked(question: str, texts: Sequence[tuple[str, str]]) -> None:
    marks = Marks(parsing.parse(question))
    for title, text in texts:
        marks.mark(title, "en")
        marks.snippet(text, SUMMARY_LENGTH, "en")


def _suggested(product: Product) -> Figures:
    """What the index takes to suggest titles while somebody types, each beginning typed for the first time."""
    times = [milliseconds(partial(product.backend.suggest, PRACTICES, text, "en", MOST)) for text in questions.typed(TYPED)]
    return {"p50": quantile(times, 0.5), "p95": quantile(times, 0.95)}


def _hostile(product: Product) -> Figures:
    """Processor time of every hostile question in milliseconds, asked for the first time, with all facets counted."""
    times = {}
    for what, request in tqdm(list(_hostile_requests()), desc="hostile questions", leave=False):
        times[what] = milliseconds(lambda request=request: product.backend.search(request()))  # type: ignore[misc]  # as above
    return times


def _hostile_requests() -> Iterator[tuple[str, Any]]:
    counts = KINDS[PRACTICES].names

    def request(question: str, **more: Any) -> Request:
        return Request(PRACTICES, parsing.parse(question), limit=ROWS, counts=counts, **more)

    for what, question in questions.hostile():
        yield what, lambda question=question: request(question)
    many = " ".join(collection.words()[:64])
    everything = {
        "theme": frozenset(collection.themes()),
        "country": frozenset(collection.countries()),
        "language": frozenset(collection.LANGUAGES),
    }
    yield "every filter set", lambda: request(many, chosen=everything, years=(1900, 2100))
    yield "a page far behind", lambda: request(many, offset=10**9)
    yield "nothing asked, newest first", lambda: request("", sort="newest")


def _switch(name: str, folder: Path) -> float:
    """Milliseconds of the thread that asks first after a new index appears: nothing of it is in this process yet. The median."""
    times = []
    for question in questions.cold(SWITCHES):
        engine = opened(name, folder)
        times.append(milliseconds(lambda engine=engine, question=question: engine.search(question), time.thread_time))  # type: ignore[misc]  # as above
        engine.close()
    return quantile(times, 0.5)


def _commits(name: str, folder: Path, size: int) -> Figures:
    """One document at a time into a copy of the index: processor time and time on the clock, and what a reader then pays to see it."""
    writing, wall, reading, before = [], [], [], []
    question = questions.warm(1)[0]
    with tempfile.TemporaryDirectory(prefix="bench-commits-") as place:
        copy = Path(place) / name
        shutil.copytree(folder, copy)
        writer, reader = opened(name, copy), opened(name, copy)
        reader.search(question)
        fresh = [replace(one, record=size + one.record) for one in collection.documents(COMMITS)]
        if isinstance(writer, Product):
            # Its rows are the database's, written before the index learns of them.
            writer.rows.put(fresh)
            settle()
        for added in tqdm(fresh, desc=f"{size:,}: commits, {NAMES[name]}", leave=False):
            before.append(milliseconds(lambda: reader.search(question)))
            begun = time.perf_counter()
            writing.append(milliseconds(lambda added=added: writer.put(added)))  # type: ignore[misc]  # as above
            wall.append((time.perf_counter() - begun) * 1_000)
            seen = opened(name, copy) if name in {WHOOSH, "tantivy"} else reader
            reading.append(milliseconds(lambda seen=seen: seen.search(question)))  # type: ignore[misc]  # as above
        writer.close()
        reader.close()
    return {
        "p50": quantile(writing, 0.5), "p95": quantile(writing, 0.95), "wall": quantile(wall, 0.5),
        "reader": max(0.0, quantile(reading, 0.5) - quantile(before, 0.5)),
    }  # fmt: skip
