"""Who may do what with a saved search. Pure."""

from __future__ import annotations

from exchange.core.rights import Rights, Rule
from exchange.saved.models import SavedSearch


def is_owner(user_id: int, search: SavedSearch) -> bool:
    """The member who saved it; for everybody else, moderators too, there is none."""
    return search.user_id == user_id


RIGHTS = Rights[int, SavedSearch]({"see": (Rule(is_owner, known=False),)})
