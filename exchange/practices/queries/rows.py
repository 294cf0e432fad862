"""Practices as lists need them, and no more of each: columns instead of whole records, a few statements for any number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, case, func, select

from exchange.core.db import db
from exchange.core.text import plain, shorten
from exchange.practices import fields, lifecycle, texts
from exchange.practices.models import Practice, Translation, TranslationVersion, Version, VersionPlace, VersionTheme
from exchange.practices.queries.published import visible
from exchange.vocabularies import queries as vocabularies

SUMMARY = fields.BY_NAME["summary"].limit
BODY = tuple(name for name in fields.TEXTS if name not in {"title", "summary", "adapted_link", "interests"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A practice in a list. `title` and `summary` are in `language`; `languages` are all it can be read in.

    A practice without a summary has the beginning of its text there. `themes` and `places` are codes, the main theme
    first; `other_places` are the names of countries only the source knows. `body` is the whole text in `language`, in the
    order of the form, where it was asked for.
    """

    number: int
    source_id: str | None
    record_type: str | None
    title: str
    summary: str
    language: str
    languages: list[str]
    themes: list[str]
    places: list[str]
    other_places: list[str]
    kind: str
    evidence: str | None
    reviewed: bool
    start_year: int | None
    end_year: int | None
    published_at: datetime | None
    confirmed_at: datetime | None
    body: list[str]


def listed(ids: Sequence[int], lang: str, *, body: bool = False) -> list[Listed]:
    """Those of the practices that everybody may read, in the order of `ids`, in the page language `lang` where there is such a text."""
    heads = {row.id: row for row in db.session.execute(_heads(body).where(Practice.id.in_(ids)))}
    versions = [row.version for row in heads.values()]
    themes = _codes(select(VersionTheme.version_id, VersionTheme.theme_id), VersionTheme, versions)
    places = _codes(select(VersionPlace.version_id, VersionPlace.place_code), VersionPlace, versions)
    others = _translations(list(heads), body)
    return [
        _listed(row, others.get(number, {}), lang, themes.get(row.version, []), places.get(row.version, []))
        for number, row in ((number, heads[number]) for number in ids if number in heads)
    ]


def _heads(body: bool) -> Select[Any]:
    return visible().add_columns(
        Practice.source_id,
        Practice.record_type,
        Practice.confirmed_at,
        Practice.source_record["countries"].label("codes"),
        Practice.source_record["country_names"].label("names"),
        Version.id.label("version"),
        Version.language,
        Version.kind,
        Version.evidence,
        Version.reviewer_id,
        Version.start_year,
        Version.end_year,
        Version.published_at,
        *_text(Version, body),
    )


def _text(table: type[Version] | type[TranslationVersion], body: bool) -> tuple[Any, ...]:
    """Title, summary, and what a list needs of the answers: all of them for the body, else the opening where there is no summary."""
    if body:
        return table.title, table.summary, table.answers
    said = func.coalesce(func.nullif(table.answers["description"].as_string(), ""), table.answers["problem"].as_string(), "")
    opening = case((table.summary == "", func.substr(said, 1, 4 * SUMMARY)), else_="")
    return table.title, table.summary, opening.label("opening")


def _codes(chosen: Select[int, str], table: type[VersionTheme] | type[VersionPlace], versions: list[int]) -> dict[int, list[str]]:
    rows = db.session.execute(chosen.where(table.version_id.in_(versions)).order_by(table.version_id, table.position))
    return {number: [row[1] for row in some] for number, some in groupby(rows, key=lambda row: int(row[0]))}


def _translations(ids: list[int], body: bool) -> dict[int, dict[str, Any]]:
    """Published translations by practice and language."""
    rows = db.session.execute(
        select(Translation.practice_id, Translation.language, TranslationVersion.by_machine, *_text(TranslationVersion, body))
        .join(TranslationVersion, TranslationVersion.translation_id == Translation.id)
        .where(Translation.practice_id.in_(ids), TranslationVersion.status == lifecycle.PUBLISHED)
        .order_by(Translation.practice_id, Translation.language)
    )
    return {number: {row.language: row for row in some} for number, some in groupby(rows, key=lambda row: int(row[0]))}


def _listed(row: Row[Any], others: Mapping[str, Any], lang: str, themes: list[str], places: list[str]) -> Listed:
    own = texts.page_language(row.language)
    found = others.get(lang)
    translation = None if found is None or found.by_machine or own == lang else found
    text = translation or row
    return Listed(
        number=row.id,
        source_id=row.source_id,
        record_type=row.record_type,
        title=text.title or row.title,
        summary=text.summary or _opening(text) or row.summary,
        language=lang if translation else row.language,
        languages=[row.language, *(code for code, one in others.items() if not one.by_machine and code != own)],
        themes=themes,
        places=places,
        other_places=_unknown(row.codes or [], row.names or []),
        kind=row.kind,
        evidence=row.evidence,
        reviewed=row.reviewer_id is not None,
        start_year=row.start_year,
        end_year=row.end_year,
        published_at=row.published_at,
        confirmed_at=row.confirmed_at,
        body=_body(row.answers, translation) if hasattr(row, "answers") else [],
    )


def _opening(text: Any) -> str:
    """The first words of what was done, or of the problem, as long as a summary may be; "" when neither was given."""
    said = text.opening if hasattr(text, "opening") else text.answers.get("description") or text.answers.get("problem")
    return shorten(plain(str(said)[: 4 * SUMMARY]), SUMMARY) if said else ""


def _body(original: Mapping[str, Any], translation: Any) -> list[str]:
    answers = translation.answers if translation else original
    return [str(answers[name]) for name in BODY if answers.get(name)]


def unknown_places(practice: Practice) -> list[str]:
    """Countries as the source writes them where our list does not know them: by name where names and codes go together, else by code."""
    record = practice.source_record or {}
    return _unknown(record.get("countries") or [], record.get("country_names") or [])


def _unknown(codes: Sequence[str], written: Sequence[str]) -> list[str]:
    if not codes:
        return [str(name) for name in written]
    named = dict(zip(codes, written, strict=True)) if len(codes) == len(written) else {}
    return [str(named.get(code, code)) for code in codes if vocabularies.place(code) is None]
