"""The verbs of accounts. All run inside `transaction()`, save `prove`, whose work must not hold the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError

from exchange.accounts import access, emails, passwords, queries, security
from exchange.accounts.models import ModeratorLanguage, ModeratorTheme, SignIn, User
from exchange.accounts.passwords import Flaw
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict, DomainError, Gone, Invalid
from exchange.core.languages import BY_CODE, DEFAULT, known
from exchange.core.text import one_line
from exchange.core.transaction import require_transaction
from exchange.notices import service as notices
from exchange.notices.service import Receiver
from exchange.vocabularies.models import Theme

NAME_LONGEST = 120


class Unconfirmed(DomainError):
    """The password is right and the address is not confirmed yet."""

    status = 422


@dataclass(frozen=True)
class Proof:
    """That somebody knows the password of this member: the member and the hash it was checked against."""

    user_id: int
    password: str | None


@dataclass(frozen=True)
class Entered:
    """A session that has begun: its token, for the cookie, and the member's language."""

    token: str
    user_id: int
    language: str


def register(name: str, email: str, password: str, language: str) -> None:
    """Open an account, or leave the one with this address as it is; either way its address gets a mail that says what to do.

    Raises Invalid for a name, address or password that cannot be taken. Who registers learns nothing about others.
    """
    values = _checked(name, email, password)
    kept = security.hashed(password)
    if _locked(User.email == values["email"]) is None:
        # Two at once with one address: the second is answered like any who registers an address that has an account.
        with suppress(Conflict):
            _add(User(**values, password=kept, role=access.MEMBER, language=_language(language)))
    notices.owe(Receiver(values["email"], _language(language)), "address", email=values["email"])


def ask_to_confirm(email: str, language: str) -> None:
    """Send the link that confirms an address again. Raises Invalid for what is no address; says nothing about accounts."""
    address = _address(email)
    notices.owe(Receiver(address, _language(language)), "address", email=address)


def ask_to_reset(email: str, language: str) -> None:
    """Send a link that lets a new password be chosen. Raises Invalid for what is no address; says nothing about accounts."""
    address = _address(email)
    notices.owe(Receiver(address, _language(language)), "reset", email=address)


def confirm(token: str) -> bool:
    """Confirm the address this link was sent to: True now, False when it was confirmed before. Raises Gone for a link that is over."""
    user = _owner(security.user_to_confirm(token))
    if user.confirmed_at is not None:
        return False
    user.confirmed_at = clock.now()
    return True


def prove(email: str, password: str) -> Proof:
    """Check a password, outside any transaction: the hashing takes long.

    Raises Unconfirmed when it is right and the address is not confirmed; Invalid otherwise, the same for an unknown address as
    for a wrong password, after the same work.
    """
    address = emails.normal(email)
    user = queries.by_email(address) if address else None
    if not security.verified(password[: passwords.LONGEST * 8], user.password if user else None) or user is None:
        raise Invalid({"": _("This address and password do not belong together. Check both, or choose a new password.")})
    if user.confirmed_at is None:
        raise Unconfirmed
    return Proof(user.id, user.password)


def sign_in(proof: Proof, earlier: str | None = None) -> Entered:
    """Begin a session with a token of its own; the session this browser had (`earlier`) ends, and so do all that are too old.

    Raises Conflict when the password was changed, or the account closed, after the proof.
    """
    user = _locked(User.id == proof.user_id)
    if user is None or user.password != proof.password:
        raise Conflict(_("The password was changed a moment ago. Sign in with the new one."))
    too_old = clock.now() - security.LONGEST_SIGN_IN
    _end_sessions(SignIn.created_at < too_old)
    if earlier:
        sign_out(earlier)
    token = security.new_token()
    db.session.add(SignIn(digest=security.digest(token), user_id=user.id, created_at=clock.now()))
    return Entered(token, user.id, user.language)


def sign_out(token: str) -> None:
    """End the session with this token; nothing happens when it has ended."""
    _end_sessions(SignIn.digest == security.digest(token))


def sign_out_everywhere(actor: User) -> None:
    """End every session of the actor, on every device."""
    _end_sessions(SignIn.user_id == actor.id)


def reset(token: str, password: str) -> None:
    """Give the owner of this link a new password; every session of theirs ends, and the address counts as confirmed.

    Raises Gone for a link that is over, Invalid for a password that cannot be taken.
    """
    user = _owner(security.user_to_reset(token))
    _change_password(user, password)
    _end_sessions(SignIn.user_id == user.id)
    user.confirmed_at = user.confirmed_at or clock.now()


def change_password(actor: User, old: str, new: str, keep: str | None) -> None:
    """Give the actor a new password; every session of theirs ends but the one with the token `keep`.

    Raises Invalid for a wrong old password or a new one that cannot be taken.
    """
    user = _self(actor)
    if not security.verified(old, user.password):
        raise Invalid({"old": _("This is not your password. Type the one you sign in with now.")})
    _change_password(user, new)
    kept = security.digest(keep) if keep else ""
    _end_sessions(SignIn.user_id == user.id, SignIn.digest != kept)


def change_details(actor: User, name: str, language: str) -> None:
    """Change the name the actor is known by and the language of their pages and mail. Raises Invalid for a name that cannot be taken."""
    user = _self(actor)
    user.name = _name(name)
    user.language = _language(language)
    for tell in current_app.extensions.get("account_changes", {}).values():
        tell(user.id)


def tell_of_changes(app: Flask, room: str, tell: Callable[[int], None]) -> None:
    """Let a room above hear of each member whose name changes, by number, inside the transaction of the change."""
    app.extensions.setdefault("account_changes", {})[room] = tell


def create(
    email: str,
    role: str,
    name: str,
    password: str,
    *,
    themes: Sequence[str] = (),
    languages: Sequence[str] = (),
    language: str = DEFAULT,
) -> int:
    """Open an account for the operator, its address confirmed at once: the member's number.

    Raises Invalid with all problems by field (email, name, password, role, themes, languages), Conflict when the address has one.
    """
    problems: dict[str, str] = {}
    values: dict[str, str] = {}
    try:
        values = _checked(name, email, password)
    except Invalid as error:
        problems.update(error.problems)
    problems.update(_role_problems(role, themes, languages))
    if problems:
        raise Invalid(problems)
    if _locked(User.email == values["email"]) is not None:
        raise Conflict("This address has an account.")
    user = User(**values, password=security.hashed(password), role=role, language=language, confirmed_at=clock.now())
    user.moderator_themes = [ModeratorTheme(theme_id=theme) for theme in dict.fromkeys(themes)]
    user.moderator_languages = [ModeratorLanguage(language=code) for code in dict.fromkeys(languages)]
    return _add(user)


def _role_problems(role: str, themes: Sequence[str], languages: Sequence[str]) -> dict[str, str]:
    problems: dict[str, str] = {}
    if role not in access.ROLES:
        problems["role"] = f"Choose a role: {', '.join(access.ROLES)}."
    elif (themes or languages) and role not in access.RIGHTS["have themes and languages"]:
        problems["role"] = "Only a moderator has themes and languages."
    ours = set(db.session.scalars(select(Theme.id).where(Theme.id.in_(themes), Theme.retired.is_(False))))
    unknown = [theme for theme in themes if theme not in ours]
    if unknown:
        problems["themes"] = f"There is no theme {', '.join(unknown)}."
    unread = [code for code in languages if not known(code)]
    if unread:
        problems["languages"] = f"There is no language {', '.join(unread)}."
    return problems


def _checked(name: str, email: str, password: str) -> dict[str, str]:
    """Name and address as they are kept; Invalid with all problems of the three at once."""
    problems: dict[str, str] = {}
    values = {"name": "", "email": ""}
    for key, check, given in (("name", _name, name), ("email", _address, email)):
        try:
            values[key] = check(given)
        except Invalid as error:
            problems.update(error.problems)
    flaw = passwords.flaw(password, values["email"], values["name"])
    if flaw:
        problems["password"] = _mend(flaw)
    if problems:
        raise Invalid(problems)
    return values


def _name(given: str) -> str:
    name = one_line(given)
    if not name:
        raise Invalid({"name": _("Enter your name.")})
    if len(name) > NAME_LONGEST:
        raise Invalid({"name": _("Shorten your name to %(number)s characters.", number=NAME_LONGEST)})
    return name


def _address(given: str) -> str:
    address = emails.normal(given)
    if address is None:
        raise Invalid({"email": _("Enter an e-mail address such as name@example.org.")})
    return address


def _mend(flaw: Flaw) -> str:
    words: dict[Flaw, str] = {
        Flaw.SHORT: _("Choose a password of %(number)s characters or more.", number=passwords.SHORTEST),
        Flaw.LONG: _("Choose a password of at most %(number)s characters.", number=passwords.LONGEST),
        Flaw.UNREADABLE: _("Some characters of the password could not be read. Choose other ones."),
        Flaw.GUESSABLE: _("This password is easy to guess. Choose another one, such as four words that do not belong together."),
    }
    return words[flaw]


def _language(code: str) -> str:
    return code if code in BY_CODE else DEFAULT


def _locked(*which: ColumnElement[bool]) -> User | None:
    """The member as the database knows them now, held against others until the transaction ends; None when closed or missing."""
    require_transaction()
    return db.session.scalars(select(User).where(*which, User.active).with_for_update()).one_or_none()


def _self(actor: User) -> User:
    user = _locked(User.id == actor.id)
    if user is None:
        raise Gone(_("This account is closed."))
    return user


def _owner(found: User | None) -> User:
    user = _locked(User.id == found.id, User.fs_uniquifier == found.fs_uniquifier) if found else None
    if user is None:
        raise Gone(_("This link has been used, or is too old. Ask for a new one."))
    return user


def _change_password(user: User, password: str) -> None:
    flaw = passwords.flaw(password, user.email, user.name)
    if flaw:
        raise Invalid({"password": _mend(flaw)})
    user.password = security.hashed(password)
    # Every link sent before names the old value, and is over with it.
    user.fs_uniquifier = security.new_token()
    notices.owe(Receiver(user.email, user.language), "password_changed", email=user.email)


def _add(user: User) -> int:
    user.fs_uniquifier = security.new_token()
    user.created_at = clock.now()
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        raise Conflict("This address has an account.") from None
    return user.id


def _end_sessions(*which: ColumnElement[bool]) -> None:
    require_transaction()
    db.session.execute(delete(SignIn).where(*which), execution_options={"synchronize_session": False})
