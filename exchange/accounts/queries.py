"""Reads of accounts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from exchange.accounts import access, security
from exchange.accounts.models import Registration, User
from exchange.core.db import db


@dataclass(frozen=True)
class Waiting:
    """What a link proves and proposes: its reader reads the mail of `email`; `name` and `language` are what was typed there.

    `confirmed` tells that the address has an account that can be used already.
    """

    email: str
    name: str
    language: str
    confirmed: bool


def by_id(user_id: int) -> User | None:
    """The member with this number, or None when there is none or the account is closed."""
    return db.session.scalars(select(User).where(User.id == user_id, User.active)).one_or_none()


def by_email(email: str) -> User | None:
    """The member with this address (as `emails.normal` gives it), or None when there is none or the account is closed."""
    return db.session.scalars(select(User).where(User.email == email, User.active)).one_or_none()


def owner(email: str) -> User | None:
    """Whoever the address belongs to, a closed account too; None when it has none."""
    return db.session.scalars(select(User).where(User.email == email)).one_or_none()


def registration(email: str, key: str = "") -> Registration | None:
    """The registration of this address with this key, or with "" the newest; None when there is none."""
    chosen = select(Registration).where(Registration.email == email)
    if key:
        chosen = chosen.where(Registration.key == key)
    return db.session.scalars(chosen.order_by(Registration.created_at.desc(), Registration.key).limit(1)).one_or_none()


def waiting(token: str) -> Waiting | None:
    """What the link with this token proves, or None when it is forged, too old, or ended by another link of the address."""
    key = security.registration_of(token)
    if key is None:
        member = security.user_to_confirm(token)
        return Waiting(member.email, member.name, member.language, member.confirmed_at is not None) if member else None
    typed = db.session.get(Registration, key)
    user = owner(typed.email) if typed else None
    if typed is None or (user is not None and not user.active):
        return None
    return Waiting(typed.email, typed.name, typed.language, user is not None and user.confirmed_at is not None)


def reviewers() -> list[User]:
    """Everybody who reviews and has a confirmed address, by number."""
    reviews = User.role.in_(access.RIGHTS_OF_ROLES["review"])
    chosen = select(User).where(reviews, User.active, User.confirmed_at.is_not(None))
    return list(db.session.scalars(chosen.order_by(User.id)))


def administrators() -> list[User]:
    """Every administrator who can sign in, by number."""
    chosen = select(User).where(User.role.in_(access.RIGHTS_OF_ROLES["administer"]), User.active, User.confirmed_at.is_not(None))
    return list(db.session.scalars(chosen.order_by(User.id)))
