"""Forms of accounts: their shape and words. What a name, address or password must be is the service's to say."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its types are older than it
from wtforms.validators import DataRequired, Length

from exchange.accounts import emails, names, passwords
from exchange.core.forms import CleanField, Form, readable
from exchange.core.languages import LANGUAGES

RAW_PASSWORD = 1_000
_LONG = _l("This is too long. Check what you typed.")
_NEW_PASSWORD = _l(
    "%(shortest)s to %(longest)s characters. A few words you can remember are good.",
    shortest=passwords.SHORTEST,
    longest=passwords.LONGEST,
)


class _Address(EmailField):
    """An e-mail address, its case and outer spaces as typed."""

    def __init__(self, **kwargs: Any) -> None:
        checks = [DataRequired(_l("Enter your e-mail address.")), Length(max=emails.LONGEST, message=_LONG), readable]
        super().__init__(_l("E-mail address"), checks, **kwargs)


def _password(label: str, missing: str, description: str = "", autocomplete: str = "current-password") -> PasswordField:
    checks = [DataRequired(missing), Length(max=RAW_PASSWORD, message=_LONG)]
    return PasswordField(label, checks, description=description, render_kw={"autocomplete": autocomplete})


def _new_password() -> PasswordField:
    return _password(_l("New password"), _l("Choose a password."), _NEW_PASSWORD, "new-password")


def _name() -> CleanField:
    return CleanField(
        _l("Your name"),
        [DataRequired(_l("Enter your name.")), Length(max=names.LONGEST, message=_LONG), readable],
        description=_l("As other members should know you."),
        render_kw={"autocomplete": "name"},
    )


class Register(Form):
    """Open an account: the password is asked for behind the link that proves the address."""

    name = _name()
    email = _Address(description=_l("We send a link there, for choosing a password. The address is never shown to anybody."))


class Join(Form):
    """Confirm an address: the name that was entered, changeable, and the password that will hold."""

    name = _name()
    password = _password(_l("Password"), _l("Choose a password."), _NEW_PASSWORD, "new-password")


class SignIn(Form):
    """Sign in."""

    email = _Address(render_kw={"autocomplete": "username"})
    password = _password(_l("Password"), _l("Enter your password."))


class Address(Form):
    """Ask for a link by mail."""

    email = _Address()


class NewPassword(Form):
    """Choose a password with a link."""

    password = _new_password()


class ChangePassword(Form):
    """Choose another password while signed in."""

    old = _password(_l("Your password now"), _l("Enter the password you sign in with now."))
    password = _new_password()


class Details(Form):
    """Name and language of a member."""

    name = _name()
    language = SelectField(
        _l("Language"),
        [DataRequired(_l("Choose a language."))],
        choices=[SelectChoice(language.code, language.name) for language in LANGUAGES],
        description=_l("Of the pages and of the mail we send you."),
    )
