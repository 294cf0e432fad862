"""ORCID identifiers: sixteen characters, the last a check digit by ISO 7064 MOD 11-2. Pure."""

from __future__ import annotations

import re
import unicodedata

from exchange.core.text import one_line

# What people paste: the identifier with or without hyphens, as an address with or without its scheme, with the word before it.
_SHAPE = re.compile(
    r"(?:orcid(?: id)? ?:? ?)?(?:(?:https?://)?(?:www\.)?orcid\.org/)?(\d{4})[- ]?(\d{4})[- ]?(\d{4})[- ]?(\d{3}[\dX])/?",
    re.IGNORECASE | re.ASCII,
)
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def check_digit(first_fifteen: str) -> str:
    """The last character, `0` to `9` or `X`, that belongs to fifteen digits."""
    total = 0
    for digit in first_fifteen:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def normal(text: str) -> str | None:
    """`text` as `0000-0000-0000-0000`, from any form people paste; None if it is no ORCID."""
    found = _SHAPE.fullmatch(unicodedata.normalize("NFKC", one_line(text).translate(_HYPHENS)))
    if found is None:
        return None
    joined = "".join(found.groups()).upper()
    return "-".join(found.groups()).upper() if check_digit(joined[:15]) == joined[15] else None
