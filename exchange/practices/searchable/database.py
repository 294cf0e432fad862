"""How practices are found in the database alone: words in titles and summaries, years, and orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, false, func, or_, select, true

from exchange.practices import lifecycle, queries
from exchange.practices.models import Practice, Translation, TranslationVersion, Version
from exchange.practices.searchable.documents import STILL_RUNNING
from exchange.practices.searchable.facets import FACETS, labels_of_sources
from exchange.retrieval.database.statements import Statements, Years
from exchange.retrieval.kinds.facet import Condition


def _order(sort: str) -> Sequence[Any]:
    newest = (Version.published_at.desc(), Practice.id)
    reviewed = (func.coalesce(Practice.confirmed_at, Version.published_at).desc(), *newest)
    return reviewed if sort == "reviewed" else newest


def _says(word: str) -> Condition:
    """The word stands in title or summary, of the original or of a translation."""
    translated = (
        select(Translation.practice_id)
        .join(TranslationVersion, TranslationVersion.translation_id == Translation.id)
        .where(
            TranslationVersion.status == lifecycle.PUBLISHED,
            or_(_holds(TranslationVersion.title, word), _holds(TranslationVersion.summary, word)),
        )
    )
    return or_(_holds(Version.title, word), _holds(Version.summary, word), Practice.id.in_(translated))


def _holds(column: Any, word: str) -> Condition:
    found: Condition = func.lower(column).contains(word.lower(), autoescape=True)
    return found


def _ran(years: Years) -> Condition:
    first, last = years
    if first is None and last is None:
        return true()
    begins = func.coalesce(Version.start_year, Version.end_year)
    runs = Version.answers["state"].as_string().in_(sorted(STILL_RUNNING))
    wanted: list[Condition] = [begins.is_not(None)]
    if first is not None:
        ends_late = func.coalesce(Version.end_year, Version.start_year) >= first
        wanted.append(or_(ends_late, and_(Version.end_year.is_(None), runs)))
    if last is not None:
        wanted.append(begins <= last)
    return and_(*wanted) if first is None or last is None or first <= last else false()


FOUND = Statements(
    number=Practice.id,
    visible=queries.visible_numbers,
    says=_says,
    ran=_ran,
    order=_order,
    facets=FACETS,
    labels=labels_of_sources,
)
