"""Whole answers of the product over a real database filled by its own importer: what a page costs, and which part of it costs what."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from flask import Flask
from sqlalchemy import select
from tqdm import tqdm

from config import from_environment
from exchange import create_app
from exchange.core.db import db
from exchange.practices import queries as practices_queries
from exchange.practices.models import Practice
from exchange.practices.searchable import PRACTICES
from exchange.search import documents, sync, views
from exchange.server.child import settle
from exchange.setup.preparation import prepare
from exchange.transfer import importing, pace
from tests.bench import collection, questions
from tests.bench.engines import FTS5, Engine, opened
from tests.bench.spent import apart, milliseconds, quantile

QUESTIONS = 100
WARMING = 20
PAGE, API, SUGGEST = "/en/practices/", "/api/v1/practices", "/en/suggest/"
READY = "ready"
# What the view calls, one after the other; none of them calls another.
PARTS = (
    (practices_queries, "cards", "cards from the database"),
    (views, "_mark", "marking the words"),
    (views, "_page", "filters in words and addresses"),
    (views, "render_template", "template"),
)


def filled(folder: Path, size: int, index: Path | None = None) -> Path:
    """The folder of an instance with `size` synthetic practices, or with the product's sample when `size` is 0.

    `index` is one built of the same practices, numbered alike: it is taken as it is, rather than built once more.
    """
    if not (folder / READY).exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        apart(_fill, folder, size, index)
        (folder / READY).touch()
    return folder


def application(folder: Path, *, sample: bool = False) -> Flask:
    """The product over that folder, quiet and without limits."""
    settings = {"EXCHANGE_VAR": str(folder / "var"), "SAMPLE": "1" if sample else "0", "RATE_LIMITS": "0", "LOG_LEVEL": "ERROR"}
    return create_app(from_environment(settings))


def _fill(folder: Path, size: int, index: Path | None) -> None:
    app = application(folder, sample=not size)
    prepare(app, lambda _said: None)
    file = folder / "records.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for document in collection.documents(size):
            lines.write(json.dumps(collection.record(document)) + "\n")
    with app.app_context():
        if size:
            _import(file, size)
        if index:
            shutil.copytree(index, folder / "var" / "index")
        else:
            with tqdm(total=documents.total(), desc="indexing the database", unit=" records") as bar:
                sync.rebuild(bar.update)
        db.session.remove()
    file.unlink()


def _import(file: Path, size: int) -> None:
    """Take the practices in. The rests that an import gives to readers are left out: nobody else reads."""
    pace.REST = pace.SHORTEST_REST = 0.0
    with tqdm(total=file.stat().st_size, desc=f"importing {size:,} practices", unit="B", unit_scale=True, mininterval=1) as bar:
        importing.import_file(file, reviewed=True, refuse=_refused, advance=bar.update)
    numbers = db.session.execute(select(Practice.id, Practice.source_id).order_by(Practice.id)).all()
    if [f"{collection.SOURCE_CODE}:{number}" for number, _source in numbers] != [source for _number, source in numbers]:
        raise ValueError("the practices are not numbered as the documents of the index are")


def _refused(number: int, reason: str) -> None:
    raise ValueError(f"line {number}: {reason}")


def measured(folder: Path, size: int, compared: Path | None) -> dict[str, Any]:
    """Milliseconds of page and API answer, and of FTS5's search, facets and rows on the same questions. Run it in a fresh process."""
    app = application(folder, sample=not size)
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    asked = questions.warm(QUESTIONS + WARMING) if size else _of_titles(app)
    engine = opened(FTS5, compared) if compared else None
    figures: dict[str, Any] = {"page": _answers(app, PAGE, asked, engine)}
    figures["api"] = _answers(app, API, asked, engine) if API in routes else None
    typed = questions.typed(QUESTIONS + WARMING) if size else [one[: len(one) // 2 + 1] for one in asked]
    figures["suggest"] = _answers(app, SUGGEST, typed, None)
    if engine:
        engine.close()
    return figures


def _of_titles(app: Flask) -> list[str]:
    """Questions to the sample, each once: two words of one of its titles."""
    with app.app_context():
        titles = [one.title for one in documents.every(PRACTICES)]
    chance = np.random.default_rng(collection.SEED)
    some = [[word for word in title.split() if len(word) > 3] for title in titles]
    pairs = [" ".join(chance.choice(words, 2, replace=False)) for words in some if len(words) > 1]
    return list(dict.fromkeys(pairs))[: QUESTIONS + WARMING]


def _answers(app: Flask, address: str, asked: Sequence[str], engine: Engine | None) -> dict[str, Any]:
    times: list[float] = []
    compared: list[float] = []
    client = app.test_client()
    with Parts(app) as parts:
        for turn, question in enumerate(tqdm(asked, desc=address, unit=" answers", leave=False)):
            if turn == WARMING:
                times, compared = [], []
                parts.spent.clear()
                settle()
            where = f"{address}?q={quote(question)}"
            times.append(milliseconds(lambda where=where: _fetched(client.get(where))))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
            if engine:
                compared.append(milliseconds(lambda question=question: engine.search(question)))  # type: ignore[misc]  # as above
    shares = {part: spent / len(times) for part, spent in parts.spent.items()}
    return {
        "p50": quantile(times, 0.5),
        "p95": quantile(times, 0.95),
        "parts": {**shares, "all else": sum(times) / len(times) - sum(shares.values())},
        "compared": {"p50": quantile(compared, 0.5), "p95": quantile(compared, 0.95)} if compared else None,
    }


def _fetched(answer: Any) -> None:
    if answer.status_code != 200:
        raise ValueError(f"{answer.request.path} answers {answer.status_code}")


class Parts:
    """Clocks around what a view calls: milliseconds by part in `spent`."""

    def __init__(self, app: Flask) -> None:
        self.spent: Counter[str] = Counter()
        self.places = [(app.extensions["search"], "search", "search in the index"), *PARTS]
        self.before: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> Parts:
        for holder, name, part in self.places:
            found = getattr(holder, name)
            self.before.append((holder, name, found))
            setattr(holder, name, self._clocked(found, part))
        return self

    def __exit__(self, *_error: object) -> None:
        for holder, name, found in self.before:
            setattr(holder, name, found)

    def _clocked(self, work: Callable[..., Any], part: str) -> Callable[..., Any]:
        @wraps(work)
        def clocked(*given: Any, **named: Any) -> Any:
            begun = time.process_time()
            try:
                return work(*given, **named)
            finally:
                self.spent[part] += (time.process_time() - begun) * 1_000  # type: ignore[assignment]  # a Counter of fractions

        return clocked
