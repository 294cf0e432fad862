"""What of the review waits for one member: theirs to read, to answer, to agree to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import selectinload

from exchange.accounts import access as roles
from exchange.core.db import db
from exchange.core.paging import PER_PAGE
from exchange.practices import lifecycle
from exchange.practices.models import Person as Part
from exchange.practices.models import Practice, Version
from exchange.review.models import Comment
from exchange.review.queries.cases import person
from exchange.review.queries.log import names_of
from exchange.review.queries.queue import OPEN, Row, rows_of, sent_to, term


@dataclass(frozen=True)
class Returned:
    """A submission to which changes are asked: how many comments are open at it, and what the first of them says ("" for none)."""

    version_id: int
    title: str
    language: str
    since: datetime
    reviewer: str
    open: int
    first: str


@dataclass(frozen=True)
class Asked:
    """A practice whose retraction one moderator asked for."""

    practice_id: int
    title: str
    language: str
    asked_by: str
    reason: str


@dataclass(frozen=True)
class UnderWay:
    """A submission of the member that somebody else has to read."""

    version_id: int
    title: str
    language: str
    reviewer: str
    due: datetime


def returned_to(user_id: int) -> list[Returned]:
    """The submissions of an author that wait for their answer, the longest waiting first, at most a page of them."""
    versions = db.session.scalars(
        _written_by(user_id, lifecycle.CHANGES_REQUESTED).order_by(Version.updated_at, Version.id).limit(PER_PAGE)
    ).all()
    chosen = select(Comment.version_id, Comment.body).where(
        Comment.version_id.in_([one.id for one in versions]), Comment.parent_id.is_(None), Comment.resolved_at.is_(None)
    )
    said: dict[int, list[str]] = defaultdict(list)
    for number, body in db.session.execute(chosen.order_by(Comment.id)):
        said[number].append(body)
    names = names_of(one.reviewer_id for one in versions)
    return [
        Returned(
            one.id,
            one.title,
            one.language,
            one.updated_at,
            names.get(one.reviewer_id or 0, ""),
            len(said[one.id]),
            next(iter(said[one.id]), ""),
        )
        for one in versions
    ]


def to_review(user_id: int, lang: str) -> list[Row]:
    """What a moderator has taken or could take, oldest first, at most a page of it."""
    reader = person(user_id)
    if reader is None or not roles.may(reader, "review"):
        return []
    versions = db.session.scalars(
        sent_to(reader)
        .options(selectinload(Version.themes), selectinload(Version.places))
        .order_by(Version.sent_at, Version.id)
        .limit(PER_PAGE)
    ).all()
    return rows_of(versions, reader, lang)


def retractions_for(user_id: int) -> list[Asked]:
    """The retractions that wait for a second moderator, for one who has no part in the practice; at most a page of them."""
    rows = [(row[0], row[1]) for row in db.session.execute(_retractions(user_id).order_by(Practice.id).limit(PER_PAGE))]
    names = names_of(practice.retraction_asked_by for practice, _version in rows)
    return [
        Asked(
            practice.id,
            version.title,
            version.language,
            names.get(practice.retraction_asked_by or 0, ""),
            practice.retraction_asked_reason or "",
        )
        for practice, version in rows
    ]


def under_way(user_id: int) -> list[UnderWay]:
    """The submissions of an author that others read, the one due first first, at most a page of them."""
    chosen = _written_by(user_id, *OPEN).order_by(Version.sent_at, Version.id).limit(PER_PAGE)
    versions = db.session.scalars(chosen).all()
    names = names_of(one.reviewer_id for one in versions)
    return [
        UnderWay(one.id, one.title, one.language, names.get(one.reviewer_id or 0, ""), (one.sent_at or one.updated_at) + term())
        for one in versions
    ]


def returned_count(user_id: int) -> int:
    """How many submissions wait for the answer of this author."""
    return _count(_written_by(user_id, lifecycle.CHANGES_REQUESTED))


def under_way_count(user_id: int) -> int:
    """How many submissions of this author others have to read."""
    return _count(_written_by(user_id, *OPEN))


def retraction_count(user_id: int) -> int:
    """How many retractions wait for this moderator's agreement."""
    return _count(_retractions(user_id))


def to_review_count(user_id: int) -> int:
    """How many submissions wait for this moderator: their own reviews, and what they could take by theme and language."""
    reader = person(user_id)
    return _count(sent_to(reader)) if reader is not None and roles.may(reader, "review") else 0


def _count(chosen: Select[Version] | Select[Practice, Version]) -> int:
    return db.session.scalar(chosen.with_only_columns(func.count())) or 0


def _written_by(user_id: int, *statuses: str) -> Select[Version]:
    wrote = select(Part.practice_id).where(Part.user_id == user_id, Part.part == "author", Part.agreed_at.is_not(None))
    return select(Version).where(Version.practice_id.in_(wrote), Version.status.in_(statuses))


def _retractions(user_id: int) -> Select[Practice, Version]:
    part = select(Part.user_id).where(Part.practice_id == Practice.id, Part.user_id == user_id)
    return (
        select(Practice, Version)
        .join(Version, Version.practice_id == Practice.id)
        .where(
            Practice.retraction_asked_by.is_not(None),
            Practice.retraction_asked_by != user_id,
            Practice.retracted_at.is_(None),
            Version.status == lifecycle.PUBLISHED,
            ~exists(part.correlate(Practice)),
        )
    )
