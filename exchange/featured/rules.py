"""Limits of a choice, and how its days stand to today. Pure."""

from __future__ import annotations

from datetime import date, timedelta

LONGEST_REASON = 300
# A home page that does not change is not looked at again.
LONGEST = timedelta(days=62)
USUAL = timedelta(days=30)

PRESENT, NEXT, PAST = "present", "next", "past"


def when(first_day: date, last_day: date, ended: bool, today: date) -> str:
    """PRESENT, NEXT or PAST, as the days stand to `today`; what was ended is PAST."""
    if ended or last_day < today:
        return PAST
    return NEXT if first_day > today else PRESENT
