"""What a password must be. Pure rules; the words are in `checks.py`.

Length counts, kinds of characters do not (NIST SP 800-63B, 5.1.1.2; ASVS 5.0, 6.2). No list on the network is asked.
"""

from __future__ import annotations

import unicodedata
from enum import Enum

SHORTEST = 12
LONGEST = 128
_GUESSED = """
    123456789012 1234567890123 1234567890123456 012345678910 098765432109 111222333444
    password1234 password12345 password123456 password1234567 passwordpassword mypassword123
    qwertyuiop12 qwertyuiop123 qwertyuiopasdf qwertyuiop1234 1q2w3e4r5t6y 1qaz2wsx3edc
    administrator administrator1 letmeinletmein welcomewelcome iloveyou1234 abcdefghijkl abcdefghijklmnop
"""
GUESSED_FIRST = frozenset(_GUESSED.split())


class Flaw(Enum):
    """What is wrong with a password."""

    SHORT = "short"
    LONG = "long"
    UNREADABLE = "unreadable"
    GUESSABLE = "guessable"


def normal(password: str) -> str:
    """The form a password is measured, hashed and checked in (NFKC): the same keys give the same password on every device."""
    return unicodedata.normalize("NFKC", password)


def flaw(password: str, email: str, name: str = "") -> Flaw | None:
    """What is wrong with this password for the member with this address and name, or None."""
    plain = normal(password)
    if len(plain) < SHORTEST:
        return Flaw.SHORT
    if len(plain) > LONGEST:
        return Flaw.LONG
    if "\ufffd" in plain or any(unicodedata.category(character) in {"Cc", "Cs"} for character in plain):
        return Flaw.UNREADABLE
    folded = plain.casefold()
    own = {email.casefold(), email.casefold().partition("@")[0], normal(name).casefold()}
    if folded in GUESSED_FIRST or folded in own or len(set(folded)) < 3:
        return Flaw.GUESSABLE
    return None
