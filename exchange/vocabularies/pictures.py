"""The picture that other sites show beside a link to a page of ours: one of each main theme, and one for all else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from config import ROOT
from exchange.vocabularies import queries

FOLDER = "pictures"
OF_THE_EXCHANGE = f"{FOLDER}/exchange.png"


def picture_of(themes: Sequence[str]) -> str:
    """The static file with the picture of the main theme of the first of these themes; that of the exchange without one."""
    theme = queries.theme(themes[0]) if themes else None
    name = f"{FOLDER}/{(theme.parent_id or theme.id) if theme else ''}.png"
    return name if name in _pictures() else OF_THE_EXCHANGE


@lru_cache(1)
def _pictures() -> frozenset[str]:
    return frozenset(f"{FOLDER}/{path.name}" for path in (ROOT / "static" / FOLDER).glob("*.png"))
