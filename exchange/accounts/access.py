"""What each role may do, as data. Rooms above ask here before they look at one practice or conversation."""

from __future__ import annotations

from exchange.core.access import Actor

MEMBER = "member"
MODERATOR = "moderator"
ADMINISTRATOR = "administrator"
ROLES = (MEMBER, MODERATOR, ADMINISTRATOR)

RIGHTS: dict[str, frozenset[str]] = {
    "write practices": frozenset(ROLES),
    "write to members": frozenset(ROLES),
    "review": frozenset({MODERATOR, ADMINISTRATOR}),
    "assign reviews": frozenset({ADMINISTRATOR}),
    "have themes and languages": frozenset({MODERATOR}),
}


def may(actor: Actor | None, right: str) -> bool:
    """True when the actor's role has this right; False for a visitor (None). KeyError for a right that does not exist."""
    return actor is not None and actor.role in RIGHTS[right]
