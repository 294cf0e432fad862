"""Devices that signed in to an account before: wrong guesses made elsewhere do not lock their owner out there.

The cookie holds a random name of the device and, for each of the last accounts that signed in on it, a mark that only the
server can make of both. It holds no personal data, proves no password, and a copy of it is counted with the original.
Source of the method: OWASP, Slow Down Online Guessing Attacks with Device Cookies.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from flask import current_app, request
from werkzeug.wrappers import Response

COOKIE = "device"
MOST_ACCOUNTS = 5
YEAR_SECONDS = 365 * 86_400
_SHAPE = re.compile(r"(?P<device>[0-9a-f]{32})(?P<marks>(?:\.[0-9a-f]{32}){0,%d})" % MOST_ACCOUNTS)  # noqa: UP031 - braces


def mark_for(account: str) -> str | None:
    """The name of this device when `account` (as the limits count it) signed in on it before, else None."""
    device, marks = _read()
    return device if device and any(hmac.compare_digest(mark, _mark(device, account)) for mark in marks) else None


def remember(answered: Response, account: str) -> Response:
    """`answered`, with the cookie that lets this device be known for `account` from now on, for a year after each sign-in."""
    found, marks = _read()
    device = found or secrets.token_hex(16)
    own = _mark(device, account)
    kept = [own, *(mark for mark in marks if mark != own)][:MOST_ACCOUNTS]
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    value = ".".join([device, *kept])
    answered.set_cookie(COOKIE, value, max_age=YEAR_SECONDS, samesite="Lax", secure=secure, httponly=True)
    return answered


def _read() -> tuple[str, list[str]]:
    found = _SHAPE.fullmatch(request.cookies.get(COOKIE, ""))
    return (found["device"], found["marks"].split(".")[1:]) if found else ("", [])


def _mark(device: str, account: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"device {device} {account}".encode(), hashlib.sha256).hexdigest()[:32]
