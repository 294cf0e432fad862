"""Everything a member has written, for the file they can take away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from exchange.core.db import db
from exchange.practices import answers
from exchange.practices.models import Person, Practice, Revision, Version
from exchange.practices.queries.published import loader_options, who_agreed

BATCH = 50


@dataclass(frozen=True)
class Written:
    """A version of a practice that the member is an author of, and what was sent of it each time, the first first."""

    version: Version
    practice: Practice
    revisions: list[Revision]

    @property
    def answers(self) -> dict[str, Any]:
        """Every answer by field name as it is kept; `contacts` are the names of the members who agreed."""
        contacts = [one.user.name for one in who_agreed(self.practice.people, "contact") if one.user.active]
        return {**answers.read(self.version), "contacts": contacts}


def written_by(user_id: int) -> Iterator[Written]:
    """Every version of each practice that the member is an agreed author of, in any state: by practice, the first version first.

    Read a batch at a time, so that it takes little memory however much there is.
    """
    wrote_it = select(Person.practice_id).where(Person.user_id == user_id, Person.part == "author", Person.agreed_at.is_not(None))
    chosen = select(Version.id).where(Version.practice_id.in_(wrote_it)).order_by(Version.practice_id, Version.number)
    numbers = list(db.session.scalars(chosen))
    for start in range(0, len(numbers), BATCH):
        yield from _load_written(numbers[start : start + BATCH])


def _load_written(numbers: list[int]) -> list[Written]:
    versions = db.session.scalars(
        select(Version)
        .join(Version.practice)
        .options(*loader_options())
        .where(Version.id.in_(numbers))
        .order_by(Version.practice_id, Version.number)
    ).all()
    sent: dict[int, list[Revision]] = {number: [] for number in numbers}
    for one in db.session.scalars(select(Revision).where(Revision.version_id.in_(numbers)).order_by(Revision.number)):
        sent[one.version_id].append(one)
    return [Written(one, one.practice, sent[one.id]) for one in versions]
