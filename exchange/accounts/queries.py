"""Reads of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from exchange.accounts import access, security
from exchange.accounts.models import Registration, User
from exchange.core.db import db
from exchange.vocabularies.models import Theme


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


def moderators() -> list[User]:
    """Every moderator with a confirmed address, by number, with their themes and languages loaded."""
    return _with_role(access.MODERATOR)


def administrators() -> list[User]:
    """Every administrator with a confirmed address, by number, with their themes and languages loaded."""
    return _with_role(access.ADMINISTRATOR)


def moderators_for(theme_ids: Sequence[str], language: str) -> list[User]:
    """Who is told about a submission in this language about these themes, by number: its moderators, else the administrators.

    A moderator of a theme is one for the themes below it too; `pt` covers `pt-BR`; one without themes or languages has all.
    """
    parents = select(Theme.parent_id).where(Theme.id.in_(theme_ids), Theme.parent_id.is_not(None))
    themes = {*theme_ids, *(str(parent) for parent in db.session.scalars(parents))}
    languages = {language, language.partition("-")[0]}
    found = [
        user
        for user in moderators()
        if access.covers((own.theme_id for own in user.moderator_themes), themes)
        and access.covers((own.language for own in user.moderator_languages), languages)
    ]
    return found or administrators()


def _with_role(role: str) -> list[User]:
    chosen = select(User).where(User.role == role, User.active, User.confirmed_at.is_not(None)).order_by(User.id)
    loaded = chosen.options(selectinload(User.moderator_themes), selectinload(User.moderator_languages))
    return list(db.session.scalars(loaded))
