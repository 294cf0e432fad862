"""What a search found, in the shapes programs get."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from flask import url_for
from msgspec import UNSET, UnsetType

from exchange.api.parameters import Wanted
from exchange.api.shapes import (
    ExpertHighlights,
    ExpertResult,
    Experts,
    FacetValue,
    Highlights,
    PracticeResult,
    Practices,
)
from exchange.core import clock
from exchange.core.languages import DEFAULT, absolute, page_language
from exchange.core.text import bare
from exchange.experts import queries as experts_queries
from exchange.experts.visibility import ProfileView
from exchange.practices import choices, texts
from exchange.practices import queries as practices_queries
from exchange.practices.queries import Listed
from exchange.retrieval.highlight import Marks
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.port import Hit
from exchange.search import facets, reasons, service
from exchange.search.facets import Option
from exchange.search.parameters import YEARS
from exchange.search.service import Found
from exchange.vocabularies import queries as vocabularies

EXCERPT = 300
MARK = "<mark>"


def practices(wanted: Wanted, found: Found) -> Practices:
    """A page of practices. What the index found is read again: the database decides what may be shown."""
    hits = {hit.record: hit for hit in found.answer.hits}
    marks = Marks(wanted.search.asked) if wanted.search.asked.ranked else None
    rows = practices_queries.list_rows(list(hits), wanted.lang, body=marks is not None)
    return Practices(**_page(wanted, found), results=[_practice(row, hits[row.number], marks) for row in rows])


def experts(wanted: Wanted, found: Found) -> Experts:
    """A page of experts, each as everybody may see them."""
    hits = {hit.record: hit for hit in found.answer.hits}
    marks = Marks(wanted.search.asked) if wanted.search.asked.ranked else None
    written = practices_queries.counts_by_author(list(hits))
    views = experts_queries.public_profiles(list(hits))
    why = reasons.of_experts(views, reasons.subject_of(wanted.search, found.matching, wanted.lang), wanted.lang)
    results = [
        _expert(view, hits[view.user_id], written.get(view.user_id, 0), marks, why.get(view.user_id), wanted.lang)
        for view in views
    ]
    return Experts(**_page(wanted, found), results=results)


def _page(wanted: Wanted, found: Found) -> dict[str, Any]:
    """What both answers say around their list."""
    answer, search = found.answer, wanted.search
    sources = None if found.reduced else answer.labels
    query = wanted.next_query(answer.total)
    return {
        "total": answer.total,
        "page": search.page,
        "per_page": wanted.per_page,
        "next": absolute(f"{url_for(f'api.{search.kind}')}?{query}") if query else None,
        "facets": _facets(wanted, found),
        "suggestion": None if found.reduced else service.suggestion(search, wanted.lang),
        "problems": [*wanted.problems, *facets.unknown_codes_in_words(search, sources)],
        "reduced": found.reduced,
    }


def _facets(wanted: Wanted, found: Found) -> dict[str, list[FacetValue]]:
    """Every facet that was counted, themes of both levels side by side; years as they were given, with what they leave."""
    search, answer = wanted.search, found.answer
    shown = {facet: _values(facets.options(search, answer, facet)) for facet in answer.counts}
    if registered_kinds()[search.kind].by_year and wanted.counts:
        for name in YEARS:
            year = search.years.get(name)
            shown[name] = [FacetValue(year, year, answer.total, True)] if year else []
    return shown


def _values(options: Iterable[Option]) -> list[FacetValue]:
    return [FacetValue(one.value, one.label, one.count, one.selected) for one in _flat(options) if one.count or one.selected]


def _flat(options: Iterable[Option]) -> Iterator[Option]:
    for one in options:
        yield one
        yield from one.children


def _practice(row: Listed, hit: Hit, marks: Marks | None) -> PracticeResult:
    countries, regions = by_kind(row.places)
    return PracticeResult(
        id=row.number,
        source_id=row.source_id,
        title=row.title,
        summary=row.summary,
        language=row.language,
        languages=row.languages,
        countries=countries,
        regions=regions,
        themes=row.themes,
        kind=row.kind or None,
        evidence=choices.level_for_readers(row.evidence, reviewed=row.reviewed),
        published_at=row.published_at,
        url=address_of(row.number, row.title, row.language),
        score=_score(hit),
        highlights=_highlights(row, marks) if marks else Highlights(),
    )


def _highlights(row: Listed, marks: Marks) -> Highlights:
    return Highlights(
        title=mark(marks, row.title, row.language),
        summary=mark(marks, row.summary, row.language),
        text=excerpt(marks, bare("\n".join(row.body)), row.language),
    )


def _expert(view: ProfileView, hit: Hit, written: int, marks: Marks | None, why: str | None, lang: str) -> ExpertResult:
    return ExpertResult(
        id=view.user_id,
        name=str(view.name),
        position=view.position,
        organisation=view.organisation,
        country=view.country_code,
        countries=[worked.place_code for worked in view.countries],
        themes=list(view.themes),
        languages=[code for code, _level in view.languages],
        practices=written,
        open=view.openness(clock.now().date()),
        url=absolute(url_for("experts.show", lang=lang, number=view.user_id, slug=view.slug)),
        score=_score(hit),
        highlights=_expert_highlights(view, marks, lang) if marks else ExpertHighlights(),
        why=why or None,
    )


def _expert_highlights(view: ProfileView, marks: Marks, lang: str) -> ExpertHighlights:
    language, biography = view.biography_for(lang) or (lang, "")
    return ExpertHighlights(
        name=mark(marks, view.name, language),
        position=mark(marks, view.position, language),
        organisation=mark(marks, view.organisation, language),
        text=excerpt(marks, bare(biography), language),
    )


def mark(marks: Marks, text: str, language: str) -> str | UnsetType:
    """`text` with its matches marked; UNSET when it has none."""
    shown = str(marks.mark(text, language))
    return shown if MARK in shown else UNSET


def excerpt(marks: Marks, text: str, language: str) -> str | UnsetType:
    """The part of `text` with most matches, marked; UNSET when it has none."""
    shown = str(marks.snippet(text, EXCERPT, language))
    return shown if MARK in shown else UNSET


def by_kind(places: Iterable[str]) -> tuple[list[str], list[str]]:
    """Codes of countries, and of the regions named in their place."""
    known = vocabularies.current_vocabularies().places
    countries: list[str] = []
    regions: list[str] = []
    for code in places:
        (countries if code in known and known[code].kind == "country" else regions).append(code)
    return countries, regions


def address_of(number: int, title: str, language: str) -> str:
    """The canonical address of a practice in the language its title is in."""
    page = page_language(language) or DEFAULT
    return absolute(url_for("practices.show", lang=page, number=number, slug=texts.slug(title)))


def _score(hit: Hit) -> float:
    return round(hit.score, 4) if math.isfinite(hit.score) else 0.0
