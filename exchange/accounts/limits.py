"""How often the account pages may be tried: by where the request comes from, and by the account that is asked about.

Only failures count against an account, so that nobody is kept out by signing in often. A classroom behind one network
address can register together. A device that signed in to the account before is counted by itself, so that guesses from
elsewhere keep nobody out there, and guesses with a stolen cookie of it go no further than guesses without.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, request
from flask_login import current_user

from exchange.accounts import devices, emails
from exchange.core.limits import limiter, network

View = TypeVar("View", bound=Callable[..., Any])


def account_of(email: str) -> str:
    """What stands for the account an address names; never the address, since the limiter's log would show it."""
    return hashlib.sha256(emails.count_key(email).encode("utf-8", "replace")).hexdigest()


def _account() -> str:
    return account_of(request.form.get("email", ""))


def _asker() -> str:
    """The device, where it is known for the account that is named; else the network address."""
    device = devices.mark_for(_account())
    return f"device {device}" if device else network()


def _account_from_there() -> str:
    """The account with the device that is known for it; the account alone for all others together."""
    device = devices.mark_for(_account())
    return f"{_account()} device {device}" if device else _account()


def _account_from_here() -> str:
    return f"{_account()} {_asker()}"


def _was_refused(answer: Response) -> bool:
    return answer.status_code == 422


def sign_in(view: View) -> View:
    """Limit attempts to sign in."""
    by_account = limiter.limit("50 per hour", key_func=_account_from_there, methods=["POST"], deduct_when=_was_refused)
    by_both = limiter.limit("10 per 15 minutes", key_func=_account_from_here, methods=["POST"], deduct_when=_was_refused)
    by_address = limiter.limit("120 per 15 minutes", key_func=_asker, methods=["POST"])
    return by_address(by_both(by_account(view)))  # type: ignore[return-value]  # the limiter keeps the view's shape


def mail(view: View) -> View:
    """Limit what sends a mail to an address somebody typed."""
    by_account = limiter.limit("6 per hour", key_func=_account, methods=["POST"])
    by_address = limiter.limit("60 per hour", methods=["POST"])
    return by_address(by_account(view))  # type: ignore[return-value]  # the limiter keeps the view's shape


def link(view: View) -> View:
    """Limit attempts with a link of a mail. Nobody guesses one, and a class behind one line may confirm together."""
    return limiter.limit("120 per hour", methods=["POST"])(view)  # type: ignore[return-value]  # the limiter keeps the view's shape


def password(view: View) -> View:
    """Limit attempts to prove a password while signed in."""
    return limiter.limit("30 per hour", methods=["POST"])(view)  # type: ignore[return-value]  # the limiter keeps the view's shape


def download(view: View) -> View:
    """Limit how often one member may take away all they have written: it is read whole each time."""
    return limiter.limit("30 per hour", key_func=_member)(view)  # type: ignore[return-value]  # the limiter keeps the view's shape


def _member() -> str:
    return str(current_user.get_id())
