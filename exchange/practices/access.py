"""Who may do what with a practice, over its people. In which states a version is written says `lifecycle.WRITABLE`. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from exchange.accounts import access as roles
from exchange.accounts.models import User
from exchange.core.access import Actor
from exchange.core.rights import Rights, Rule
from exchange.practices.models import Person

People = Sequence[Person]


def is_author(person: Actor | None, people: People) -> bool:
    """An author who agreed."""
    return person is not None and any(one.user_id == person.id and one.part == "author" and one.agreed_at for one in people)


def is_only_author(person: Actor | None, people: People) -> bool:
    """Nobody else has agreed to be an author."""
    return person is not None and only_author(person.id, people)


def is_author_or_reviews(person: Actor | None, people: People) -> bool:
    """An author, or somebody who reviews."""
    return is_author(person, people) or roles.may(person, "review")


def is_confirmed(person: User | None, _subject: None) -> bool:
    """A member with a confirmed address."""
    return person is not None and person.confirmed_at is not None and roles.may(person, "write practices")


def administers(person: Actor | None, _people: People) -> bool:
    """An administrator."""
    return roles.may(person, "administer")


def has_no_authors(_person: Actor | None, people: People) -> bool:
    """No member has agreed to be an author."""
    return not any(one.part == "author" and one.agreed_at for one in people)


def only_author(user_id: int, people: People) -> bool:
    """True when nobody else has agreed to be an author."""
    return [one.user_id for one in people if one.part == "author" and one.agreed_at] == [user_id]


# Why not, as sentences for the person refused.
NOT_CONFIRMED = _l("Confirm your e-mail address first. We sent you a link when you registered.")
NOT_YOURS = _l("There is no such practice among yours.")
NOT_YOURS_ALONE = _l("This draft has another author. Remove your own name instead.")

RIGHTS = Rights[Actor | None, People](
    {
        "write": (Rule(is_author, NOT_YOURS, known=False),),
        "discard": (Rule(is_author, NOT_YOURS, known=False), Rule(is_only_author, NOT_YOURS_ALONE)),
        "read while hidden": (Rule(is_author_or_reviews, known=False),),
    }
)
# Imported records, which nobody here has written.
CORRECTING = Rights[Actor | None, People](
    {
        "correct": (
            Rule(administers, _l("Only administrators can correct imported records.")),
            Rule(
                has_no_authors,
                _l("Members have made this practice their own. Its authors can change it, and moderators can hide it."),
            ),
        )
    }
)
# Before there is a practice.
STARTING = Rights[User | None, None]({"start": (Rule(is_confirmed, NOT_CONFIRMED),)})
