"""What a person may do with one practice: pure, over its people and state."""

from __future__ import annotations

from collections.abc import Iterable

from exchange.practices import lifecycle
from exchange.practices.models import Person, Version

MODERATING = frozenset({"moderator", "administrator"})


def is_author(user_id: int, people: Iterable[Person]) -> bool:
    """True for an author who agreed."""
    return any(one.user_id == user_id and one.part == "author" and one.agreed_at for one in people)


def only_author(user_id: int, people: Iterable[Person]) -> bool:
    """True when nobody else has agreed to be an author."""
    agreed = [one.user_id for one in people if one.part == "author" and one.agreed_at]
    return agreed == [user_id]


def may_write(user_id: int, people: Iterable[Person], version: Version) -> bool:
    """Agreed authors write, while the version is a draft or changes were asked."""
    return version.status in lifecycle.WRITABLE and is_author(user_id, people)


def may_see_hidden(user_id: int, role: str, people: Iterable[Person]) -> bool:
    """Authors and moderators see a practice that was hidden from readers."""
    return role in MODERATING or is_author(user_id, people)
