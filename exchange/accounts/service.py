"""The verbs of accounts. All run inside `transaction()`, save `prove` and those that begin with `prepare_`.

These check and hash passwords, which takes long and must not hold the database: what they give is handed to the verb of the
change, which looks again whether it still holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError

from exchange.accounts import access, checks, emails, names, passwords, queries, security
from exchange.accounts.events import MEMBER_CHANGED, MemberChanged
from exchange.accounts.models import ModeratorLanguage, ModeratorTheme, Registration, SignIn, User
from exchange.accounts.queries import Waiting
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict, Gone, Invalid
from exchange.core.languages import BY_CODE, DEFAULT, is_known
from exchange.core.transaction import require_transaction
from exchange.notices import service as notices
from exchange.notices.service import Address, Member
from exchange.vocabularies.models import Theme

# Ten times as long as a link lasts: until then the link can be asked for again.
REGISTRATIONS_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Proof:
    """That somebody knows the password of this member: the member and the hash it was checked against."""

    user_id: int
    password: str | None


@dataclass(frozen=True)
class Chosen:
    """A password that may be set, as its hash, and the link, member or hash that gives the right to set it."""

    right: str
    password: str
    user_id: int = 0
    name: str = ""


@dataclass(frozen=True)
class Opened:
    """An account the operator may open: everything checked, the password hashed."""

    email: str
    name: str
    password: str
    role: str
    themes: Sequence[str]
    languages: Sequence[str]
    language: str


@dataclass(frozen=True)
class Entered:
    """A session that has begun: its token, for the cookie, and the member's language."""

    token: str
    user_id: int
    language: str


def register(name: str, email: str, language: str, onward: str = "") -> None:
    """Write down what somebody typed and owe the address a mail: a link to confirm it, or that it has an account already.

    `onward` is a path of ours to lead back to. Raises Invalid for a name or address that cannot be taken. What is written is the
    same for every address, so that who registers learns nothing about others, by the words or by the time they take.
    """
    values = checks.take_all(name, email)
    now = clock.now()
    _forget(Registration.created_at < now - REGISTRATIONS_KEPT)
    key = security.new_token()
    db.session.add(Registration(key=key, **values, language=_language(language), created_at=now))
    _owe_link("address", values["email"], language, onward, registration=key)


def ask_to_confirm(email: str, language: str, onward: str = "") -> None:
    """Send the link that confirms an address again. Raises Invalid for what is no address; says nothing about accounts."""
    _owe_link("address", checks.take_address(email), language, onward)


def ask_to_reset(email: str, language: str, onward: str = "") -> None:
    """Send a link that lets a new password be chosen. Raises Invalid for what is no address; says nothing about accounts."""
    _owe_link("reset", checks.take_address(email), language, onward)


def _owe_link(kind: str, address: str, language: str, onward: str, **values: str) -> None:
    notices.owe(Address(address, _language(language)), kind, email=address, onward=onward, **values)


def prepare_to_confirm(token: str, name: str, password: str) -> Chosen:
    """What `confirm` needs. Raises Gone for a link that is over, Invalid for a name or password that cannot be taken."""
    waiting = _still(queries.waiting(token))
    values = checks.take_all(name, waiting.email, password)
    return Chosen(token, security.make_hash(password), name=values["name"])


def confirm(chosen: Chosen) -> None:
    """Let the address of this link have an account, confirmed, with the name and password typed behind the link, and no other.

    All else that waited for the address ends: registrations, links and sessions. Raises Gone for a link that is over, Conflict when
    another link of the address is pressed at the same moment.
    """
    require_transaction()
    email = _still(queries.waiting(chosen.right)).email
    held = select(User).where(User.email == email).with_for_update().execution_options(populate_existing=True)
    user = db.session.scalars(held).one_or_none()
    # Another link of the address may have been pressed until the row was held.
    waiting = _still(queries.waiting(chosen.right))
    if user is None:
        user = User(email=email, role=access.MEMBER, name=chosen.name)
        _add(user)
    user.name, user.language = chosen.name, waiting.language
    _set_password(user, chosen.password)
    user.confirmed_at = clock.now()
    # The one whose link was pressed stays until it is too old: pressed again, the link says that the address is confirmed.
    _forget(Registration.email == user.email, Registration.key != (security.registration_of(chosen.right) or ""))


def _still(waiting: Waiting | None) -> Waiting:
    if waiting is None or waiting.confirmed:
        raise Gone(_over())
    return waiting


def prove(email: str, password: str) -> Proof:
    """Check a password.

    Raises Invalid, the same for an unknown address, for one that is not confirmed and for a wrong password, after the same work.
    """
    address = emails.normal(email)
    user = queries.owner(address) if address else None
    known = user is not None and user.confirmed_at is not None and (user.active or user.suspended_at is not None)
    kept = user.password if user and known else None
    if not security.is_password(password[: passwords.LONGEST * 8], kept) or user is None:
        raise Invalid({"": _("This address and password do not belong together. Check both, or choose a new password.")})
    if not user.active:
        # Only who knows the password learns it; the mail that told of the suspension has the reason.
        raise Invalid(
            {"": _("This account is suspended. The mail we sent you says why. You can write to the operator of this exchange.")}
        )
    return Proof(user.id, user.password)


def sign_in(proof: Proof, earlier: str | None = None) -> Entered:
    """Begin a session with a token of its own; the session this browser had (`earlier`) ends, and so do all that are too old.

    Raises Conflict when the password was changed, or the account closed, after the proof.
    """
    user = _member_of(proof)
    too_old = clock.now() - security.LONGEST_SIGN_IN
    _end_sessions(SignIn.created_at < too_old)
    if earlier:
        sign_out(earlier)
    return _begin(user)


def _member_of(proof: Proof) -> User:
    user = _lock(User.id == proof.user_id)
    if user is None or user.password != proof.password:
        raise Conflict(_("The password was changed a moment ago. Sign in with the new one."))
    return user


def _begin(user: User) -> Entered:
    token = security.new_token()
    db.session.add(SignIn(digest=security.digest(token), user_id=user.id, created_at=clock.now()))
    return Entered(token, user.id, user.language)


def sign_out(token: str) -> None:
    """End the session with this token; nothing happens when it has ended."""
    _end_sessions(SignIn.digest == security.digest(token))


def sign_out_everywhere(actor: User) -> None:
    """End every session of the actor, on every device."""
    _end_sessions(SignIn.user_id == actor.id)


def prepare_to_reset(token: str, password: str) -> Chosen:
    """What `reset` needs. Raises Gone for a link that is over, Invalid for a password that cannot be taken."""
    user = security.user_to_reset(token)
    if user is None:
        raise Gone(_over())
    return Chosen(user.fs_uniquifier, _check_and_hash(password, user), user.id)


def reset(chosen: Chosen) -> None:
    """Give the owner of the link a new password; every session of theirs ends, and the address counts as confirmed.

    Raises Gone when the link was used, or the account closed, meanwhile.
    """
    user = _lock(User.id == chosen.user_id, User.fs_uniquifier == chosen.right)
    if user is None:
        raise Gone(_over())
    _set_password(user, chosen.password)
    _tell_of_password(user)
    user.confirmed_at = user.confirmed_at or clock.now()
    _forget(Registration.email == user.email)


def prepare_to_change(actor: User, old: str, new: str) -> Chosen:
    """What `change_password` needs. Raises Invalid for a wrong old password or a new one that cannot be taken."""
    kept = actor.password
    sealed = _check_and_hash(new, actor)
    if not security.is_password(old, kept):
        raise Invalid({"old": _("This is not your password. Type the one you sign in with now.")})
    return Chosen(kept or "", sealed, actor.id)


def change_password(chosen: Chosen, keep: str | None) -> Entered | None:
    """Give the actor a new password; every session of theirs ends, and the one with the token `keep` goes on under a new token.

    None when there is no such session. Raises Conflict when the password was changed, or the account closed, meanwhile.
    """
    user = _member_of(Proof(chosen.user_id, chosen.right))
    goes_on = db.session.get(SignIn, security.digest(keep)) if keep else None
    stays = goes_on is not None and goes_on.user_id == user.id
    _set_password(user, chosen.password)
    _tell_of_password(user)
    return _begin(user) if stays else None


def change_details(actor: User, name: str, language: str) -> None:
    """Change the name the actor is known by and the language of their pages and mail. Raises Invalid for a name that cannot be taken."""
    user = _self(actor)
    before = user.name
    user.name = names.take_name(name, user)
    user.language = _language(language)
    if user.name != before:
        MEMBER_CHANGED.send(MemberChanged(user.id))


def prepare_account(
    email: str,
    role: str,
    name: str,
    password: str,
    *,
    themes: Sequence[str] = (),
    languages: Sequence[str] = (),
    language: str = DEFAULT,
) -> Opened:
    """What `create` needs. Raises Invalid with all problems by field: email, name, password, role, themes, languages."""
    problems: dict[str, str] = {}
    values: dict[str, str] = {}
    try:
        values = checks.take_all(name, email, password, by_operator=True)
    except Invalid as error:
        problems.update(error.problems)
    problems.update(role_problems(role, themes, languages))
    if problems:
        raise Invalid(problems)
    return Opened(
        **values, password=security.make_hash(password), role=role, themes=themes, languages=languages, language=language
    )


def create(opened: Opened) -> int:
    """Open an account for the operator, its address confirmed at once: the member's number. Conflict when the address has one."""
    if _lock(User.email == opened.email) is not None:
        raise Conflict(_("This address has an account."))
    user = User(email=opened.email, name=opened.name, password=opened.password, role=opened.role, language=opened.language)
    user.confirmed_at = clock.now()
    user.moderator_themes = [ModeratorTheme(theme_id=theme) for theme in dict.fromkeys(opened.themes)]
    user.moderator_languages = [ModeratorLanguage(language=code) for code in dict.fromkeys(opened.languages)]
    number = _add(user)
    _forget(Registration.email == opened.email)
    return number


def role_problems(role: str, themes: Sequence[str], languages: Sequence[str]) -> dict[str, str]:
    """What is wrong with a role and its scope, by field: role, themes, languages; empty when nothing."""
    problems: dict[str, str] = {}
    if role not in access.ROLES:
        problems["role"] = f"Choose a role: {', '.join(access.ROLES)}."
    elif (themes or languages) and role not in access.RIGHTS_OF_ROLES["have themes and languages"]:
        problems["role"] = "Only a moderator has themes and languages."
    ours = set(db.session.scalars(select(Theme.id).where(Theme.id.in_(themes), Theme.retired.is_(False))))
    unknown = [theme for theme in themes if theme not in ours]
    if unknown:
        problems["themes"] = f"There is no theme {', '.join(unknown)}."
    unread = [code for code in languages if not is_known(code)]
    if unread:
        problems["languages"] = f"There is no language {', '.join(unread)}."
    return problems


def _language(code: str) -> str:
    return code if code in BY_CODE else DEFAULT


def _lock(*which: ColumnElement[bool]) -> User | None:
    """The member as the database knows them now, held against others until the transaction ends; None when closed or missing."""
    require_transaction()
    return db.session.scalars(select(User).where(*which, User.active).with_for_update()).one_or_none()


def _self(actor: User) -> User:
    user = _lock(User.id == actor.id)
    if user is None:
        raise Gone(_("This account is closed."))
    return user


def _over() -> str:
    return str(_("This link has been used, or is too old. Ask for a new one."))


def _check_and_hash(password: str, user: User) -> str:
    checks.take_password(password, user.email, user.name)
    return security.make_hash(password)


def _set_password(user: User, sealed: str) -> None:
    user.password = sealed
    # Every link sent before names the old value, and is over with it.
    user.fs_uniquifier = security.new_token()
    _end_sessions(SignIn.user_id == user.id)


def _tell_of_password(user: User) -> None:
    notices.owe(Member(user.id), "password_changed")


def _add(user: User) -> int:
    user.fs_uniquifier = security.new_token()
    user.created_at = clock.now()
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        raise Conflict(_("This address has an account.")) from None
    return user.id


def _end_sessions(*which: ColumnElement[bool]) -> None:
    require_transaction()
    db.session.execute(delete(SignIn).where(*which), execution_options={"synchronize_session": False})


def _forget(*which: ColumnElement[bool]) -> None:
    require_transaction()
    db.session.execute(delete(Registration).where(*which), execution_options={"synchronize_session": False})
