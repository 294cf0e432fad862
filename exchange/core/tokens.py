"""The token of a form that a visitor can send without a session, so that reading alone sets no cookie.

It says that this exchange showed the form today or yesterday, and nothing about to whom. Whether the form was sent from a page of
ours the browser tells (`refusals`). That is enough only where a forged form would do no harm, such as for the choice of colours.

The secret behind it is that of the day, so that a page a browser has kept still works when it is told that the page is the same;
each answer masks it anew, as `forgery` says why.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, timedelta

from flask import current_app
from flask_login import current_user
from wtforms import Field
from wtforms.form import BaseForm

from exchange.core import clock, forgery
from exchange.core.forms import Confirm, Form

ONE_DAY = timedelta(days=1)


def open_token() -> str:
    """The token for such a form: that of the session for members, else one that needs none, good until tomorrow ends."""
    if current_user.is_authenticated:
        return forgery.session_token()
    return urlsafe_b64encode(forgery.mask(_secret(clock.now().date()))).decode()


def _is_open(token: str) -> bool:
    """True for a token that `open_token` gave today or yesterday."""
    today = clock.now().date()
    try:
        shown = forgery.unmask(urlsafe_b64decode(token))
    except ValueError:
        return False
    return any(hmac.compare_digest(shown, _secret(day)) for day in (today, today - ONE_DAY))


def _secret(day: date) -> bytes:
    key: str = current_app.config["SECRET_KEY"]
    return hmac.digest(key.encode(), f"form without session {day.isoformat()}".encode(), "sha256")[: forgery.LENGTH]


class _OpenToken(forgery.SessionToken):
    def generate_csrf_token(self, csrf_token_field: Field) -> str:
        return open_token()

    def validate_csrf_token(self, form: BaseForm, field: Field) -> None:
        if not _is_open(field.data or ""):
            super().validate_csrf_token(form, field)


class OpenConfirm(Confirm):
    """A button that changes something for whoever presses it, session or not."""

    class Meta(Form.Meta):
        """Its token needs no session."""

        csrf_class = _OpenToken
