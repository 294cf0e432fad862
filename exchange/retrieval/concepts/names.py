"""Every name under which a reader may ask for a term of the vocabularies, in each language of the pages.

Labels and synonyms of themes, goals, targets and places come from the vocabularies as they are loaded; what
the files in `data/` add are other names of places, words of the code lists, and short names of targets.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from flask_babel import LazyString, force_locale

from exchange.core.languages import CODES
from exchange.retrieval.kinds.searchable import Searchable
from exchange.retrieval.kinds.values import Choices
from exchange.vocabularies.queries import WORLD, Labels, PlaceTerm, Vocabularies

DATA = Path(__file__).parent / "data"
PLACES = frozenset({"country", "region"})
TITLE_WORDS = 10
TITLE_RUN = 16
_ASIDE = re.compile(r"\s*[(（][^)）]*[)）]")


class Name(NamedTuple):
    """A name of a term in a language; `preferred` when pages show the term under it."""

    facet: str
    code: str
    language: str
    text: str
    preferred: bool


def every(vocabularies: Vocabularies, kinds: Iterable[Searchable[Any]]) -> Iterator[Name]:
    """All names of all terms, and of the choices by which `kinds` are filtered: the preferred one of a term and language first."""
    yield from _themes(vocabularies)
    yield from _goals(vocabularies)
    yield from _places(vocabularies)
    yield from _choices(kinds)


@cache
def of_nothing() -> frozenset[str]:
    """Words, and words in a row, that never name a term, as the file has them."""
    lines = (DATA / "not_names.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def equivalents() -> list[list[tuple[str, str]]]:
    """Names that say the same in several languages, as (language, name), a list for each meaning."""
    with (DATA / "equivalents.csv").open(encoding="utf-8", newline="") as file:
        return [
            [(language, name.strip()) for language, some in row.items() for name in some.split("|") if name.strip()]
            for row in csv.DictReader(file)
        ]


@cache
def _data(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / name).read_text("utf-8"))["terms"]
    return found


def _names_of_list(facet: str, code: str, words: dict[str, list[str]], *, preferred: bool = True) -> Iterator[Name]:
    for language, texts in words.items():
        for place, text in enumerate(texts):
            yield Name(facet, code, language, text, preferred and not place)


def _choices(kinds: Iterable[Searchable[Any]]) -> Iterator[Name]:
    """Choices of fixed lists: by the names the file has for them, else by their words on pages."""
    named = _data("code_lists.json")
    for facet in chain.from_iterable(kind.facets for kind in kinds):
        if isinstance(facet.values, Choices) and facet.values.asked_for:
            for code, label in facet.values.fixed.items():
                yield from _names_of_list(facet.name, code, named.get(facet.name, {}).get(code) or _labels(label))


def _labels(label: LazyString) -> dict[str, list[str]]:
    found = {}
    for language in CODES:
        with force_locale(language):
            found[language] = [str(label)]
    return found


def _themes(vocabularies: Vocabularies) -> Iterator[Name]:
    for theme in vocabularies.themes.values():
        code = _in_use(vocabularies, theme.id)
        for language, label in theme.labels.items():
            yield Name("theme", code, language, label, code == theme.id)
        yield from _names_of_list("theme", code, dict(theme.also), preferred=False)


def _in_use(vocabularies: Vocabularies, code: str) -> str:
    """The theme to use today for one that may be retired."""
    seen: set[str] = set()
    while code not in seen and (successor := vocabularies.themes[code].replaced_by):
        seen.add(code)
        code = successor
    return code


def _goals(vocabularies: Vocabularies) -> Iterator[Name]:
    for code, goal in vocabularies.goals.items():
        yield from (Name("sdg", code, language, text, True) for language, text in goal.short.items())
        yield from _names_of_numbers("sdg", code)
        yield from _names_of_titles("sdg", code, goal.titles)
    short = _data("target_names.json")
    for code, target in vocabularies.targets.items():
        yield from _names_of_list("target", code, short.get(code, {}))
        yield from _names_of_numbers("target", code)
        yield from _names_of_titles("target", code, target.titles)


def _names_of_numbers(facet: str, code: str) -> Iterator[Name]:
    """“SDG 12” and “SDG12”. The letter of a target such as 12.a is too often a word."""
    if code[-1].isdigit():
        for language, words in _data("goal_words.json").items():
            for word in words:
                yield Name(facet, code, language, f"{word} {code}", False)
                if word.isupper():
                    yield Name(facet, code, language, f"{word}{code}", False)


def _names_of_titles(facet: str, code: str, titles: Labels) -> Iterator[Name]:
    """Titles are whole sentences: who pastes one is understood by how it begins."""
    for language, title in titles.items():
        beginning = title[:TITLE_RUN] if language == "zh" else " ".join(title.split()[:TITLE_WORDS])
        yield Name(facet, code, language, beginning, False)


def _places(vocabularies: Vocabularies) -> Iterator[Name]:
    others = _data("place_names.json")
    for code, place in vocabularies.places.items():
        if code == WORLD:
            continue
        facet = "country" if place.kind == "country" else "region"
        for language in CODES:
            yield from _place(facet, place, language, others.get(code, {}).get(language, ()))


def _place(facet: str, place: PlaceTerm, language: str, others: list[str]) -> Iterator[Name]:
    official = str(place.names.get(language) or "")
    yield Name(facet, place.code, language, official, True)
    if _ASIDE.search(official):
        yield Name(facet, place.code, language, _ASIDE.sub("", official), True)
    yield from (Name(facet, place.code, language, other, True) for other in others)
