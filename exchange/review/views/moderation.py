"""A published practice in the hands of moderators: hide, show again, retract, check an import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Actor, Need
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import Confirm, Form, answer
from exchange.core.transaction import transaction
from exchange.practices import texts
from exchange.practices.models import Version
from exchange.practices.places import MODERATION
from exchange.review import forms, queries, reading, service
from exchange.review.access import RIGHTS
from exchange.review.views import blueprint

WITH_REASON = ("hide", "show_again", "ask_retraction", "refuse_retraction")
VERBS = (*WITH_REASON, "check_import", "retract")


def moderation_page(number: int, form: Form, failed: str = "") -> Response:
    """The page of a practice for moderators; `failed` names the verb whose form has problems."""
    found = queries.readable_practice(number)
    if found is None:
        raise NotFound(str(_("There is no such practice.")))
    person, case = queries.person(current_user.id), queries.case_of(found.version)
    return answer(
        form,
        "review/practice.html",
        practice=found.practice,
        version=found.version,
        slug=texts.slug(found.version.title),
        places=_places(form, failed),
        checking=form if isinstance(form, forms.CheckForm) else _check_form(found.version),
        evidence_label=reading.evidence_label(found.version.evidence),
        may={verb for verb in VERBS if person is not None and RIGHTS.may(verb, person, case)},
        refused=RIGHTS.why_not("hide", person, case) if person is not None else None,
        asked_by=queries.name_of(found.practice.retraction_asked_by),
        events=reading.timeline(queries.lines_of_practice(number), for_moderators=True),
        parts=MODERATION.parts(found.practice),
    )


def _places(form: Form, failed: str) -> dict[str, Form]:
    """A form for each verb that asks for a reason, told apart on the page; the one that failed is `form`."""
    places = {verb: form if verb == failed else forms.ReasonForm(formdata=None) for verb in WITH_REASON}
    for verb, place in places.items():
        place["reason"].id = f"reason-{verb}"
    return places


def _check_form(version: Version) -> forms.CheckForm:
    """The form to check an import with, as it was checked last; nothing that came in with another form."""
    kept: dict[str, Any] = {"checks": version.checks, "evidence": version.evidence, "seen": version.evidence or ""}
    return forms.check_form(formdata=None, **kept)


@blueprint.get("/review/practices/<int:number>/")
@access.needs(Need.MODERATOR)
def practice(number: int) -> Response:
    """A practice as moderators see it, with what they may do about it."""
    return moderation_page(number, forms.ReasonForm())


Verb = Callable[[Actor, int, str], None]


def _with_reason(number: int, name: str, verb: Verb, done: LazyString) -> Response:
    form = forms.ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                verb(current_user, number, form.reason.data or "")
        except Invalid as error:
            form.take(error)
        else:
            flash(str(done), "success")
            return redirect(url_for("review.practice", number=number), 303)
    return moderation_page(number, form, name)


@blueprint.post("/review/practices/<int:number>/hide/")
@access.needs(Need.MODERATOR)
def hide(number: int) -> Response:
    """Take a practice from readers for now."""
    return _with_reason(number, "hide", service.hide, _l("The practice is hidden. The authors are told."))


@blueprint.post("/review/practices/<int:number>/show-again/")
@access.needs(Need.MODERATOR)
def show_again(number: int) -> Response:
    """Give a hidden practice back to readers."""
    return _with_reason(number, "show_again", service.show_again, _l("Readers see the practice again. The authors are told."))


@blueprint.post("/review/practices/<int:number>/ask-retraction/")
@access.needs(Need.MODERATOR)
def ask_retraction(number: int) -> Response:
    """Ask a second moderator to retract a practice."""
    done = _l("The other moderators are told. One of them must confirm the retraction.")
    return _with_reason(number, "ask_retraction", service.ask_retraction, done)


@blueprint.post("/review/practices/<int:number>/refuse-retraction/")
@access.needs(Need.MODERATOR)
def refuse_retraction(number: int) -> Response:
    """End a request to retract: the practice stays as it is."""
    return _with_reason(number, "refuse_retraction", service.refuse_retraction, _l("The practice stays published."))


@blueprint.post("/review/practices/<int:number>/retract/")
@access.needs(Need.MODERATOR)
def retract(number: int) -> Response:
    """Retract a practice, as the second moderator."""
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.retract(current_user, number)
        flash(_("The practice is retracted. The authors are told."), "success")
        return redirect(url_for("review.practice", number=number), 303)
    return moderation_page(number, form, "retract")


@blueprint.post("/review/practices/<int:number>/check/")
@access.needs(Need.MODERATOR)
def check_import(number: int) -> Response:
    """Give an imported practice the evidence level that readers see."""
    form = forms.check_form()
    if form.validate_on_submit():
        try:
            with transaction():
                service.check_import(
                    current_user,
                    number,
                    form.checks.data or [],
                    form.evidence.data or "",
                    form.note.data or "",
                    seen=form.seen.data or "",
                )
        except Invalid as error:
            form.take(error)
        else:
            flash(_("Readers see the evidence level you gave."), "success")
            return redirect(url_for("review.practice", number=number), 303)
    return moderation_page(number, form)
