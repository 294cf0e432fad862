"""The token of a form that a visitor can send without a session, so that reading alone sets no cookie.

It says that this exchange showed the form lately, and nothing about to whom. Whether the form was sent from a page of
ours the browser tells (`refusals`). That is enough only where a forged form would do no harm, such as for the choice of colours.
"""

from __future__ import annotations

from flask import current_app, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf, validate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import Field
from wtforms.csrf.core import CSRF
from wtforms.form import BaseForm

from exchange.core.forms import Confirm, Form

SAID = "shown"
SESSION_TOKEN = "csrf_token"  # noqa: S105 - the name, not a token


def open_token() -> str:
    """The token for such a form: that of the session for members and where there is one, else one that needs none."""
    if current_user.is_authenticated or SESSION_TOKEN in session:
        return str(generate_csrf())
    return str(_signer().dumps(SAID))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="form without session")


class _OpenToken(CSRF):
    def generate_csrf_token(self, csrf_token_field: Field) -> str:
        return open_token()

    def validate_csrf_token(self, form: BaseForm, field: Field) -> None:
        try:
            _signer().loads(field.data or "", max_age=current_app.config["WTF_CSRF_TIME_LIMIT"])
        except BadData:
            validate_csrf(field.data)


class OpenConfirm(Confirm):
    """A button that changes something for whoever presses it, session or not."""

    class Meta(Form.Meta):
        """Its token needs no session."""

        csrf_class = _OpenToken
