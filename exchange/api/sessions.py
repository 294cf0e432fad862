"""Programs have no session: whoever asks gets what everybody gets, and no cookie is read or set."""

from __future__ import annotations

from flask import Flask
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.wrappers import Request


class Sessions(SecureCookieSessionInterface):
    """Sessions of readers, and none at addresses that begin with `prefix`."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the cookie; at the addresses for programs one that is empty and is never kept."""
        return self.make_null_session(app) if request.path.startswith(self.prefix) else super().open_session(app, request)
