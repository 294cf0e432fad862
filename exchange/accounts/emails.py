"""E-mail addresses as the accounts keep them. Pure rules."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email

from exchange.core.text import one_line

LONGEST = 254
# Letters and signs as wide as Chinese ones, which keyboards of East Asia write: the same, made narrow.
_NARROW = {0xFF01 + step: 0x21 + step for step in range(94)} | {0xFE6B: "@", 0x3002: ".", 0xFF61: "."}
_BRACKETS = re.compile(r"<([^<>]*)>")
_LINK = re.compile(r"mailto:([^?]*)(?:\?.*)?", re.IGNORECASE)


def normal(given: str) -> str | None:
    """The one spelling an address is kept and looked up in: lower case, an international domain in its ASCII form; None for what is no address.

    Takes what people paste: `<name@example.org>`, `mailto:name@example.org`, wide letters, unseen characters.
    """
    try:
        # Looking the domain up would take time and depend on the network; the name "test" is for trying things out.
        found = validate_email(_unwrap(given), test_environment=True, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    address = str(found.ascii_email).lower()
    return address if len(address) <= LONGEST else None


def count_key(given: str) -> str:
    """What attempts with this address are counted under: the same for every spelling that can name one account.

    For what is no address, a folded form of it, so that spellings of the same guess count together too.
    """
    short = given[: 4 * LONGEST]
    folded = "".join(sign for sign in unicodedata.normalize("NFKC", short).casefold() if unicodedata.category(sign) != "Cf")
    return normal(short) or normal(folded) or "".join(folded.split())


def _unwrap(given: str) -> str:
    """The address in what was copied from a mail or a page."""
    text = one_line(given).translate(_NARROW)
    inside = _BRACKETS.fullmatch(text)
    text = (inside[1] if inside else text).strip()
    link = _LINK.fullmatch(text)
    return unquote(link[1]) if link else text
