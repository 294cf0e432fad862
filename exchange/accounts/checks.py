"""What a name, an address and a password must be, with the words that say how to mend them. Each check raises Invalid."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from exchange.accounts import emails, names, passwords
from exchange.accounts.passwords import Flaw
from exchange.core.errors import Invalid


def take_all(name: str, email: str, password: str | None = None, *, by_operator: bool = False) -> dict[str, str]:
    """Name and address of a new member as they are kept; Invalid with all problems of the three at once, of a password where one is given."""
    problems: dict[str, str] = {}
    values = {"name": "", "email": ""}
    checks: dict[str, Callable[[], str]] = {
        "name": lambda: names.take_name(name, by_operator=by_operator),
        "email": lambda: take_address(email),
    }
    for key, check in checks.items():
        try:
            values[key] = check()
        except Invalid as error:
            problems.update(error.problems)
    if password is not None:
        try:
            take_password(password, values["email"], values["name"])
        except Invalid as error:
            problems.update(error.problems)
    if problems:
        raise Invalid(problems)
    return values


def take_address(given: str) -> str:
    """An address as it is kept and looked up."""
    address = emails.normal(given)
    if address is None:
        raise Invalid({"email": _("Enter an e-mail address such as name@example.org.")})
    return address


def take_password(given: str, email: str, name: str) -> None:
    """Nothing for a password that can be taken for the member with this address and name."""
    flaw = passwords.flaw(given, email, name)
    if flaw:
        raise Invalid({"password": mend(flaw)})


def mend(flaw: Flaw) -> str:
    """The words for what is wrong with a password."""
    words: dict[Flaw, str] = {
        Flaw.SHORT: _("Choose a password of %(number)s characters or more.", number=passwords.SHORTEST),
        Flaw.LONG: _("Choose a password of at most %(number)s characters.", number=passwords.LONGEST),
        Flaw.UNREADABLE: _("Some characters of the password could not be read. Choose other ones."),
        Flaw.GUESSABLE: _("This password is easy to guess. Choose another one, such as four words that do not belong together."),
    }
    return words[flaw]
