"""The link in each mail that stops it: signed, so that nobody needs to sign in and nobody can stop another's mail."""

from __future__ import annotations

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeSerializer


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="saved-searches-stop")


def stop_link(user_id: int) -> str:
    """The whole address of the page on which this member stops mail about saved searches. It never gets too old."""
    return url_for("saved.stop", token=token_for(user_id), _external=True)


def token_for(user_id: int) -> str:
    """What such a link ends with."""
    return str(_signer().dumps(user_id))


def member_of(token: str) -> int | None:
    """The member a link was made for; None when it was not made here."""
    try:
        return int(_signer().loads(token))
    except BadSignature:
        return None
