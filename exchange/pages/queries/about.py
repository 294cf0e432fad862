"""What the pages about the platform state from data."""

from __future__ import annotations

from typing import Any

from flask import current_app

from exchange.practices import queries as practices
from exchange.review import lists


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
