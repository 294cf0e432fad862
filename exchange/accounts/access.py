"""What each role may do, as data. Rooms above ask here before they look at one practice or conversation."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from exchange.core.access import VISITOR, Actor, Need
from exchange.core.rights import Rights, Rule

MEMBER = "member"
MODERATOR = "moderator"
ADMINISTRATOR = "administrator"
ROLES = (MEMBER, MODERATOR, ADMINISTRATOR)

RIGHTS_OF_ROLES: dict[str, frozenset[str]] = {
    "write practices": frozenset(ROLES),
    "write to members": frozenset(ROLES),
    "review": frozenset({MODERATOR, ADMINISTRATOR}),
    "oversee reviews": frozenset({ADMINISTRATOR}),
    "administer": frozenset({ADMINISTRATOR}),
    "speak for the exchange": frozenset({MODERATOR, ADMINISTRATOR}),
    "have themes and languages": frozenset({MODERATOR}),
}
# Who may open an address at all, by what its view needs.
REACHED_BY: dict[Need, frozenset[str]] = {
    Need.NOTHING: frozenset({VISITOR, *ROLES}),
    Need.MEMBER: frozenset(ROLES),
    Need.MODERATOR: RIGHTS_OF_ROLES["review"],
    Need.ADMINISTRATOR: RIGHTS_OF_ROLES["administer"],
}


def may(actor: Actor | None, right: str) -> bool:
    """True when the actor's role has this right; False for a visitor (None). KeyError for a right that does not exist."""
    return actor is not None and actor.role in RIGHTS_OF_ROLES[right]


@dataclass(frozen=True)
class Standing:
    """A member as the rules of administration see them. `asked_by` is who asked for another role of theirs, `agreeing` how many could agree to it besides."""

    id: int
    role: str
    active: bool = True
    suspended: bool = False
    confirmed: bool = True
    asked_by: int | None = None
    agreeing: int = 0


def is_another(before: str, after: str) -> bool:
    """True when these are two roles."""
    return before != after


def needs_two(before: str, after: str) -> bool:
    """True when this change of a role must be asked for by one administrator and agreed to by another."""
    return is_another(before, after) and not RIGHTS_OF_ROLES["administer"].isdisjoint({before, after})


_ADMINISTERS: Rule[Actor, Standing] = Rule(
    lambda actor, _member: may(actor, "administer"), _l("Only an administrator can do this. Ask one.")
)
_NOT_ONESELF: Rule[Actor, Standing] = Rule(
    lambda actor, member: actor.id != member.id, _l("Nobody changes their own role or account here. Ask another administrator.")
)
_OPEN: Rule[Actor, Standing] = Rule(lambda _actor, member: member.active, _l("This account is suspended or closed."))
_SUSPENDED: Rule[Actor, Standing] = Rule(lambda _actor, member: member.suspended, _l("This account is not suspended."))
_NO_ADMINISTRATOR: Rule[Actor, Standing] = Rule(
    lambda _actor, member: member.role not in RIGHTS_OF_ROLES["administer"],
    _l("This member is an administrator. Take that role away first, which needs two administrators."),
)
_ASKED: Rule[Actor, Standing] = Rule(
    lambda _actor, member: member.asked_by is not None, _l("Nobody has asked for another role of this member.")
)
_NOT_THE_ASKER: Rule[Actor, Standing] = Rule(
    lambda actor, member: actor.id != member.asked_by, _l("You asked for this. Another administrator must agree.")
)
_SOMEBODY_AGREES: Rule[Actor, Standing] = Rule(
    lambda _actor, member: member.agreeing > 0,
    _l(
        "The role of administrator needs two administrators, and there is no other who could agree. Use the command that this page names."
    ),
)
_NOT_CONFIRMED: Rule[Actor, Standing] = Rule(
    lambda _actor, member: not member.confirmed, _l("The address of this member is confirmed.")
)

# Who acts, and the member it is about.
RIGHTS: Rights[Actor, Standing] = Rights(
    {
        "look": (_ADMINISTERS,),
        "change role": (_ADMINISTERS, _NOT_ONESELF, _OPEN),
        "ask for role": (_ADMINISTERS, _NOT_ONESELF, _OPEN, _SOMEBODY_AGREES),
        "agree to role": (_ADMINISTERS, _NOT_ONESELF, _OPEN, _ASKED, _NOT_THE_ASKER),
        "refuse role": (_ADMINISTERS, _ASKED),
        "suspend": (_ADMINISTERS, _NOT_ONESELF, _OPEN, _NO_ADMINISTRATOR),
        "lift suspension": (_ADMINISTERS, _NOT_ONESELF, _SUSPENDED),
        "end sessions": (_ADMINISTERS, _OPEN),
        "resend confirmation": (_ADMINISTERS, _OPEN, _NOT_CONFIRMED),
    }
)
