"""E-mail addresses as the accounts keep them. Pure rules."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email

LONGEST = 254


def normal(given: str) -> str | None:
    """The one spelling an address is kept and looked up in: lower case, an international domain in its ASCII form; None for what is no address."""
    try:
        # Looking the domain up would take time and depend on the network; the name "test" is for trying things out.
        found = validate_email(given.strip(), test_environment=True, check_deliverability=False, allow_smtputf8=False)
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
