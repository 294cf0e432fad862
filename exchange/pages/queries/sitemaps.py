"""Which pages of records there are, a span of numbers at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from exchange.changes import queries as changes
from exchange.core.languages import CODES, DEFAULT
from exchange.experts import queries as experts_queries
from exchange.practices import queries as practices_queries
from exchange.practices import texts
from exchange.vocabularies import queries as vocabularies

# A record has a page in each of six languages, and a sitemap at most 5,000 addresses.
SPAN = 800
PRACTICE, EXPERT = "practice", "expert"


@dataclass(frozen=True)
class Practice:
    """A practice everybody may read: the part of its address for people in each language it can be read in."""

    number: int
    slugs: Mapping[str, str]
    changed: datetime | None


@dataclass(frozen=True)
class Expert:
    """A public profile."""

    number: int
    slug: str
    changed: datetime | None


def themes() -> list[str]:
    """The themes in use, in the order of the vocabulary."""
    return [one.id for branch in vocabularies.current_vocabularies().tree for one in (branch.theme, *branch.children)]


def countries() -> list[str]:
    """The countries that practices are about, in the order of their codes."""
    return sorted(practices_queries.counts_by_country())


def parts_of_practices() -> list[tuple[int, datetime | None]]:
    """The spans that hold a practice, from 1, each with when readers last saw one of it change."""
    return _with_changes(PRACTICE, practices_queries.spans(SPAN))


def parts_of_experts() -> list[tuple[int, datetime | None]]:
    """The same of public profiles."""
    return _with_changes(EXPERT, experts_queries.spans(SPAN))


def _with_changes(kind: str, spans: list[int]) -> list[tuple[int, datetime | None]]:
    changed = changes.newest_by_span(kind, SPAN)
    return [(span + 1, changed.get(span)) for span in spans]


def practices(part: int) -> list[Practice]:
    """The practices of a span, by number."""
    found = practices_queries.titles(practices_queries.ids_between(*_numbers(part)))
    changed = changes.newest_by_number(PRACTICE, *_numbers(part))
    return [Practice(number, _slugs(titles), changed.get(number)) for number, titles in sorted(found.items())]


def _slugs(titles: Mapping[str, str]) -> dict[str, str]:
    """By language of a page. A text in none of these languages is read in its original's words on the English page."""
    readable = {code: texts.slug(titles[code]) for code in CODES if code in titles}
    return readable or {DEFAULT: texts.slug(next(iter(titles.values())))}


def experts(part: int) -> list[Expert]:
    """The public profiles of a span, by number."""
    changed = changes.newest_by_number(EXPERT, *_numbers(part))
    named = experts_queries.public_slugs(*_numbers(part))
    return [Expert(number, slug, changed.get(number)) for number, slug in named.items()]


def _numbers(part: int) -> tuple[int, int]:
    return (part - 1) * SPAN + 1, part * SPAN
