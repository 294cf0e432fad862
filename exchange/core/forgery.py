"""The token that says a form was sent from a page of ours, in this browser: of the session, and masked anew in each answer.

A compressed answer is shorter when what a stranger put into it (a search, an address) repeats what stands in it anyway. From
many lengths a secret can be guessed letter by letter. So the session's secret stands in no answer: each shows it under a
one-time pad. Source of the method: BREACH (Gluck, Harris, Prado 2013), section 3.4, as in Django's `csrf` middleware.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flask import current_app, g, session
from flask_babel import gettext as _
from itsdangerous import BadData, TimestampSigner
from wtforms import Field, ValidationError
from wtforms.csrf.core import CSRF
from wtforms.form import BaseForm

KEPT = "csrf_token"
LENGTH = 20


def session_token() -> str:
    """The token of this session, which begins with it. The same within one answer, another in each."""
    if KEPT not in session:
        session[KEPT] = secrets.token_hex(LENGTH)
    g.session_token_shown = True
    return _signer().sign(urlsafe_b64encode(mask(bytes.fromhex(session[KEPT])))).decode()


def is_of_this_session(token: str) -> bool:
    """True for a token that `session_token` gave to this session within the time a form is good for."""
    kept = session.get(KEPT)
    if kept is None:
        return False
    try:
        masked = urlsafe_b64decode(_signer().unsign(token, max_age=current_app.config["WTF_CSRF_TIME_LIMIT"]))
        return hmac.compare_digest(unmask(masked), bytes.fromhex(kept))
    except (BadData, ValueError):
        return False


def mask(secret: bytes) -> bytes:
    """A secret of `LENGTH` bytes under the pad of this answer, with the pad before it."""
    if "forgery_pad" not in g:
        g.forgery_pad = secrets.token_bytes(LENGTH)
    pad: bytes = g.forgery_pad
    return pad + _combine(pad, secret)


def unmask(masked: bytes) -> bytes:
    """The secret that `mask` was given. ValueError for what it never gave."""
    return _combine(masked[:LENGTH], masked[LENGTH:])


def _combine(pad: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(pad, text, strict=True))


def _signer() -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt="form of a session")


class SessionToken(CSRF):
    """Gives each form the session's token and refuses any other."""

    def generate_csrf_token(self, csrf_token_field: Field) -> str:
        """The token the form shows."""
        return session_token()

    def validate_csrf_token(self, form: BaseForm, field: Field) -> None:
        """ValidationError, with what to do, for a token that is missing, too old or not of this session."""
        if not is_of_this_session(field.data or ""):
            raise ValidationError(
                _(
                    "This page was open for a long time, or you have signed in again since. Everything is still here: send it once more."
                )
            )
