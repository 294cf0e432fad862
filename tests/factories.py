"""Records for tests, made with the product's own tables."""

from __future__ import annotations

import secrets
from itertools import count
from typing import Any

from exchange.accounts.models import ModeratorLanguage, ModeratorTheme, User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts import service as experts
from exchange.experts.rules import ProfileValues

_numbers = count(1)


def member(
    name: str = "",
    role: str = "member",
    *,
    confirmed: bool = True,
    themes: list[str] | None = None,
    languages: list[str] | None = None,
    **values: Any,
) -> User:
    """A member with a confirmed address, committed."""
    number = next(_numbers)
    with transaction():
        user = User(
            email=values.pop("email", f"person{number}@example.org"),
            name=name or f"Person {number}",
            role=role,
            fs_uniquifier=secrets.token_hex(16),
            created_at=clock.now(),
            confirmed_at=clock.now() if confirmed else None,
            moderator_themes=[ModeratorTheme(theme_id=theme) for theme in themes or []],
            moderator_languages=[ModeratorLanguage(language=code) for code in languages or []],
            **values,
        )
        db.session.add(user)
    return user


def moderator(name: str = "", **values: Any) -> User:
    """A moderator for all themes and languages unless given."""
    return member(name, "moderator", **values)


def expert(name: str = "", *, user: User | None = None, **values: Any) -> User:
    """A member with a public profile, committed. `values` are those of ProfileValues; what a public profile needs is given."""
    user = user or member(name)
    needed: dict[str, Any] = {
        "country_code": "KE",
        "themes": ("food-consumption-waste",),
        "languages": (("en", "fluent"),),
        "public": True,
    }
    with transaction():
        experts.save(user, ProfileValues(name=user.name, **{**needed, **values}))
    return user
