"""Practices everybody may read by the members who wrote them, and their organisations; see figures.py for what pages count of all."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func

from exchange.core.db import db
from exchange.practices.models import Person, Practice, Version, VersionTheme
from exchange.practices.queries.published import visible_numbers


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
