"""Saving a search, changing and removing it, and stopping its mail from a link."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access, languages
from exchange.core.access import Need
from exchange.core.errors import Gone, Invalid, NotFound
from exchange.core.forms import Confirm, answer
from exchange.core.transaction import transaction
from exchange.practices.searchable import PRACTICES
from exchange.saved import choices, links, queries, rules, service
from exchange.saved.forms import saved_form
from exchange.saved.models import SavedSearch
from exchange.search import facets, parameters
from exchange.search.parameters import Parameters

blueprint = Blueprint("saved", __name__, url_prefix="/<language:lang>")


@blueprint.route("/desk/saved/new/", methods=["GET", "POST"])
@access.needs(Need.MEMBER, _l("Saving a search needs an account: what is new is sent to its address. You come back here then."))
def save() -> Response:
    """Save the search whose words and filters the address carries; one that is kept already can be changed here."""
    wanted = parameters.read(PRACTICES, request.args)
    here = queries.same_search(current_user.id, PRACTICES, parameters.encode(wanted.lasting))
    form = saved_form(here.name if here else _name(wanted), here.often if here else rules.WEEKLY)
    if form.validate_on_submit():
        try:
            with transaction():
                service.save(current_user, wanted, form.text("name"), form.text("often"), languages.current_language())
        except Invalid as problem:
            form.take(problem)
        else:
            return _finish(str(_("Your search is saved.")))
    return answer(
        form, "saved/new.html", **_context(wanted), problems=[*wanted.problems, *facets.unknown_codes_in_words(wanted, None)]
    )


@blueprint.route("/desk/saved/<int:number>/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def change(number: int) -> Response:
    """Change the name of a saved search, or how often we write."""
    here = _own_search(number)
    form = saved_form(here.name, here.often)
    if form.validate_on_submit():
        try:
            with transaction():
                service.change(current_user, number, form.text("name"), form.text("often"))
        except Invalid as problem:
            form.take(problem)
        else:
            return _finish(str(_("Your search is changed.")))
    return answer(form, "saved/change.html", search=here, **_context(queries.parameters_of(here.kind, here.query)))


@blueprint.route("/desk/saved/<int:number>/remove/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def remove(number: int) -> Response:
    """Ask, then remove a saved search."""
    here = _own_search(number)
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.remove(current_user, number)
        return _finish(str(_("Your search is removed.")))
    return answer(form, "saved/remove.html", search=here)


@blueprint.route("/saved/stop/<token>/", methods=["GET", "POST"])
@access.needs(Need.NOTHING)
def stop(token: str) -> Response:
    """Ask, then stop the mail about a member's saved searches. Gone for a link that was not made here."""
    member = links.member_of(token)
    if member is None:
        raise Gone(_("This link cannot be used. Open the newest mail, or sign in and go to My work."))
    form = Confirm()
    # A mail program that offers a button of its own sends this and no cookie; the link itself is the proof. It follows no redirect
    # (RFC 8058, section 3.1).
    at_one_click = request.form.get("List-Unsubscribe") == "One-Click"
    if at_one_click or form.validate_on_submit():
        with transaction():
            service.stop(member)
        return make_response("", 204) if at_one_click else redirect(url_for(".stop", token=token), 303)
    return answer(form, "saved/stop.html", telling=queries.count(member, telling=True))


def _own_search(number: int) -> SavedSearch:
    here = queries.own_search(current_user.id, number)
    if here is None:
        raise NotFound(str(_("There is no such search among yours. Your saved searches stand under My work.")))
    return here


def _labels(wanted: Parameters) -> list[str]:
    """The words and filters of a search as a person reads them."""
    pairs = [pair for pair in wanted.lasting if pair[0] != "q"]
    return ([wanted.q] if wanted.q else []) + [facets.filter_label(wanted.kind, pair, {}) for pair in pairs]


def _name(wanted: Parameters) -> str:
    return rules.name_of(_labels(wanted)) or str(_("All practices"))


def _context(wanted: Parameters) -> dict[str, Any]:
    return {
        "labels": _labels(wanted),
        "results": parameters.newest_first(wanted.kind, parameters.encode(wanted.lasting)),
        "hints": choices.HINTS,
    }


def _finish(words: str) -> Response:
    flash(words, "success")
    return redirect(url_for("pages.desk", show="saved"), 303)
