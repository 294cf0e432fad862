"""What each role may do, as data. Rooms above ask here before they look at one practice or conversation."""

from __future__ import annotations

from exchange.core.access import VISITOR, Actor, Need

MEMBER = "member"
MODERATOR = "moderator"
ADMINISTRATOR = "administrator"
ROLES = (MEMBER, MODERATOR, ADMINISTRATOR)

RIGHTS_OF_ROLES: dict[str, frozenset[str]] = {
    "write practices": frozenset(ROLES),
    "write to members": frozenset(ROLES),
    "review": frozenset({MODERATOR, ADMINISTRATOR}),
    "oversee reviews": frozenset({ADMINISTRATOR}),
    "speak for the exchange": frozenset({MODERATOR, ADMINISTRATOR}),
    "have themes and languages": frozenset({MODERATOR}),
}
# Who may open an address at all, by what its view needs.
REACHED_BY: dict[Need, frozenset[str]] = {
    Need.NOTHING: frozenset({VISITOR, *ROLES}),
    Need.MEMBER: frozenset(ROLES),
    Need.MODERATOR: RIGHTS_OF_ROLES["review"],
    Need.ADMINISTRATOR: frozenset({ADMINISTRATOR}),
}


def may(actor: Actor | None, right: str) -> bool:
    """True when the actor's role has this right; False for a visitor (None). KeyError for a right that does not exist."""
    return actor is not None and actor.role in RIGHTS_OF_ROLES[right]
