"""Which practices everybody may read, and how many, by theme, country, author and organisation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import distinct, func, select, union

from exchange.core.db import db
from exchange.practices.models import Person, Practice, Version, VersionPlace, VersionTheme
from exchange.practices.queries.published import visible_numbers
from exchange.vocabularies.models import Place, Theme


@dataclass(frozen=True)
class Totals:
    """Practices everybody may read, the countries they are about, the languages they were written in."""

    practices: int
    countries: int
    languages: int


def counts_by_theme(country: str | None = None) -> dict[str, int]:
    """Number of practices by theme, of one country if given; a theme counts those of the themes below it too, each practice once. Themes without any are left out."""
    readable = visible_numbers()
    if country is not None:
        readable = readable.where(Version.id.in_(select(VersionPlace.version_id).where(VersionPlace.place_code == country)))
    chosen = readable.add_columns(VersionTheme.theme_id).join(VersionTheme, VersionTheme.version_id == Version.id).subquery()
    own = select(chosen.c.id, chosen.c.theme_id)
    above = select(chosen.c.id, Theme.parent_id).join(Theme, Theme.id == chosen.c.theme_id).where(Theme.parent_id.is_not(None))
    both = union(own, above).subquery()
    rows = db.session.execute(select(both.c.theme_id, func.count()).group_by(both.c.theme_id))
    return {row[0]: row[1] for row in rows}


def counts_by_country() -> dict[str, int]:
    """Number of practices by country code; regions and the world count nowhere. Countries without any are left out."""
    rows = db.session.execute(
        visible_numbers()
        .with_only_columns(VersionPlace.place_code, func.count(distinct(Practice.id)))
        .join(VersionPlace, VersionPlace.version_id == Version.id)
        .join(Place, Place.code == VersionPlace.place_code)
        .where(Place.kind == "country")
        .group_by(VersionPlace.place_code)
    )
    return {row[0]: row[1] for row in rows}


def totals() -> Totals:
    """The figures of the home page."""
    practices, languages = db.session.execute(
        visible_numbers().with_only_columns(func.count(), func.count(distinct(Version.language)))
    ).one()
    return Totals(practices, len(counts_by_country()), languages)


def written_on(user_ids: Collection[int], themes: Collection[str]) -> dict[int, dict[int, set[str]]]:
    """By member, the practices everybody may read that they wrote on one of the themes, each with those of the themes it carries."""
    rows = db.session.execute(
        visible_numbers()
        .with_only_columns(Person.user_id, Practice.id, VersionTheme.theme_id)
        .join(Person, Person.practice_id == Practice.id)
        .join(VersionTheme, VersionTheme.version_id == Version.id)
        .where(Person.user_id.in_(user_ids), Person.part == "author", Person.agreed_at.is_not(None))
        .where(VersionTheme.theme_id.in_(themes))
    )
    found: dict[int, dict[int, set[str]]] = {}
    for user_id, practice_id, theme_id in rows:
        found.setdefault(user_id, {}).setdefault(practice_id, set()).add(theme_id)
    return found


def organisations(ids: Collection[int]) -> dict[int, str]:
    """The lead organisation of each of these practices that everybody may read; "" where none is given."""
    rows = db.session.execute(visible_numbers().with_only_columns(Practice.id, Version.organisation).where(Practice.id.in_(ids)))
    return {row[0]: row[1] or "" for row in rows}


def counts_by_author(user_ids: Collection[int]) -> dict[int, int]:
    """Number of practices everybody may read, by the members who wrote them; members without any are left out."""
    rows = db.session.execute(
        visible_numbers()
        .with_only_columns(Person.user_id, func.count())
        .join(Person, Person.practice_id == Practice.id)
        .where(Person.user_id.in_(user_ids), Person.part == "author", Person.agreed_at.is_not(None))
        .group_by(Person.user_id)
    )
    return {row[0]: row[1] for row in rows}
