"""Practices as lists need them, and no more of each: columns instead of whole records, a few statements for any number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, case, func, select

from exchange.core.db import db
from exchange.core.formats import reader_locale
from exchange.core.languages import current_language, page_language
from exchange.core.text import plain, shorten
from exchange.practices import lifecycle
from exchange.practices.fields import FORM
from exchange.practices.models import Practice, Translation, TranslationVersion, Version, VersionPlace, VersionTheme
from exchange.vocabularies import queries as vocabularies

SUMMARY = FORM.by_name["summary"].limit
HEAD = frozenset({"title", "summary"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A practice in a list. `title` and `summary` are in `language`; `languages` are all it can be read in.

    A practice without a summary has the beginning of its text there. `themes` and `places` are codes, the main theme
    first; `other_places` are the names of countries only the source knows. `words` counts the original's. `body` is the whole text in `language`, in the
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
    scale: str
    evidence: str | None
    reviewed: bool
    start_year: int | None
    end_year: int | None
    words: int
    published_at: datetime | None
    confirmed_at: datetime | None
    body: list[str]


def list_rows(ids: Sequence[int], lang: str, *, body: bool = False) -> list[Listed]:
    """Those of the practices that everybody may read, in the order of `ids`, in the page language `lang` where there is such a text."""
    if not ids:
        return []
    heads = {row.id: row for row in db.session.execute(_HEADS[body], {"ids": ids})}
    versions = {"ids": [row.version for row in heads.values()]}
    themes, places = (_group(db.session.execute(chosen, versions)) for chosen in (_THEMES, _PLACES))
    translations = _group(db.session.execute(_TRANSLATIONS[body], {"ids": list(heads)}))
    return [
        _list_row(
            row,
            {one.language: one for one in translations.get(row.id, [])},
            lang,
            [one.theme_id for one in themes.get(row.version, [])],
            [one.place_code for one in places.get(row.version, [])],
        )
        for row in (heads[number] for number in ids if number in heads)
    ]


def _group(rows: Iterable[Row[Any]]) -> dict[int, list[Row[Any]]]:
    """The rows by their first column, which they are ordered by."""
    return {number: list(some) for number, some in groupby(rows, key=lambda row: int(row[0]))}


def _text(table: type[Version] | type[TranslationVersion], body: bool) -> tuple[Any, ...]:
    """Title, summary, and what a list needs of the answers: all of them for the body, else the opening where there is no summary."""
    if body:
        return table.title, table.summary, table.answers
    said = func.coalesce(func.nullif(table.answers["description"].as_string(), ""), table.answers["problem"].as_string(), "")
    opening = case((table.summary == "", func.substr(said, 1, 4 * SUMMARY)), else_="")
    return table.title, table.summary, opening.label("opening")


def _heads(body: bool) -> Select[Any]:
    # An expression for the status, so that SQLite finds versions by their practice: it would read the index of all published ones.
    is_published = Version.status.concat("") == lifecycle.PUBLISHED
    return (
        select(
            Practice.id,
            Practice.source_id,
            Practice.record_type,
            Practice.confirmed_at,
            Practice.source_record["countries"].label("codes"),
            Practice.source_record["country_names"].label("names"),
            Version.id.label("version"),
            Version.language,
            Version.kind,
            Version.scale,
            Version.evidence,
            Version.reviewer_id,
            Version.start_year,
            Version.end_year,
            Version.words,
            Version.published_at,
            *_text(Version, body),
        )
        .join(Version, is_published & (Version.practice_id == Practice.id))
        .where(Practice.id.in_(_IDS), Practice.hidden_at.is_(None), Practice.retracted_at.is_(None))
    )


def _translations(body: bool) -> Select[Any]:
    return (
        select(Translation.practice_id, Translation.language, TranslationVersion.by_machine, *_text(TranslationVersion, body))
        .join(TranslationVersion, TranslationVersion.translation_id == Translation.id)
        .where(Translation.practice_id.in_(_IDS), TranslationVersion.status == lifecycle.PUBLISHED)
        .order_by(Translation.practice_id, Translation.language)
    )


# Made once: putting a statement together takes longer than its answer.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_HEADS = {body: _heads(body) for body in (False, True)}
_TRANSLATIONS = {body: _translations(body) for body in (False, True)}
_THEMES = (
    select(VersionTheme.version_id, VersionTheme.theme_id)
    .where(VersionTheme.version_id.in_(_IDS))
    .order_by(VersionTheme.version_id, VersionTheme.position)
)
_PLACES = (
    select(VersionPlace.version_id, VersionPlace.place_code)
    .where(VersionPlace.version_id.in_(_IDS))
    .order_by(VersionPlace.version_id, VersionPlace.position)
)


def _list_row(row: Row[Any], others: Mapping[str, Any], lang: str, themes: list[str], places: list[str]) -> Listed:
    own = page_language(row.language)
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
        other_places=_unknown_codes(row.codes or [], row.names or []),
        kind=row.kind,
        scale=row.scale,
        evidence=row.evidence,
        reviewed=row.reviewer_id is not None,
        start_year=row.start_year,
        end_year=row.end_year,
        words=row.words,
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
    return [str(answers[name]) for name in FORM.searched_texts if name not in HEAD and answers.get(name)]


def unknown_places(practice: Practice) -> list[str]:
    """Countries as the source writes them where our list does not know them: by name where names and codes go together, else by code."""
    record = practice.source_record or {}
    return _unknown_codes(record.get("countries") or [], record.get("country_names") or [])


def _place_written(name: str) -> str:
    """A region or country of our list that a source gives by its English name, in the reader's language; other names as they are."""
    code = vocabularies.code_of_place(name)
    return vocabularies.place_name(code, current_language()) if code else name


def _unknown_codes(codes: Sequence[str], written: Sequence[str]) -> list[str]:
    if not codes:
        return [_place_written(str(name)) for name in written]
    named = dict(zip(codes, written, strict=True)) if len(codes) == len(written) else {}
    territories = reader_locale().territories
    return [str(named.get(code) or territories.get(code, code)) for code in codes if vocabularies.place(code) is None]
