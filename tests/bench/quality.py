"""`make bench-quality COLLECTION=folder`: how good the first results are, on a collection with judgements.

The folder holds `corpus.jsonl` (id, title, text), `queries.tsv` (id, text) and `qrels.tsv` (query, document, grade).
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from tqdm import tqdm

from exchange.retrieval.port import Document
from tests.bench import conditions, written
from tests.bench.engines import FTS5, NAMES, PRODUCT, TANTIVY, WHOOSH, opened
from tests.bench.metrics import average_precision, ndcg, recall
from tests.bench.spent import apart

DEPTH = 100
FLOOR = 0.33
ENGINES = (PRODUCT, FTS5, TANTIVY, WHOOSH)


@dataclass(frozen=True)
class Collection:
    """Documents by name, questions by name, and for each question the grades of the documents judged."""

    documents: dict[str, tuple[str, str]]
    questions: dict[str, str]
    grades: dict[str, dict[str, int]]


def read(folder: Path) -> Collection:
    """The collection in a folder. A first line of names in a table is passed over."""
    lines = (folder / "corpus.jsonl").read_text("utf-8").splitlines()
    given = [json.loads(line) for line in lines if line.strip()]
    documents = {str(one["id"]): (one.get("title") or "", one.get("text") or "") for one in given}
    grades: dict[str, dict[str, int]] = {}
    for question, document, *_others, grade in _table(folder / "qrels.tsv"):
        if grade.strip().lstrip("-").isdigit():
            grades.setdefault(question, {})[document] = int(grade)
    questions = {name: text for name, text, *_others in _table(folder / "queries.tsv") if name in grades}
    return Collection(documents, questions, grades)


def _table(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened_file:
        yield from (row for row in csv.reader(opened_file, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) > 1)


def scores(name: str, collection: Collection, language: str) -> dict[str, float]:
    """nDCG@10, MAP and Recall@100 of an engine, over all questions with a relevant document. Run it in a fresh process."""
    names = list(collection.documents)
    asked = {
        one: text for one, text in collection.questions.items() if any(grade > 0 for grade in collection.grades[one].values())
    }
    with tempfile.TemporaryDirectory(prefix="bench-quality-") as folder:
        engine = opened(name, Path(folder))
        engine.build(
            Document(number, language, title, (text,), {}) for number, (title, text) in enumerate(collection.documents.values())
        )
        engine.close()
        engine = opened(name, Path(folder))
        found = {
            one: [names[number] for number in engine.ranked(text, DEPTH)]
            for one, text in tqdm(asked.items(), desc=NAMES[name], unit=" questions", leave=False)
        }
        engine.close()
    return {
        "nDCG@10": fmean(ndcg(ranking, collection.grades[one]) for one, ranking in found.items()),
        "MAP": fmean(average_precision(ranking, collection.grades[one]) for one, ranking in found.items()),
        "Recall@100": fmean(recall(ranking, collection.grades[one]) for one, ranking in found.items()),
    }


def table(collection: Collection, name: str, scored: dict[str, dict[str, float]]) -> list[str]:
    """The scores as Markdown."""
    heads = list(scored[PRODUCT])
    best = max(one["nDCG@10"] for engine, one in scored.items() if engine != PRODUCT)
    own = scored[PRODUCT]["nDCG@10"]
    counts = f"{len(collection.documents):,} documents, {len(collection.questions):,} questions"
    floor, above = ("met" if held else "**missed**" for held in (own >= FLOOR, own > best))
    return [
        f"Collection `{name}`: {counts}. nDCG@10 of at least {FLOOR}: {floor}; above every other engine: {above}.",
        "",
        f"| engine | {' | '.join(heads)} |",
        f"| --- | {' | '.join('---' for _head in heads)} |",
        *(f"| {NAMES[engine]} | {' | '.join(f'{one[head]:.3f}' for head in heads)} |" for engine, one in scored.items()),
    ]


def main() -> int:
    """Score every engine, print the table and write it to `docs/performance.md`."""
    place = os.environ.get("COLLECTION", "")
    if not (Path(place) / "corpus.jsonl").is_file():
        sys.stderr.write("Say which collection: make bench-quality COLLECTION=folder (corpus.jsonl, queries.tsv, qrels.tsv)\n")
        return 2
    folder = Path(place).resolve()
    collection = read(folder)
    scored = {name: apart(scores, name, collection, os.environ.get("COLLECTION_LANGUAGE", "en")) for name in ENGINES}
    lines = [*table(collection, folder.name, scored), "", *conditions.described()]
    sys.stdout.write("\n".join(lines) + "\n")
    written.put("quality", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
