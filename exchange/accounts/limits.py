"""How often the account pages may be tried: by the network address that asks, and by the account that is asked about.

Only failures count against an account, so that nobody is kept out by signing in often. A classroom behind one
network address can register together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, request
from flask_limiter.util import get_remote_address

from exchange.core.limits import limiter

View = TypeVar("View", bound=Callable[..., Any])


def _account() -> str:
    """What stands for the account a form names; never its address, since the limiter's log would show it."""
    return hashlib.sha256(request.form.get("email", "").strip().lower().encode("utf-8", "replace")).hexdigest()


def _account_from_here() -> str:
    return f"{_account()} {get_remote_address()}"


def _refused(answer: Response) -> bool:
    return answer.status_code == 422


def sign_in(view: View) -> View:
    """Limit attempts to sign in."""
    by_account = limiter.limit("50 per hour", key_func=_account, methods=["POST"], deduct_when=_refused)
    by_both = limiter.limit("10 per 15 minutes", key_func=_account_from_here, methods=["POST"], deduct_when=_refused)
    by_address = limiter.limit("120 per 15 minutes", methods=["POST"])
    return by_address(by_both(by_account(view)))  # type: ignore[return-value]  # the limiter keeps the view's shape


def mail(view: View) -> View:
    """Limit what sends a mail to an address somebody typed."""
    by_account = limiter.limit("6 per hour", key_func=_account, methods=["POST"])
    by_address = limiter.limit("60 per hour", methods=["POST"])
    return by_address(by_account(view))  # type: ignore[return-value]  # the limiter keeps the view's shape


def password(view: View) -> View:
    """Limit attempts to prove or choose a password with a link or while signed in."""
    return limiter.limit("30 per hour", methods=["POST"])(view)  # type: ignore[return-value]  # the limiter keeps the view's shape
