"""What runs: jobs that wait and failed, the search index, the settings in force."""

from __future__ import annotations

import os
from collections.abc import Collection

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from config import SETTINGS
from exchange.administration import forms, service, words
from exchange.administration.figures import index_figure
from exchange.administration.views import blueprint
from exchange.core import access
from exchange.core.access import Need
from exchange.core.arguments import values_of
from exchange.core.errors import Invalid
from exchange.core.forms import answer
from exchange.core.transaction import transaction
from exchange.outbox import queries as outbox
from exchange.retrieval.engines import engine
from exchange.retrieval.port import Capability
from exchange.search import service as search
from exchange.search import sync

MOST_FAILED = 100


def _jobs_page(form: forms.ReasonForm, chosen: Collection[int] = ()) -> Response:
    return answer(
        form,
        "administration/jobs.html",
        waiting=outbox.backlog(),
        chosen=chosen,
        given_up=outbox.failed_jobs(MOST_FAILED),
        topic=words.topic,
        reason=words.reason,
    )


@blueprint.get("/jobs/")
@access.needs(Need.ADMINISTRATOR)
def jobs() -> Response:
    """Work that waits and work that failed for good."""
    return _jobs_page(forms.ReasonForm(formdata=None))


@blueprint.post("/jobs/")
@access.needs(Need.ADMINISTRATOR)
def retry_jobs() -> Response:
    """Try the jobs chosen again, or all of them."""
    form = forms.ReasonForm()
    chosen, _all = values_of(request.form, "job", MOST_FAILED)
    numbers = [int(one) for one in chosen if one.isascii() and one.isdigit() and len(one) < 16]
    if form.validate_on_submit():
        try:
            with transaction():
                count = service.retry_jobs(current_user, numbers or None, form.text("reason"))
        except Invalid as error:
            form.take(error)
        else:
            flash(ngettext("%(num)s job is tried again.", "%(num)s jobs are tried again.", count), "success")
            return redirect(url_for("administration.jobs"), 303)
    return _jobs_page(form, numbers)


def _index_page(form: forms.ReasonForm) -> Response:
    return answer(
        form,
        "administration/index.html",
        state=index_figure(),
        lag=search.lag(),
        progress=sync.progress(),
        keeps=Capability.KEEPING in engine().capabilities,
    )


@blueprint.get("/index/")
@access.needs(Need.ADMINISTRATOR)
def index() -> Response:
    """The search index: its state, and building it anew."""
    return _index_page(forms.ReasonForm(formdata=None))


@blueprint.post("/index/")
@access.needs(Need.ADMINISTRATOR)
def rebuild_index() -> Response:
    """Have the worker build the index anew."""
    form = forms.ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.rebuild_index(current_user, form.text("reason"))
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The index is built anew. Searches are answered meanwhile."), "success")
            return redirect(url_for("administration.index"), 303)
    return _index_page(form)


@blueprint.get("/settings/")
@access.needs(Need.ADMINISTRATOR)
def settings() -> str:
    """The settings in force: values, or for secrets whether one is set, and where each comes from."""
    rows = [
        {
            "name": one.name,
            "value": "" if one.is_secret else _show_value(current_app.config["SETTINGS"][one.name]),
            "secret": one.is_secret,
            "is_set": bool(current_app.config["SETTINGS"][one.name]),
            "given": bool(os.environ.get(one.name, "").strip()),
            "meaning": one.meaning,
        }
        for one in SETTINGS
    ]
    return render_template("administration/settings.html", rows=rows)


def _show_value(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
