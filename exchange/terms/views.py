"""Pages of the vocabularies, for administrators."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import Conflict, Invalid, NotFound
from exchange.core.forms import Form, answer
from exchange.core.languages import LANGUAGES
from exchange.core.transaction import transaction
from exchange.terms import forms, queries, service
from exchange.vocabularies.models import Theme

blueprint = Blueprint("terms", __name__, url_prefix="/<language:lang>/admin/vocabularies")


@blueprint.get("/")
@access.needs(Need.ADMINISTRATOR)
def themes() -> str:
    """Every theme, with the languages it lacks texts in."""
    return render_template("terms/themes.html", rows=queries.themes())


@blueprint.route("/themes/<theme_id>/", methods=["GET", "POST"])
@access.needs(Need.ADMINISTRATOR)
def theme(theme_id: str) -> Response:
    """The texts of a theme in each language, to be edited."""
    found = _require_theme(theme_id)
    form = forms.theme_form(found)
    if not form.validate_on_submit():
        return _page(form, found)
    texts, retired = forms.values(form), bool(form["retired"].data)
    try:
        with transaction():
            service.edit(current_user, theme_id, texts, retired=retired, note=form.text("note"), seen=form.text("seen"))
    except Conflict as error:
        # What was typed stays; sending it again is a choice made with the other texts in view.
        now = _require_theme(theme_id)
        form.take(Invalid({"": error.message}))
        form["seen"].data = service.mark(now)
        page = _page(form, now, compare=True)
        page.status_code = 409
        return page
    except Invalid as error:
        form.take(error)
        return _page(form, _require_theme(theme_id))
    flash(_("The theme is changed. Practices and experts that have it are indexed again."), "success")
    return redirect(url_for("terms.theme", theme_id=theme_id), 303)


def _require_theme(theme_id: str) -> Theme:
    found = queries.theme(theme_id)
    if found is None:
        raise NotFound(str(_("There is no such theme.")))
    return found


def _page(form: Form, found: Theme, *, compare: bool = False) -> Response:
    now = queries.texts(found) if compare else {}
    acts = queries.acts(found.id)
    return answer(form, "terms/theme.html", found=found, languages=LANGUAGES, now=now, acts=acts)
