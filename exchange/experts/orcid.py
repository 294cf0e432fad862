"""ORCID identifiers: sixteen characters, the last a check digit by ISO 7064 MOD 11-2. Pure."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?([0-9]{4})[- ]?([0-9]{4})[- ]?([0-9]{4})[- ]?([0-9]{3}[0-9Xx])/?")


def check_digit(first_fifteen: str) -> str:
    """The last character, `0` to `9` or `X`, that belongs to fifteen digits."""
    total = 0
    for digit in first_fifteen:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def normal(text: str) -> str | None:
    """`text` as `0000-0000-0000-0000`, from that form, without hyphens or as an address of orcid.org; None if it is no ORCID."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        return None
    joined = "".join(found.groups()).upper()
    return "-".join(found.groups()).upper() if check_digit(joined[:15]) == joined[15] else None
