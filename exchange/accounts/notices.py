"""The words of the accounts' mail. Links are made when the mail is, so that no token lies in the outbox.

A link is owed to the address a person typed, whether it has an account or not; for an address without one there is
nothing to say, and who asked cannot see the difference. Accounts also tell notices where a member gets mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from exchange.accounts import queries, security
from exchange.core import addresses, identity
from exchange.notices.service import Address, Cause, Words, compose_with, look_up_in


def address(values: Mapping[str, Any]) -> Words | None:
    """To an address somebody registered or wants to confirm: the link, or that it has an account already."""
    user = queries.by_email(values["email"])
    return _exists(values) if user and user.confirmed_at else _confirm(values)


def _confirm(values: Mapping[str, Any]) -> Words | None:
    """The link of the registration that is named, else of the newest; None for an address nobody registered, or of a closed account."""
    user = queries.owner(values["email"])
    typed = queries.registration(values["email"], values.get("registration", ""))
    if (user is None and typed is None) or (user is not None and not user.active):
        return None
    token = security.registration_token(typed.key) if typed else security.confirm_token(user) if user else ""
    return Words(
        subject=_("Confirm your address"),
        fact=_("Confirm that this address is yours, and choose a password."),
        lines=[_("The link works for three days."), _("If you did not ask for an account, do nothing. Nobody can use it.")],
        link=url_for("accounts.confirm", token=token, on=_onward(values), _external=True),
        link_label=_("Confirm your address"),
        why=_why(),
    )


def _exists(values: Mapping[str, Any]) -> Words:
    return Words(
        subject=_("You already have an account"),
        fact=_("This address has an account, and it is confirmed. Sign in with it."),
        lines=[
            _("If you do not remember your password, choose a new one on the page for signing in."),
            _("If it was not you who asked, do nothing. Nothing was changed."),
        ],
        link=url_for("accounts.sign_in", on=_onward(values), _external=True),
        link_label=_("Sign in"),
        why=_why(),
    )


def reset(values: Mapping[str, Any]) -> Words | None:
    """To an address whose password somebody wants to choose anew: the link; where an account is only registered, that to confirm it."""
    user = queries.by_email(values["email"])
    waits = (user is None or user.confirmed_at is None) and queries.registration(values["email"])
    if user is None or waits:
        return _confirm(values)
    return Words(
        subject=_("Choose a new password"),
        fact=_("Somebody asked to choose a new password for your account."),
        lines=[_("The link works for two hours, once."), _("If it was not you, do nothing. Your password stays as it is.")],
        link=url_for("accounts.reset_with", token=security.reset_token(user), on=_onward(values), _external=True),
        link_label=_("Choose a new password"),
        why=_why(),
    )


def password_changed(values: Mapping[str, Any]) -> Words:
    """To a member whose password was changed."""
    return Words(
        subject=_("Your password was changed"),
        fact=_("The password of your account was changed, and other devices were signed out."),
        lines=[_("If it was not you, choose a new password now.")],
        link=url_for("accounts.reset", _external=True),
        link_label=_("Choose a new password"),
        why=_("You get this mail because it concerns the safety of your account."),
    )


def suspension(values: Mapping[str, Any]) -> Words:
    """To a member whose account an administrator suspended, at the address: their account gets no mail meanwhile."""
    return Words(
        subject=_("Your account is suspended"),
        fact=_("An administrator has suspended your account. You cannot sign in until it is lifted."),
        lines=[_("What you published stays. Nothing of yours was deleted."), _("This is the reason they gave:")],
        quote=str(values["reason"]),
        why=_("You get this mail because it concerns your account."),
    )


def end_of_suspension(_values: Mapping[str, Any]) -> Words:
    """To a member whose account is open again."""
    return Words(
        subject=_("Your account is open again"),
        fact=_("The suspension of your account was lifted. You can sign in again."),
        link=url_for("accounts.sign_in", _external=True),
        link_label=_("Sign in"),
        why=_("You get this mail because it concerns your account."),
    )


def _onward(values: Mapping[str, Any]) -> str | None:
    return addresses.pack(values.get("onward", ""))


def _why() -> str:
    return str(_("You get this mail because somebody gave this address at %(name)s.", name=identity.exchange_name()))


class Members:
    """Where members get their mail, for the room of notices."""

    def address_of(self, number: int) -> Address | None:
        """The address and language of an open account; None for every other number."""
        user = queries.by_id(number)
        return Address(user.email, user.language) if user else None

    def owner_of(self, email: str) -> int | None:
        """The number of the account with this address, closed ones too; None without one."""
        user = queries.owner(email)
        return user.id if user else None


def init(app: Flask) -> None:
    """Register the notices of accounts, and the directory of members."""
    look_up_in(app, Members())
    compose_with(app, "address", address, Cause.ACCOUNT, Address)
    compose_with(app, "reset", reset, Cause.ACCOUNT, Address)
    compose_with(app, "password_changed", password_changed, Cause.ACCOUNT)
    compose_with(app, "suspended", suspension, Cause.ACCOUNT, Address)
    compose_with(app, "suspension_lifted", end_of_suspension, Cause.ACCOUNT, Address)
