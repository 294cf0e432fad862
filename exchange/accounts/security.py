"""Flask-Security bound to our tables: tokens and password hashing from it, views and sessions of our own.

Its own views commit by themselves, answer JSON and tell whether an account exists; see docs/decisions/0003.
A session is a row in `sign_ins`: the cookie holds a random token, the table its SHA-256, and deleting the
row ends the session (ASVS 5.0, 7.2 and 7.4).
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, session
from flask_login import LoginManager
from flask_security import Security
from flask_security.core import RoleMixin
from flask_security.datastore import UserDatastore
from sqlalchemy import select

from exchange.accounts.models import SignIn, User
from exchange.core import clock
from exchange.core.db import db

TOKEN = "sign_in"  # noqa: S105 - the name of a session key


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
    """The member of this session, or None when its row is gone, unused too long, or the account closed."""
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    row = db.session.execute(
        select(SignIn, User).join(User, User.id == SignIn.user_id).where(SignIn.digest == digest(token), User.active)
    ).first()
    if row is None:
        return None
    sign_in, user = row
    if clock.now() - sign_in.seen_at > timedelta(days=current_app.config["SESSION_DAYS"]):
        return None
    return user


def init(app: Flask) -> None:
    """Bind Flask-Security and Flask-Login to `app`."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_HASH_OPTIONS={"argon2__memory_cost": 19456, "argon2__time_cost": 2, "argon2__parallelism": 1},
        SECURITY_CONFIRM_EMAIL_WITHIN=timedelta(days=3),
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(hours=2),
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_PASSWORD_NORMALIZE_FORM="NFKC",
    )
    Security(app, Datastore(), register_blueprint=False)
    manager: LoginManager = app.login_manager  # type: ignore[attr-defined]  # set by Flask-Login
    manager.user_loader(load)
    manager.request_loader(lambda _request: None)
    manager.session_protection = None
