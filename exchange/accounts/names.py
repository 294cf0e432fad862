"""Names of members: what one must be, whom nobody may be taken for, and the mark that only the platform can give a name."""

from __future__ import annotations

from flask_babel import LazyString, force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from exchange.accounts import access, look_alikes
from exchange.accounts.models import User
from exchange.core import identity
from exchange.core.characters import has_letter, without_directions
from exchange.core.db import db
from exchange.core.errors import Invalid
from exchange.core.languages import CODES
from exchange.core.text import one_line

LONGEST = 120
# The words beside the name of somebody who speaks for the exchange, by role.
MARKS: dict[str, LazyString] = {
    access.MODERATOR: _l("Moderator of this exchange"),
    access.ADMINISTRATOR: _l("Administrator of this exchange"),
}


class Name(str):
    """A member's name that remembers their role, so that a page can put the mark of the exchange beside it. Only its words can be typed."""

    __slots__ = ("role",)
    role: str

    def __new__(cls, name: str, role: str = access.MEMBER) -> Name:
        """`name` of a member with this role."""
        made = super().__new__(cls, name)
        made.role = role
        return made

    @property
    def mark(self) -> LazyString | None:
        """What the member is to the exchange, in the reader's language; None for a member without a role in it."""
        return MARKS.get(self.role)


def name_of(user: User) -> Name:
    """The name of a member with their role."""
    return Name(user.name, user.role)


def in_role(name: str) -> str:
    """A sentence for mail, in the reader's language: this member speaks for the exchange. Only the platform writes it there."""
    return str(_("%(name)s is a moderator or administrator of this exchange.", name=name))


def normal(given: str) -> str:
    """A name as it is kept: one line without characters that nobody sees or that say in which direction to write."""
    return one_line(without_directions(given))


def flaw(name: str, longest: int = LONGEST) -> str:
    """What is wrong with a `normal` name in itself, in words; "" when nothing."""
    if not name:
        return str(_("Enter your name."))
    if len(name) > longest:
        return str(_("Shorten your name to %(number)s characters.", number=longest))
    return "" if has_letter(name) else str(_("Enter a name with at least one letter."))


def take_name(given: str, owner: User | None = None, *, by_operator: bool = False, longest: int = LONGEST) -> str:
    """The name as it is kept for `owner` (None: a new member). Raises Invalid at `name`; operators may name staff as they like."""
    name = normal(given)
    wrong = flaw(name, longest) or ("" if by_operator else likeness(name, owner.id if owner else None))
    if wrong:
        raise Invalid({"name": wrong})
    return name


def likeness(name: str, owner_id: int | None) -> str:
    """What is wrong when readers may take `name` for that of the exchange or its staff, in words; "" when nothing.

    A member may go on with the name they have, and staff with their own.
    """
    rows = db.session.execute(
        select(User.id, User.name, User.role).where(
            User.active, User.role.in_(access.RIGHTS_OF_ROLES["speak for the exchange"]) | (User.id == owner_id)
        )
    )
    people = list(rows)
    if any(row.id == owner_id and row.name == name for row in people):
        return ""
    if any(look_alikes.holds(name, own) for own in _names_of_the_exchange()):
        return str(_("This name belongs to the exchange itself. Enter your own name."))
    if any(look_alikes.is_like(name, row.name) for row in people if row.id != owner_id):
        return str(_("A moderator of this exchange has this name. Add something that tells you apart, such as a second name."))
    return ""


def _names_of_the_exchange() -> list[str]:
    """What the exchange calls itself and its staff, in each language of its pages."""
    found = []
    for code in CODES:
        with force_locale(code):
            found.extend([identity.exchange_name(code), *map(str, MARKS.values())])
    return found
