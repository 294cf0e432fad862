"""Searching without the index, while it is being rebuilt: words in titles and summaries, the same filters, no counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, false, func, or_, select, true

from exchange.core.db import db
from exchange.experts import queries as experts
from exchange.experts.searchable import EXPERTS
from exchange.experts.searchable import facets as expert_facets
from exchange.experts.visibility import ProfileView
from exchange.practices import lifecycle
from exchange.practices import queries as practices
from exchange.practices.models import Practice, Translation, TranslationVersion, Version
from exchange.practices.searchable import facets as practice_facets
from exchange.practices.searchable.documents import STILL_RUNNING
from exchange.retrieval.analysis import fold
from exchange.retrieval.kinds.facet import Condition
from exchange.retrieval.port import Answer, Hit, Request

MOST_WORDS = 8


def search(request: Request) -> Answer:
    """The answer as far as the database alone can give it: newest first, without counts."""
    return _experts(request) if request.kind == EXPERTS else _practices(request)


def _words(request: Request) -> list[str]:
    asked = request.asked
    shown = [word.shown for word in asked.words] + [phrase.shown for phrase in asked.phrases] + list(asked.prefixes)
    return shown[:MOST_WORDS]


def _practices(request: Request) -> Answer:
    chosen = practices.visible()
    words = _words(request)
    if words:
        chosen = chosen.where(or_(*(_says(word) for word in words)))
    for facet in practice_facets.FACETS:
        if codes := request.chosen.get(facet.name):
            chosen = chosen.where(facet.condition(codes))
    chosen = chosen.where(_years(request.years))
    if request.only is not None:
        chosen = chosen.where(Practice.id.in_(request.only))
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = db.session.scalars(_in_order(chosen, request.sort).offset(request.offset).limit(request.limit))
    return Answer(total, [Hit(number, request.language, 0.0) for number in rows])


def _in_order(chosen: Select[Any], sort: str) -> Select[Any]:
    newest = (Version.published_at.desc(), Practice.id)
    reviewed = (func.coalesce(Practice.confirmed_at, Version.published_at).desc(), *newest)
    return chosen.order_by(*(reviewed if sort == "reviewed" else newest))


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


def _years(years: tuple[int | None, int | None]) -> Condition:
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


def _experts(request: Request) -> Answer:
    words = [fold(word) for word in _words(request)]
    found = [view for view in experts.public_profiles(experts.public_ids()) if _fits(view, request, words)]
    found.sort(key=lambda view: (-(view.confirmed_at or view.updated_at).timestamp(), view.user_id))
    page = found[request.offset : request.offset + request.limit]
    return Answer(len(found), [Hit(view.user_id, request.language, 0.0) for view in page])


def _fits(view: ProfileView, request: Request, words: list[str]) -> bool:
    said = fold(" ".join([view.name, view.position, view.organisation, *view.biography.values()]))
    if (words and not any(word in said for word in words)) or (request.only is not None and view.user_id not in request.only):
        return False
    wanted = {facet: codes for facet in expert_facets.FACETS if (codes := request.chosen.get(facet.name))}
    return all(codes.intersection(facet.codes_of(view)) for facet, codes in wanted.items())
