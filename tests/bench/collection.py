"""Synthetic practices for the bench: any number, the same every time, made in a stream.

Words follow Zipf's law over 50,000 made-up words. Each ends in a consonant that no stemmer takes off, so that every
engine sees the same words whatever it stems with. Themes, places and groups are those of the product.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from config import ROOT
from exchange.practices.choices import EVIDENCE_LEVELS, KINDS, SCALES
from exchange.retrieval.port import Document

DATA = ROOT / "exchange" / "vocabularies" / "data"
SEED = 20261125
WORDS = 50_000
TITLE, SUMMARY, BODY = 10, 60, (400, 801)
PART = 500
SYLLABLES = [first + second for first in "bdfgklmnprtvz" for second in "aeiou"]
ENDS = "bgkp"
LANGUAGES = {"en": 0.7, "fr": 0.1, "es": 0.1, "ru": 0.04, "ar": 0.03, "zh": 0.03}
SOURCE = "Bench"
SOURCE_CODE = "bench"
EPOCH = datetime(2010, 1, 1, tzinfo=UTC).timestamp()
DAY = 86_400.0
Numbers = NDArray[np.int64]


@cache
def words() -> tuple[str, ...]:
    """The 50,000 words, the most frequent first: short ones of two syllables before those of three."""
    mixed = np.random.default_rng(SEED)
    found: list[str] = []
    for count in (2, 3):
        possible = len(SYLLABLES) ** count * len(ENDS)
        found += [_word(int(number), count) for number in mixed.permutation(possible)[: WORDS - len(found)]]
    return tuple(found)


def _word(number: int, syllables: int) -> str:
    """The word of that number among all with so many syllables."""
    rest, end = divmod(number, len(ENDS))
    parts = []
    for _place in range(syllables):
        rest, one = divmod(rest, len(SYLLABLES))
        parts.append(SYLLABLES[one])
    return "".join(reversed(parts)) + ENDS[end]


@cache
def shares() -> NDArray[np.float64]:
    """The share of all text that the words up to each one have together."""
    weights = 1.0 / np.arange(1, WORDS + 1)
    return np.asarray(np.cumsum(weights) / weights.sum())


@cache
def themes() -> dict[str, str | None]:
    """Themes of the product with the one above each."""
    terms = json.loads((DATA / "themes.json").read_text("utf-8"))["terms"]
    return {term["id"]: term["parent"] for term in terms}


@cache
def countries() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Countries with the regions each lies in and the groups it belongs to."""
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    regions = ("region_code", "subregion_code", "intermediate_region_code")
    marks = ("ldc", "lldc", "sids")
    return {
        row["iso2"]: (
            tuple(row[name] for name in regions if row[name]),
            tuple(mark for mark in marks if row[mark] == "1"),
        )
        for row in rows
    }


def documents(size: int) -> Iterator[Document]:
    """`size` practices, numbered from 1. The first of a larger collection are those of a smaller one."""
    for part in range(-(-size // PART)):
        yield from itertools.islice(_part(part), size - part * PART)


def _part(part: int) -> Iterator[Document]:
    chance = np.random.default_rng([SEED, part])
    vocabulary = words()
    bodies = chance.integers(*BODY, PART)
    drawn = np.searchsorted(shares(), chance.random(int(bodies.sum()) + PART * (TITLE + SUMMARY)))
    # Themes and countries are as uneven as those of real practices: some have many, most have few.
    place = 0
    for number, body in enumerate(bodies):
        text = [vocabulary[one] for one in drawn[place : place + TITLE + SUMMARY + int(body)]]
        place += len(text)
        yield _document(part * PART + number + 1, text, chance)


def _document(number: int, text: Sequence[str], chance: np.random.Generator) -> Document:
    first = int(chance.integers(1990, 2026))
    last = first + int(chance.integers(0, 8))
    moment = EPOCH + DAY * int(chance.integers(0, 5_800))
    return Document(
        record=number,
        language=str(chance.choice(list(LANGUAGES), p=list(LANGUAGES.values()))),
        title=" ".join(text[:TITLE]),
        texts=(" ".join(text[TITLE : TITLE + SUMMARY]), " ".join(text[TITLE + SUMMARY :])),
        codes=_codes(chance),
        labels={SOURCE_CODE: SOURCE},
        newest=moment,
        reviewed=moment + DAY,
        first_year=first,
        last_year=last,
    )


def _codes(chance: np.random.Generator) -> dict[str, tuple[str, ...]]:
    chosen = _some(list(themes()), 1 + int(chance.integers(0, 3)), chance)
    places = _some(list(countries()), 1 + int(chance.random() < 0.1), chance)
    found = {
        "theme": {*chosen, *(above for one in chosen if (above := themes()[one]))},
        "kind": set(_some(list(KINDS), 1, chance)),
        "scale": set(_some(list(SCALES), 1, chance)),
        "country": set(places),
        "region": {region for one in places for region in countries()[one][0]},
        "group": {mark for one in places for mark in countries()[one][1]},
        "evidence": set(_some(list(EVIDENCE_LEVELS), 1, chance)),
        "sdg": {str(one) for one in chance.integers(1, 18, 2)},
        "source": {SOURCE_CODE},
        "author": {str(chance.integers(1, 2_000))},
        "target": set(),
    }
    return {facet: tuple(sorted(codes)) for facet, codes in found.items()}


def _some(given: Sequence[str], count: int, chance: np.random.Generator) -> list[str]:
    """Up to `count` of `given`, the earlier ones far more often: some themes and countries have most practices."""
    return list({given[int(len(given) * chance.random() ** 2)] for _ in range(count)})


def record(document: Document) -> dict[str, Any]:
    """The same practice as a record that the product's importer takes in."""
    summary, body = document.texts
    answers = {
        "kind": document.codes["kind"][0],
        "scale": document.codes["scale"][0],
        "start": str(document.first_year),
        "end": str(document.last_year),
    }
    return {
        "source_id": f"{SOURCE_CODE}:{document.record}",
        "source": SOURCE,
        "title": document.title,
        "summary": summary,
        "description": body,
        "lang": document.language,
        "countries": list(document.codes["country"]),
        "themes": list(document.codes["theme"]),
        "licence": "CC0-1.0",
        "attribution": SOURCE,
        "extra": {"practice": {"answers": answers, "evidence": document.codes["evidence"][0]}},
    }
