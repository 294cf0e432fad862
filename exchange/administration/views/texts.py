"""The operator's texts: what stands in each language, and writing one with a preview."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.accounts import members
from exchange.administration import forms
from exchange.administration.views import blueprint
from exchange.core import access, identity
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import answer
from exchange.core.languages import BY_CODE, DEFAULT, LANGUAGES
from exchange.core.transaction import transaction
from exchange.operator import queries, service
from exchange.operator.rules import KINDS


@blueprint.get("/texts/")
@access.needs(Need.ADMINISTRATOR)
def texts() -> str:
    """Every text of the operator, with the languages it is written in and what stands where one lacks it."""
    written = queries.texts()
    return render_template(
        "administration/texts.html", kinds=KINDS.values(), written=written, languages=LANGUAGES, default=DEFAULT
    )


def _text_page(name: str, code: str, form: forms.TextForm, *, preview: bool = False) -> Response:
    lines = queries.history(name, code)
    shown = identity.find_text(name, code)
    return answer(
        form,
        "administration/text.html",
        kind=KINDS[name],
        language=BY_CODE[code],
        fallback=shown if shown is not None and shown.language != code else None,
        history=lines,
        names=members.names({one.by_id for one in lines if one.by_id is not None}),
        preview=form.text("words") if preview else None,
    )


def _require_known(name: str, code: str) -> None:
    if name not in KINDS or code not in BY_CODE:
        raise NotFound(_("There is no such text."))


@blueprint.get("/texts/<name>/<code>/")
@access.needs(Need.ADMINISTRATOR)
def text(name: str, code: str) -> Response:
    """One text in one language, to write."""
    _require_known(name, code)
    last = next(iter(queries.history(name, code)), None)
    return _text_page(name, code, forms.TextForm(None, words=last.text if last else "", seen=str(last.id if last else 0)))


@blueprint.post("/texts/<name>/<code>/")
@access.needs(Need.ADMINISTRATOR)
def write_text(name: str, code: str) -> Response:
    """Write a text, or show how it would look."""
    _require_known(name, code)
    form = forms.TextForm()
    if "preview" in request.form:
        return _text_page(name, code, form, preview=True)
    if form.validate_on_submit():
        try:
            with transaction():
                service.write(current_user, name, code, form.text("words"), form.text("reason"), form.seen_number)
        except Invalid as error:
            form.take(error)
        else:
            identity.forget()
            flash(_("The text is saved. Readers see it now."), "success")
            return redirect(url_for("administration.texts"), 303)
    return _text_page(name, code, form)
