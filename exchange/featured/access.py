"""Who may choose for the home page. Pure."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from exchange.accounts import access as roles
from exchange.core.access import Actor
from exchange.core.rights import Rights, Rule

# The members a practice names: authors and contacts, invited ones too.
People = Collection[int]


def is_moderator(actor: Actor, _people: People) -> bool:
    """A moderator or administrator."""
    return roles.may(actor, "review")


def is_apart(actor: Actor, people: People) -> bool:
    """Has no part in the practice."""
    return actor.id not in people


MODERATOR = Rule(is_moderator, _l("Only a moderator or administrator can choose for the home page."))
RIGHTS = Rights[Actor, People](
    {
        "choose": (
            MODERATOR,
            Rule(is_apart, _l("You have a part in this practice. Another moderator can choose it for the home page.")),
        ),
        "end": (MODERATOR,),
    }
)
