"""Accounts in the application: addresses, commands, notices."""

from __future__ import annotations

from flask import Flask, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.accounts import acts, cli, notices, places, views
from exchange.accounts.models import User
from exchange.accounts.places import NAVIGATION, Entry
from exchange.core import refusals
from exchange.workflow.places import ACTS


def sign_in_first() -> Response:
    """The answer for whoever must sign in first: the sign-in page, leading back to where they were, with what they typed."""
    if refusals.by_script():
        return make_response("", views.UNAUTHORIZED)
    if refusals.is_write():
        return views.ask_to_sign_in(refusals.typed_input())
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


def settings_link(_member: User) -> list[Entry]:
    """The way to the settings."""
    return [Entry(url_for("accounts.settings"), _("Settings"))]


def init(app: Flask) -> None:
    """Add the accounts' addresses, commands, notices and menu to `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(views.well_known)
    app.cli.add_command(cli.commands)
    notices.init(app)
    places.init(app)
    NAVIGATION.fill(app, settings_link, order=50)
    ACTS.fill(app, lambda _context: [acts.ON_MEMBERS, acts.ON_REGISTRATIONS], order=10)
