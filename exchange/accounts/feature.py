"""Accounts in the application: addresses, commands, notices."""

from __future__ import annotations

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from exchange.accounts import cli, notices, views


def sign_in_first() -> Response:
    """The answer for a visitor whom an address asks to sign in: the sign-in page, leading back to where they were."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=back))


def init(app: Flask) -> None:
    """Add the accounts' addresses, commands and notices to `app`."""
    app.register_blueprint(views.blueprint)
    app.cli.add_command(cli.commands)
    notices.init(app)
