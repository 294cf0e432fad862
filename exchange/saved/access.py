"""Who may do what with a saved search. Pure."""

from __future__ import annotations

from exchange.saved.models import SavedSearch


def may_see(user_id: int, search: SavedSearch) -> bool:
    """A saved search is its owner's alone; for everybody else, moderators too, there is none."""
    return search.user_id == user_id
