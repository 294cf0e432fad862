"""Practices as they stand in lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from sqlalchemy import select

from exchange.core.db import db
from exchange.core.languages import direction
from exchange.core.text import plain, shorten
from exchange.practices import choices, fields, texts
from exchange.practices.models import Person, Practice, Version, VersionPlace, VersionTheme
from exchange.practices.queries.names import Names
from exchange.practices.queries.published import Published, published_many, visible
from exchange.vocabularies import queries as vocabularies

SUMMARY = fields.BY_NAME["summary"].limit


@dataclass(frozen=True)
class Card:
    """What a list shows of a practice. `title` and `summary` are in `language`; `languages` are all it can be read in.

    A practice without a summary shows the beginning of its text. `reviewed` is False for one that was reviewed
    elsewhere and only taken over here.
    """

    number: int
    slug: str
    title: str
    summary: str
    language: str
    languages: list[str]
    themes: list[tuple[str, str]]
    countries: list[tuple[str, str]]
    other_countries: list[str]
    kind: str
    kind_label: LazyString | None
    evidence: str | None
    evidence_label: LazyString | None
    record_label: LazyString | None
    imported: bool
    reviewed: bool
    start_year: int | None
    end_year: int | None
    published_at: datetime | None
    confirmed_at: datetime | None

    @property
    def dir(self) -> str:
        """Direction of title and summary."""
        return direction(self.language)

    @property
    def main_theme(self) -> tuple[str, str] | None:
        """Identifier and label of the main theme."""
        return self.themes[0] if self.themes else None

    @property
    def places(self) -> list[str]:
        """Names of its countries and areas, those that only the source knows last."""
        return [name for _code, name in self.countries] + self.other_countries

    @property
    def tags(self) -> list[LazyString]:
        """Facts in words: what the record calls itself, evidence level, kind."""
        return [words for words in (self.record_label, self.evidence_label, self.kind_label) if words is not None]


def cards(ids: Sequence[int], lang: str) -> list[Card]:
    """Cards of those practices that everybody may read, in the order of `ids`, with words in the page language `lang` where there are any."""
    found = {one.practice.id: one for one in published_many(list(ids))}
    words = Names(lang)
    return [_card(found[number], lang, words) for number in ids if number in found]


def _card(one: Published, lang: str, words: Names) -> Card:
    practice, version = one.practice, one.version
    translation = texts.chosen(version, one.translations, lang)
    title = (translation and translation.title) or version.title
    text = translation or version
    return Card(
        number=practice.id,
        slug=texts.slug(title),
        title=title,
        summary=text.summary or _beginning(text.answers) or version.summary,
        language=lang if translation else version.language,
        languages=one.languages,
        themes=[(row.theme_id, words.theme(row.theme_id)) for row in version.themes],
        countries=[(row.place_code, words.place(row.place_code)) for row in version.places],
        other_countries=unknown_places(practice),
        kind=version.kind,
        kind_label=choices.KINDS.get(version.kind),
        evidence=version.evidence,
        evidence_label=choices.EVIDENCE_LEVELS.get(version.evidence or ""),
        record_label=choices.RECORD_LABELS.get(practice.record_type or ""),
        imported=practice.source_id is not None,
        reviewed=version.reviewer_id is not None,
        start_year=version.start_year,
        end_year=version.end_year,
        published_at=version.published_at,
        confirmed_at=practice.confirmed_at,
    )


def _beginning(answers: Mapping[str, Any]) -> str:
    """The first words of what was done, or of the problem, as long as a summary may be; "" when neither was given."""
    whole = str(answers.get("description") or answers.get("problem") or "")
    return shorten(plain(whole[: 4 * SUMMARY]), SUMMARY) if whole else ""


def unknown_places(practice: Practice) -> list[str]:
    """Countries as the source writes them where our list does not know them: by name where names and codes go together, else by code."""
    record = practice.source_record or {}
    codes, written = record.get("countries") or [], record.get("country_names") or []
    if not codes:
        return [str(name) for name in written]
    named = dict(zip(codes, written, strict=True)) if len(codes) == len(written) else {}
    return [str(named.get(code, code)) for code in codes if vocabularies.place(code) is None]


def newest(limit: int, theme: str | None = None, country: str | None = None) -> list[int]:
    """Numbers of the practices published last, newest first; of a theme (with the themes below it) or a country."""
    chosen = visible()
    if theme is not None:
        below = vocabularies.themes_below(theme)
        chosen = chosen.where(Version.id.in_(select(VersionTheme.version_id).where(VersionTheme.theme_id.in_(below))))
    if country is not None:
        chosen = chosen.where(Version.id.in_(select(VersionPlace.version_id).where(VersionPlace.place_code == country)))
    return list(db.session.scalars(chosen.order_by(Version.published_at.desc(), Practice.id.desc()).limit(limit)))


def practices_of(user_id: int, lang: str, limit: int = 50) -> list[Card]:
    """Cards of the practices a member is an author of and everybody may read, newest first."""
    wrote = select(Person.practice_id).where(Person.user_id == user_id, Person.part == "author", Person.agreed_at.is_not(None))
    chosen = visible().where(Practice.id.in_(wrote)).order_by(Version.published_at.desc(), Practice.id.desc()).limit(limit)
    return cards(list(db.session.scalars(chosen)), lang)
