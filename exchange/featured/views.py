"""Choosing a practice for the home page, the list of choices, and ending one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access, clock, languages
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import Confirm, answer
from exchange.core.transaction import transaction
from exchange.featured import queries, service
from exchange.featured.access import RIGHTS
from exchange.featured.forms import choice_form
from exchange.practices import queries as practices

blueprint = Blueprint("featured", __name__, url_prefix="/<language:lang>/review/home-page")


@blueprint.get("/")
@access.needs(Need.MODERATOR)
def choices() -> str:
    """What stands on the home page now, what comes next, and what stood there."""
    lang = languages.current_language()
    return render_template("featured/choices.html", **queries.choices(lang))


@blueprint.route("/practices/<int:number>/", methods=["GET", "POST"])
@access.needs(Need.MODERATOR)
def choose(number: int) -> Response:
    """Choose a practice for the home page, with a reason and its days."""
    lang = languages.current_language()
    service.require_visible(number)
    form = choice_form(clock.now().date())
    if form.validate_on_submit():
        try:
            with transaction():
                service.choose(current_user, number, form.text("reason"), form.first_day.data, form.last_day.data, lang)
        except Invalid as problem:
            form.take(problem)
        else:
            flash(_("Your choice is kept."), "success")
            return redirect(url_for(".choices"), 303)
    refused = RIGHTS.why_not("choose", current_user, service.people_of(number))
    return answer(form, "featured/choose.html", card=practices.cards([number], lang)[0], refused=refused)


@blueprint.route("/<int:number>/end/", methods=["GET", "POST"])
@access.needs(Need.MODERATOR)
def end(number: int) -> Response:
    """Ask, then end a choice."""
    found = queries.choice(number)
    if found is None:
        raise NotFound(str(_("There is no such choice.")))
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.end(current_user, number)
        flash(_("The choice is ended."), "success")
        return redirect(url_for(".choices"), 303)
    cards = practices.cards([found.practice_id], languages.current_language())
    return answer(form, "featured/end.html", choice=found, card=cards[0] if cards else None)
