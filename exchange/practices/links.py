"""The link of an invitation: signed for the member who was asked, so that it still says what became of it once the invitation is over."""

from __future__ import annotations

from flask import current_app, url_for
from itsdangerous import Signer

NAME = "asked"


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="invitation")


def _text(practice_id: int, part: str, user_id: int) -> str:
    return f"{practice_id}:{part}:{user_id}"


def invitation_link(practice_id: int, part: str, user_id: int, *, whole: bool = False) -> str:
    """The page on which this member answers; with `whole` as mail needs it."""
    mark = _signer().get_signature(_text(practice_id, part, user_id)).decode()
    return url_for("practices.invitation", number=practice_id, part=part, _external=whole, **{NAME: mark})


def was_asked(practice_id: int, part: str, user_id: int, mark: str) -> bool:
    """True when `mark` comes from a link that was made for this member and this part."""
    return _signer().verify_signature(_text(practice_id, part, user_id), mark)
