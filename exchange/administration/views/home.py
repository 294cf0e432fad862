"""The first page, and the log of what was done."""

from __future__ import annotations

from flask import render_template, request
from flask_login import current_user

from exchange.accounts.places import ADMIN_INDEX, ADMIN_WAITING, CONTENT, PEOPLE, PLATFORM, sort_waiting
from exchange.administration import acts, parts
from exchange.administration.figures import figures
from exchange.administration.views import blueprint
from exchange.core import access
from exchange.core.access import Need
from exchange.core.paging import page_number, require_page


@blueprint.get("/")
@access.needs(Need.ADMINISTRATOR)
def home() -> str:
    """What needs an administrator, the figures, the index of all pages, the last acts."""
    member = current_user._get_current_object()
    sections = ADMIN_INDEX.parts(member)
    return render_template(
        "administration/home.html",
        waiting=sort_waiting(ADMIN_WAITING.parts(member)),
        figures=figures(parts.member_counts(), parts.late_reviews_count()[0]),
        groups=[(name, [one for one in sections if one.group == name]) for name in (PEOPLE, CONTENT, PLATFORM)],
        acts=acts.latest(),
    )


@blueprint.get("/log/")
@access.needs(Need.ADMINISTRATOR)
def log() -> str:
    """Every act of administration, newest first, of one kind or of all."""
    chosen = request.args.get("kind", "")
    page = require_page(acts.page(chosen, page_number(request.args)))
    return render_template("administration/log.html", page=page, kinds=acts.kinds(), chosen=chosen)
