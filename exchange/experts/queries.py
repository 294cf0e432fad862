"""Reads of profiles. Whatever leaves this room is a `ProfileView`, but for the whole profile its owner edits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import joinedload, selectinload

from exchange.accounts.models import User
from exchange.core import clock, text
from exchange.core.db import db
from exchange.experts.models import Profile
from exchange.experts.visibility import VISITOR, ProfileView, openness, view_for

WHOLE = (
    joinedload(Profile.user, innerjoin=True),
    selectinload(Profile.themes),
    selectinload(Profile.languages),
    selectinload(Profile.countries),
)


def _visibility() -> ColumnElement[bool]:
    return and_(Profile.public, User.active, User.confirmed_at.is_not(None))


def _public_profiles() -> Select[Profile]:
    return select(Profile).join(User, User.id == Profile.user_id).where(_visibility()).options(*WHOLE)


def one(user_id: int, role: str = VISITOR) -> ProfileView | None:
    """The public profile of a member as a reader with `role` sees it; None when there is none or it is not public."""
    found = db.session.scalar(_public_profiles().where(Profile.user_id == user_id))
    return view_for(found, role) if found else None


def public_profiles(ids: Sequence[int], role: str = VISITOR) -> list[ProfileView]:
    """The public profiles of these members in the order of `ids`, as a reader with `role` sees them; others are left out."""
    if not ids:
        return []
    found = {row.user_id: row for row in db.session.scalars(_public_profiles().where(Profile.user_id.in_(ids)))}
    return [view_for(found[number], role) for number in ids if number in found]


def public_names(ids: Sequence[int]) -> dict[int, str]:
    """The names of those of these members who have a public profile."""
    if not ids:
        return {}
    rows = select(User.id, User.name).join(Profile, Profile.user_id == User.id).where(_visibility(), User.id.in_(ids))
    return {row.id: row.name for row in db.session.execute(rows)}


def public_ids() -> list[int]:
    """The members with a public profile, in rising order."""
    rows = select(Profile.user_id).join(User, User.id == Profile.user_id).where(_visibility())
    return list(db.session.scalars(rows.order_by(Profile.user_id)))


def is_public(user_id: int) -> bool:
    """True when the member has a public profile."""
    shown = select(Profile.user_id).join(User, User.id == Profile.user_id).where(_visibility(), Profile.user_id == user_id)
    return db.session.scalar(shown) is not None


def takes_requests(user_id: int) -> bool:
    """True when the member has a public profile and takes requests today, whoever may see that they do."""
    stated = select(Profile.open_to_requests, Profile.open_until).join(User, User.id == Profile.user_id)
    row = db.session.execute(stated.where(_visibility(), Profile.user_id == user_id)).first()
    return row is not None and openness(row.open_to_requests, row.open_until, clock.now().date()) != "no"


def own_profile(user_id: int) -> Profile | None:
    """The whole profile of a member, for that member only; None before its first saving."""
    return db.session.scalar(select(Profile).where(Profile.user_id == user_id).options(*WHOLE))


def spans(size: int) -> list[int]:
    """Which spans of `size` numbers hold a public profile, ascending, 0 for the first."""
    place = (Profile.user_id - 1) // size
    chosen = select(place).join(User, User.id == Profile.user_id).where(_visibility()).distinct()
    return list(db.session.scalars(chosen.order_by(place)))


def public_slugs(first: int, last: int) -> dict[int, str]:
    """The part for people of the address of each public profile with these numbers, by number, ascending."""
    chosen = select(User.id, User.name).join(Profile, Profile.user_id == User.id)
    rows = db.session.execute(chosen.where(_visibility(), User.id.between(first, last)).order_by(User.id))
    return {row.id: text.slug(row.name) for row in rows}
