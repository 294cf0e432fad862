"""Titles alone, for lists that are made while somebody types."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from exchange.core.db import db
from exchange.core.languages import DEFAULT, page_language
from exchange.practices import lifecycle
from exchange.practices.models import Practice, Translation, TranslationVersion, Version
from exchange.practices.queries.published import visible_numbers


def titles(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Titles by language, the original's first, of those practices that everybody may read; translations by a machine are left out."""
    if not ids:
        return {}
    rows = db.session.execute(visible_numbers().add_columns(Version.language, Version.title).where(Practice.id.in_(ids)))
    found = {number: {page_language(code) or code or DEFAULT: title} for number, code, title in rows}
    translated = (
        select(Translation.practice_id, Translation.language, TranslationVersion.title)
        .join(TranslationVersion, TranslationVersion.translation_id == Translation.id)
        .where(
            Translation.practice_id.in_(found),
            TranslationVersion.status == lifecycle.PUBLISHED,
            TranslationVersion.by_machine.is_(False),
            TranslationVersion.title != "",
        )
        .order_by(Translation.practice_id, Translation.language)
    )
    for number, code, title in db.session.execute(translated):
        found[number].setdefault(code, title)
    return found
