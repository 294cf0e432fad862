"""How far a draft has come, section by section, and whether a practice was confirmed lately: rules over answers, pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from exchange.practices.fields import FORM
from exchange.questions import Section, Tier

UNCONFIRMED_AFTER = timedelta(days=365)
# Answers a draft has from the start do not make its section a started one.
AT_START: dict[str, Any] = {"licence": "CC-BY-4.0"}


def state(section: Section, given: Mapping[str, Any], blocked: Mapping[str, str]) -> tuple[str, int, int]:
    """The state of a section for the task list, how many of its answers are missing, and how many are there and must be mended.

    `completed`, `missing`, or, with nothing written yet, `not_started` or `optional`. `contacts` has a page of its own.
    """
    asked = FORM.page_questions(section.name)
    left = [one for one in asked if one.name in blocked]
    wrong = sum(one.has_answer(given.get(one.name)) for one in left)
    started = any(one.has_answer(value := given.get(one.name)) and value != AT_START.get(one.name) for one in asked)
    if not started:
        needed = any(one.tier is Tier.S for one in asked)
        return ("not_started" if needed else "optional"), 0, 0
    return ("missing" if left else "completed"), len(left) - wrong, wrong


def lately(confirmed_at: datetime | None, published_at: datetime | None, now: datetime) -> bool:
    """True when the practice was published or confirmed within the last twelve months."""
    moments = [one for one in (confirmed_at, published_at) if one is not None]
    return bool(moments) and now - max(moments) < UNCONFIRMED_AFTER
