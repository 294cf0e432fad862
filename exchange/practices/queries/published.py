"""Practices everybody may read, loaded whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from exchange.core.db import db
from exchange.core.languages import page_language
from exchange.practices import lifecycle
from exchange.practices.models import Person, Practice, Translation, TranslationVersion, Version

BATCH = 500


@dataclass(frozen=True)
class Published:
    """A practice with its published version and its published translations by language, everything loaded."""

    practice: Practice
    version: Version
    translations: dict[str, TranslationVersion]

    @property
    def authors(self) -> list[Person]:
        """Authors who agreed, in their order."""
        return who_agreed(self.practice.people, "author")

    @property
    def contacts(self) -> list[Person]:
        """Members who agreed to be asked, in their order."""
        return who_agreed(self.practice.people, "contact")

    @property
    def languages(self) -> list[str]:
        """Languages the text can be read in, the original's first; translations by a machine are left out."""
        other = [code for code, one in sorted(self.translations.items()) if not one.by_machine]
        return [self.version.language, *(code for code in other if code != page_language(self.version.language))]


def who_agreed(people: Iterable[Person], part: str) -> list[Person]:
    """Those of `people` who agreed to `part`, in their order."""
    return sorted((one for one in people if one.part == part and one.agreed_at), key=lambda one: (one.position, one.user_id))


def visible_numbers() -> Select[Any]:
    """Numbers of the practices everybody may read: published, neither hidden nor retracted. Unordered."""
    return (
        select(Practice.id)
        .join(Version, Version.practice_id == Practice.id)
        .where(Version.status == lifecycle.PUBLISHED, Practice.hidden_at.is_(None), Practice.retracted_at.is_(None))
    )


def visible_versions(ids: Sequence[int]) -> dict[int, int | None]:
    """Those of the practices that everybody may read, with the number of the version they read."""
    rows = db.session.execute(visible_numbers().add_columns(Version.number).where(Practice.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def published_ids() -> list[int]:
    """Numbers of all practices everybody may read, ascending."""
    return list(db.session.scalars(visible_numbers().order_by(Practice.id)))


def published_practice(practice_id: int) -> Published | None:
    """The practice as everybody may read it, or None when nobody may: unknown, unpublished, hidden or retracted."""
    return next(iter(published_many([practice_id])), None)


def published_many(ids: Sequence[int]) -> list[Published]:
    """Those of the practices that everybody may read, by number, ascending; loaded in a few queries, whatever their number."""
    found: list[Published] = []
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        versions = db.session.scalars(
            select(Version)
            .join(Version.practice)
            .options(*loader_options())
            .where(
                Practice.id.in_(some),
                Version.status == lifecycle.PUBLISHED,
                Practice.hidden_at.is_(None),
                Practice.retracted_at.is_(None),
            )
            .order_by(Practice.id)
        ).all()
        others = translations_of(some)
        found += [Published(one.practice, one, others.get(one.practice_id, {})) for one in versions]
    return sorted(found, key=lambda one: one.practice.id)


def loader_options() -> tuple[Any, ...]:
    """Loader options for a query that joins Version.practice: practice, people with their accounts, themes, places, targets."""
    return (
        contains_eager(Version.practice).selectinload(Practice.people).joinedload(Person.user),
        selectinload(Version.themes),
        selectinload(Version.places),
        selectinload(Version.targets),
    )


def translations_of(ids: Sequence[int]) -> dict[int, dict[str, TranslationVersion]]:
    """Published translations by practice and language; practices without one are left out."""
    rows = db.session.execute(
        select(Translation.practice_id, Translation.language, TranslationVersion)
        .join(TranslationVersion, TranslationVersion.translation_id == Translation.id)
        .where(Translation.practice_id.in_(ids), TranslationVersion.status == lifecycle.PUBLISHED)
        .order_by(Translation.practice_id, Translation.language)
    )
    return {number: {row[1]: row[2] for row in some} for number, some in _group(rows)}


def _group(rows: Iterable[Any]) -> Iterator[tuple[int, Iterator[Any]]]:
    return groupby(rows, key=lambda row: int(row[0]))


def people_of(practice_id: int) -> list[Person]:
    """Everybody named on a practice, invited ones too, with their accounts; authors first, in their order."""
    chosen = select(Person).options(joinedload(Person.user)).where(Person.practice_id == practice_id)
    return list(db.session.scalars(chosen.order_by(Person.part, Person.position, Person.user_id)))


def spans(size: int) -> list[int]:
    """Which spans of `size` numbers hold a practice everybody may read, ascending, 0 for the first."""
    place = (Practice.id - 1) // size
    return list(db.session.scalars(visible_numbers().with_only_columns(place).distinct().order_by(place)))


def ids_between(first: int, last: int) -> list[int]:
    """Numbers of the practices everybody may read from `first` to `last`, ascending."""
    return list(db.session.scalars(visible_numbers().where(Practice.id.between(first, last)).order_by(Practice.id)))
