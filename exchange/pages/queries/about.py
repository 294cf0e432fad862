"""What the pages about the platform state from data."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import func, select

from exchange.core.db import db
from exchange.practices import queries as practices
from exchange.practices.models import Practice
from exchange.review import lists


def sources() -> list[tuple[str, int, str, str]]:
    """(source, practices, licence, attribution) of everything readable that was published elsewhere first, by source."""
    chosen = (
        select(Practice.source, func.count(), Practice.licence, Practice.attribution)
        .where(Practice.id.in_(practices.visible_numbers()), Practice.source.is_not(None))
        .group_by(Practice.source, Practice.licence, Practice.attribution)
        .order_by(Practice.source, Practice.licence, Practice.attribution)
        .limit(100)
    )
    return [(row[0] or "", row[1], row[2] or "", row[3] or "") for row in db.session.execute(chosen)]


def review_rules(lang: str) -> dict[str, Any]:
    """The checklist, the reasons for declining, the days a review is to take, and how many practices were read here, in the page language `lang`."""
    levels = practices.counts_by_evidence()
    unchecked = levels.pop(practices.UNCHECKED)
    return {
        "checked": sum(levels.values()),
        "unchecked": unchecked,
        "checklist": [entry.label(lang) for entry in lists.CHECKLIST],
        "reasons": [entry.label(lang) for entry in lists.DECLINE_REASONS],
        "days": current_app.config["REVIEW_DAYS"],
    }
