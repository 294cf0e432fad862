"""Numbers that records of an exchange name: `exchange:<number>` is the `source_id` of a practice written in one.

A practice written here is exported as `exchange:<its number>`. So a number that a record names must never be given to
a practice of this exchange later: the record's practice takes that number itself, unless another one has it already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select, text

from exchange.core.db import db, is_sqlite
from exchange.practices.models import Practice

# Numbers of an exchange grow one by one: ten digits were never given.
MOST_DIGITS = 9
_NAMED = re.compile(r"exchange:([1-9][0-9]*)")


def never_given(source_id: str) -> bool:
    """True for a `source_id` of an exchange with a number too large for one."""
    match = _NAMED.fullmatch(source_id)
    return match is not None and len(match[1]) > MOST_DIGITS


def claimed_numbers(source_ids: Sequence[str]) -> dict[str, int]:
    """The number each `source_id` of an exchange names, those never given left out."""
    matches = (_NAMED.fullmatch(one) for one in source_ids)
    return {match[0]: int(match[1]) for match in matches if match and len(match[1]) <= MOST_DIGITS}


def take(source_ids: Sequence[str]) -> dict[str, int]:
    """The numbers the practices of these records are to have; numbers given out later go on after them. One that is not free is left out."""
    named = claimed_numbers(source_ids)
    used = set(db.session.scalars(select(Practice.id).where(Practice.id.in_(named.values())))) if named else set()
    free = {source_id: number for source_id, number in named.items() if number not in used}
    if free and not is_sqlite(db.engine):
        _go_on_after(max(free.values()))
    return free


def _go_on_after(number: int) -> None:
    """PostgreSQL counts apart from what is in the table; SQLite goes on after the highest number by itself."""
    passed = text("SELECT setval('practices_id_seq', :number) FROM practices_id_seq WHERE last_value < :number")
    db.session.execute(passed, {"number": number})
