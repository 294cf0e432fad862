"""Ways on from an empty result: wider questions with what each finds, people to ask, themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from exchange.core import formats
from exchange.core.languages import current_language
from exchange.experts import queries as experts
from exchange.experts.searchable import EXPERTS
from exchange.retrieval.port import Answer
from exchange.search import facets, helping, parameters, reasons, service
from exchange.search.parameters import Parameters
from exchange.search.people import PersonCard, people
from exchange.vocabularies import queries as vocabularies

# Each way is a search of its own.
MOST_COUNTS = 6
MOST_PEOPLE = 3
MOST_THEMES = 2
Address = Callable[[Parameters], str]


@dataclass(frozen=True)
class Step:
    """A link to a wider question: `count` is what it finds, in words; `meant` is True for one that mends the spelling."""

    label: str
    href: str
    count: str
    meant: bool = False


@dataclass(frozen=True)
class Wider:
    """What an empty result offers; `everybody` is the address of more people like `people`."""

    steps: list[Step] = field(default_factory=list)
    people: list[PersonCard] = field(default_factory=list)
    everybody: str = ""
    themes: list[Step] = field(default_factory=list)


def widen(wanted: Parameters, answer: Answer, spelling: str | None, address: Address) -> Wider:
    """The ways on from `answer`, which found nothing; `spelling` is the question that may have been meant, `address` that of a result page."""
    ways = islice(_ways(wanted, _filters(wanted, answer), spelling), MOST_COUNTS)
    counted = [(label, way, service.count(_read(way).request(current_language()))) for label, way in ways]
    steps = [
        Step(label, address(way), facets.count_words(wanted.kind, count), meant=label == spelling)
        for label, way, count in counted
        if count
    ]
    asked, everybody = _people(wanted) if wanted.kind != EXPERTS else ([], "")
    return Wider(steps, asked, everybody, _theme_steps(wanted))


def _filters(wanted: Parameters, answer: Answer) -> dict[str, list[str]]:
    """The words of each filter in use, by its name."""
    found: dict[str, list[str]] = {}
    for pair in wanted.filters[: facets.MOST_TOLD]:
        found.setdefault(pair[0], []).append(facets.filter_label(wanted.kind, pair, answer.labels))
    return found


def _ways(wanted: Parameters, filters: dict[str, list[str]], spelling: str | None) -> Iterator[tuple[str, Parameters]]:
    """Questions one step wider, each with its words, the nearest first.

    A filter goes with all its values: any of them would do, so one less of several never gives more.
    """
    if spelling:
        yield spelling, replace(wanted, q=spelling, page=1)
    for name, labels in filters.items():
        yield str(_("without the filter %(filter)s", filter=formats.sentence_list(labels))), wanted.without_facet(name)
    if wanted.q and len(filters) > 1:
        yield str(_("without any filter")), replace(wanted, chosen={}, years={}, page=1)
    if wanted.q and filters:
        yield str(_("without your words")), wanted.without_words()
    if wanted.asked.phrases or wanted.asked.without:
        plain = " ".join(word.lstrip("-") for word in wanted.q.replace('"', " ").split())
        yield plain, wanted.with_words(plain)


def _read(way: Parameters) -> Parameters:
    """The same with its words understood."""
    return parameters.read(way.kind, MultiDict(way.pairs()))


def _themes(wanted: Parameters) -> list[str]:
    """Themes that were chosen or that the words name."""
    named = [one.code for one in wanted.asked.meanings if one.facet == "theme"]
    return [code for code in dict.fromkeys([*wanted.chosen.get("theme", ()), *named]) if vocabularies.theme(code)]


def _people(wanted: Parameters) -> tuple[list[PersonCard], str]:
    """Experts on the themes of the question, else those whose profile or practices hold its words."""
    if themes := _themes(wanted):
        countries = [code for code in wanted.chosen.get("country", ()) if vocabularies.place(code)]
        return helping.on_themes(themes, countries)[:MOST_PEOPLE], url_for("search.experts", theme=themes)
    if not wanted.asked.ranked:
        return [], ""
    asked = parameters.read(EXPERTS, MultiDict([("q", wanted.q)]))
    found = service.search(replace(asked.request(current_language()), limit=MOST_PEOPLE))
    views = experts.public_profiles([hit.record for hit in found.answer.hits])
    why = reasons.of_experts(views, reasons.subject_of(asked, found.matching, current_language()), current_language())
    return people(views, current_language(), why), url_for("search.experts", q=wanted.q)


def _theme_steps(wanted: Parameters) -> list[Step]:
    found = []
    for code in _themes(wanted)[:MOST_THEMES]:
        asked = parameters.read(wanted.kind, MultiDict([("theme", code)]))
        if count := service.count(asked.request(current_language())):
            words = facets.count_words(wanted.kind, count)
            name = vocabularies.theme_label(code, current_language())
            found.append(Step(str(_("Theme: %(theme)s", theme=name)), url_for("pages.theme", theme_id=code), words))
    return found
