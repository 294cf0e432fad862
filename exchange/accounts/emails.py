"""E-mail addresses as the accounts keep them. Pure rules."""

from __future__ import annotations

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
