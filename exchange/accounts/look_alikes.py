"""Names that look alike, after Unicode Technical Standard 39: two names are confusable when what readers see of them is the same. Pure.

Beyond the standard, capitals, spaces, punctuation and accents do not tell names apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from exchange.core.characters import without_helpers
from exchange.core.text import one_line

DATA = Path(__file__).parent / "data" / "look_alikes.txt"
# A shorter name of an exchange may be a part of somebody's own.
SHORTEST_PART = 8
_ACCENTS = re.compile("[\u0300-\u036f]")


def is_like(name: str, other: str) -> bool:
    """True when readers may take `name` for `other`; False when either has no letter or digit."""
    return any(mine == theirs != "" for mine, theirs in zip(_appearance(name), _appearance(other), strict=True))


def holds(name: str, other: str) -> bool:
    """True when readers may find `other`, a name of several words, in `name`."""
    whole = any(
        len(theirs) >= SHORTEST_PART and theirs in mine
        for mine, theirs in zip(_appearance(name), _appearance(other), strict=True)
    )
    return whole or is_like(name, other)


def _appearance(name: str) -> tuple[str, str]:
    """What is seen of a name whatever its capitals, and with its capitals as they are ("lan" looks like "Ian", "Lan" does not)."""
    text = unicodedata.normalize("NFKC", without_helpers(one_line(name)))
    # Letters of other scripts first: their small ones may look like nothing, where the capitals look like ours.
    ours = "".join(one if one.isascii() else _prototypes().get(one, one) for one in _without_accents(text))
    return _plain(ours.casefold()), _plain(text)


def _plain(text: str) -> str:
    """The prototypes of the letters, and nothing between them."""
    prototypes = "".join(_prototypes().get(one, one) for one in _without_accents(text))
    return "".join(one for one in _without_accents(prototypes) if unicodedata.category(one)[0] in "LMN")


def _without_accents(text: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text))


@cache
def _prototypes() -> dict[str, str]:
    """The letters or digits that each character looks like."""
    lines = [line.split("\t") for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {one: prototype for prototype, characters in lines for one in characters}
