"""Flask-Security bound to our tables: tokens and password hashing from it, views and sessions of our own.

Its own views commit by themselves, answer JSON and tell whether an account exists; see docs/decisions/0003.
A session is a row in `sign_ins`: the cookie holds a random token, the table its SHA-256, and deleting the
row ends the session (ASVS 5.0, 7.2 and 7.4). When it was last used stands in the cookie, which is signed:
reading a page then writes nothing to the database, and an unused session still ends.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, current_app, g, session
from flask_babel import gettext as _
from flask_login import LoginManager
from flask_security import Security, confirmable, hash_password, recoverable, verify_password
from flask_security.core import RoleMixin
from flask_security.datastore import UserDatastore
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select

from exchange.accounts.models import SignIn, User
from exchange.accounts.passwords import normal
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Busy
from exchange.core.transaction import refuse_transaction

TOKEN = "sign_in"  # noqa: S105 - the name of a session key
SEEN = "seen"
SEEN_EVERY = timedelta(hours=1)
LONGEST_SIGN_IN = timedelta(days=90)
SECONDS_FOR_A_TURN = 3.0


class Datastore(UserDatastore):
    """What Flask-Security asks of a store, over our session. It never commits: `transaction()` does."""

    def __init__(self) -> None:
        super().__init__(User, RoleMixin)

    def commit(self) -> None:
        raise RuntimeError("verbs commit through transaction()")

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:
        return db.session.scalars(select(User).filter_by(**kwargs)).one_or_none()


def digest(token: str) -> str:
    """What the table keeps of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def load(_identity: str) -> User | None:
    """The member of this session, or None when its row is gone, it is unused or open too long, or the account closed."""
    token = current_token()
    if token is None:
        return None
    row = db.session.execute(
        select(SignIn.created_at, User).join(User, User.id == SignIn.user_id).where(SignIn.digest == digest(token), User.active)
    ).first()
    if row is None:
        return None
    begun, user = row
    now = clock.now()
    seen = _last_seen() or begun
    if now - seen > timedelta(days=current_app.config["SESSION_DAYS"]) or now - begun > LONGEST_SIGN_IN:
        return None
    if now - seen > SEEN_EVERY:
        session[SEEN] = int(now.timestamp())
    return user


def _last_seen() -> datetime | None:
    moment = session.get(SEEN)
    return datetime.fromtimestamp(moment, UTC) if isinstance(moment, int) else None


def current_token() -> str | None:
    """The token of this browser's session, or None when it has none."""
    token = session.get(TOKEN)
    return token if isinstance(token, str) else None


def begin(user: User, token: str) -> None:
    """Let this browser be `user` from now on: everything an earlier session kept in it is dropped, the forgery token too."""
    end()
    session.permanent = True
    session["_user_id"] = user.get_id()
    session[TOKEN] = token
    session[SEEN] = int(clock.now().timestamp())
    # The page that answers this request is already made for them.
    g._login_user = user


def end() -> None:
    """Let this browser be a visitor's again."""
    session.clear()


def new_token() -> str:
    """A session token nobody can guess."""
    return secrets.token_urlsafe(32)


def make_hash(password: str) -> str:
    """The Argon2 hash to keep of a password. Raises Busy when too many are being made, RuntimeError inside a transaction."""
    with _turn():
        return str(hash_password(normal(password)))


def is_password(password: str, kept: str | None) -> bool:
    """True when `kept` is the hash of this password. Takes the same work when nothing is kept. Raises what `make_hash` raises."""
    if kept is None:
        make_hash(password)
        return False
    with _turn():
        return bool(verify_password(normal(password), kept))


@contextmanager
def _turn() -> Iterator[None]:
    """A turn at hashing: it takes long, so that it must not hold the database, nor all processors of the machine."""
    refuse_transaction()
    turns: threading.Semaphore = current_app.extensions["turns_at_hashing"]
    if not turns.acquire(timeout=SECONDS_FOR_A_TURN):
        raise Busy(_("Many people are signing in at this moment. Wait a few seconds, then try again."))
    try:
        yield
    finally:
        turns.release()


def registration_token(key: str) -> str:
    """The secret part of a link that proves that who holds it reads the mail of a registered address; for three days."""
    return str(_registrations().dumps(key))


def registration_of(token: str) -> str | None:
    """The key of the registration this link was sent for, or None when it is forged or too old."""
    try:
        key = _registrations().loads(token, max_age=current_app.config["SECURITY_CONFIRM_EMAIL_WITHIN"].total_seconds())
    except BadData:
        return None
    return key if isinstance(key, str) else None


def _registrations() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="registration")


def confirm_token(user: User) -> str:
    """The same for a member whose account waits, unconfirmed, since before registrations were kept by themselves."""
    return str(confirmable.generate_confirmation_token(user))  # type: ignore[no-untyped-call]  # typed in part only


def user_to_confirm(token: str) -> User | None:
    """The member whose address this link proves, or None when it is forged, too old, or from before a change of password."""
    expired, forged, user = confirmable.confirm_email_token_status(token)  # type: ignore[no-untyped-call]  # as above
    return None if expired or forged or user is None or not user.active else user


def reset_token(user: User) -> str:
    """The secret part of a link that lets a new password be chosen; for two hours, once."""
    return str(recoverable.generate_reset_password_token(user))  # type: ignore[no-untyped-call]  # as above


def user_to_reset(token: str) -> User | None:
    """The member who may choose a new password with this link, or None when it is forged, too old, or used."""
    expired, forged, user = recoverable.reset_password_token_status(token)  # type: ignore[no-untyped-call]  # as above
    return None if expired or forged or user is None or not user.active else user


def init(app: Flask) -> None:
    """Bind Flask-Security and Flask-Login to `app`."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={"argon2__memory_cost": 19456, "argon2__time_cost": 2, "argon2__parallelism": 1},
        # A link holds a digest of what must not have changed since, and is signed: a slow hash would protect nothing more.
        # Links mailed by releases before this hold the other one.
        SECURITY_HASHING_SCHEMES=["hex_sha256", "sha256_crypt"],
        SECURITY_DEPRECATED_HASHING_SCHEMES=["sha256_crypt"],
        SECURITY_CONFIRMABLE=True,
        SECURITY_RECOVERABLE=True,
        SECURITY_CONFIRM_EMAIL_WITHIN=timedelta(days=3),
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(hours=2),
    )
    # Half of the threads at most, so that readers always have the others.
    at_once = max(1, min(os.cpu_count() or 1, app.config["WEB_THREADS"] // 2))
    app.extensions["turns_at_hashing"] = threading.BoundedSemaphore(at_once)
    Security(app, Datastore(), register_blueprint=False)
    manager: LoginManager = app.login_manager  # type: ignore[attr-defined]  # set by Flask-Login
    manager.user_loader(load)
    manager.request_loader(lambda _request: None)
    manager.session_protection = None
