"""Practices as they stand in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from sqlalchemy import select

from exchange.core.db import db
from exchange.core.languages import direction
from exchange.practices import choices, substance, texts
from exchange.practices.models import Person, Practice, Version
from exchange.practices.queries.names import Names
from exchange.practices.queries.published import visible_numbers
from exchange.practices.queries.rows import Listed, list_rows


@dataclass(frozen=True)
class Card:
    """What a list shows of a practice. `title` and `summary` are in `language`; `languages` are all it can be read in.

    A practice without a summary shows the beginning of its text. `reviewed` is False for one that was reviewed
    elsewhere and only taken over here; its `level` of evidence is UNCHECKED, whatever the source says. `foreign` is True
    where `language` is not that of the page, `short_note` where fewer than 50 words are told.
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
    scale_label: LazyString | None
    level: str
    foreign: bool
    record_label: LazyString | None
    imported: bool
    reviewed: bool
    start_year: int | None
    end_year: int | None
    short_note: bool
    published_at: datetime | None
    confirmed_at: datetime | None

    @property
    def dir(self) -> str:
        """Direction of title and summary."""
        return direction(self.language)

    @property
    def places(self) -> list[str]:
        """Names of its countries and areas, those that only the source knows last."""
        return [name for _code, name in self.countries] + self.other_countries


def cards(ids: Sequence[int], lang: str) -> list[Card]:
    """Cards of those practices that everybody may read, in the order of `ids`, with words in the page language `lang` where there are any."""
    words = Names(lang)
    return [_card(one, words, lang) for one in list_rows(ids, lang)]


def _card(one: Listed, words: Names, lang: str) -> Card:
    return Card(
        number=one.number,
        slug=texts.slug(one.title),
        title=one.title,
        summary=one.summary,
        language=one.language,
        languages=one.languages,
        themes=[(code, words.theme(code)) for code in one.themes],
        countries=[(code, words.place(code)) for code in one.places],
        other_countries=one.other_places,
        kind=one.kind,
        kind_label=choices.KINDS.get(one.kind),
        scale_label=choices.SCALES.get(one.scale),
        level=choices.level_for_readers(one.evidence, reviewed=one.reviewed),
        foreign=one.language != lang,
        record_label=choices.RECORD_LABELS.get(one.record_type or ""),
        imported=one.source_id is not None,
        reviewed=one.reviewed,
        start_year=one.start_year,
        end_year=one.end_year,
        short_note=one.words < substance.SHORT_NOTE,
        published_at=one.published_at,
        confirmed_at=one.confirmed_at,
    )


def practices_of(user_id: int, lang: str, limit: int = 50) -> list[Card]:
    """Cards of the practices a member is an author of and everybody may read, newest first."""
    wrote = select(Person.practice_id).where(Person.user_id == user_id, Person.part == "author", Person.agreed_at.is_not(None))
    chosen = (
        visible_numbers().where(Practice.id.in_(wrote)).order_by(Version.published_at.desc(), Practice.id.desc()).limit(limit)
    )
    return cards(list(db.session.scalars(chosen)), lang)
