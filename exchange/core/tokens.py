"""The token of a form that a visitor can send without a session, so that reading alone sets no cookie.

It says that this exchange showed the form lately, and nothing about to whom. Whether the form was sent from a page of
ours the browser tells (`refusals`). That is enough only where a forged form would do no harm, such as for the choice of colours.
"""

from __future__ import annotations

import secrets

from flask import current_app, session
from flask_login import current_user
from itsdangerous import BadData, TimestampSigner
from wtforms import Field
from wtforms.form import BaseForm

from exchange.core import forgery
from exchange.core.forms import Confirm, Form


def open_token() -> str:
    """The token for such a form: that of the session for members and where there is one, else one that needs none."""
    if current_user.is_authenticated or forgery.KEPT in session:
        return forgery.session_token()
    return _signer().sign(secrets.token_urlsafe(9)).decode()


def _signer() -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt="form without session")


class _OpenToken(forgery.SessionToken):
    def generate_csrf_token(self, csrf_token_field: Field) -> str:
        return open_token()

    def validate_csrf_token(self, form: BaseForm, field: Field) -> None:
        try:
            _signer().unsign(field.data or "", max_age=current_app.config["WTF_CSRF_TIME_LIMIT"])
        except BadData:
            super().validate_csrf_token(form, field)


class OpenConfirm(Confirm):
    """A button that changes something for whoever presses it, session or not."""

    class Meta(Form.Meta):
        """Its token needs no session."""

        csrf_class = _OpenToken
