"""Pages about imports, for administrators: the list, a new one, the report of one, undoing it."""

from __future__ import annotations

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.accounts import access as roles
from exchange.accounts.queries import administrators
from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import Confirm, Form, answer
from exchange.core.paging import page_number, require_page
from exchange.core.transaction import transaction
from exchange.transfer import forms, lifecycle, queries, runs, undoing, words
from exchange.transfer.access import RIGHTS
from exchange.transfer.models import ImportRun
from exchange.transfer.views import blueprint

# The other fields of the form and what stands between the parts.
ROOM_FOR_FORM = 100_000


def take_files(app: Flask) -> None:
    """Let administrators send a file larger than other forms; decided by the head of the request, before its body is read."""

    def widen() -> None:
        is_import = request.endpoint == "transfer.new_import" and request.method == "POST"
        if is_import and current_user.is_authenticated and roles.may(current_user, "administer"):
            request.max_content_length = runs.LARGEST_FILE + ROOM_FOR_FORM

    app.before_request(widen)


@blueprint.get("/")
@access.needs(Need.ADMINISTRATOR)
def imports() -> str:
    """The imports that were run, the newest first."""
    page = require_page(queries.runs(page_number(request.args)))
    names = queries.names(one.actor_id for one in page.items)
    return render_template("transfer/imports.html", page=page, names=names, asked=queries.undos_asked(), **_words())


@blueprint.route("/new/", methods=["GET", "POST"])
@access.needs(Need.ADMINISTRATOR)
def new_import() -> Response:
    """Give the exchange a file to take in."""
    form = forms.ImportForm()
    if form.validate_on_submit():
        content = form.file.data.read()
        try:
            runs.check(current_user, content, form.text("note"))
        except Invalid as error:
            form.take(error)
        else:
            stored = runs.keep_file(content)
            with transaction():
                reviewed = form.way.data == "reviewed"
                name = form.file.data.filename
                number = runs.accept(
                    current_user, name, stored, len(content), reviewed=reviewed, note=form.text("note")
                )  # fmt: skip
            return redirect(url_for("transfer.show", number=number), 303)
    return answer(form, "transfer/new.html")


@blueprint.get("/<int:number>/")
@access.needs(Need.ADMINISTRATOR)
def show(number: int) -> Response:
    """The report of an import, line by line."""
    return _page(number, forms.NoteForm(formdata=None))


def _page(number: int, form: Form) -> Response:
    run = queries.run(number)
    if run is None:
        raise NotFound(str(_("There is no such import.")))
    counts = queries.outcome_counts(number)
    shown = request.args.get("show", "")
    shown = shown if shown in counts else ""
    page = require_page(queries.lines(number, shown, page_number(request.args)))
    events = queries.events(number)
    return answer(
        form,
        "transfer/show.html",
        run=run,
        page=page,
        counts=counts,
        shown=shown,
        undone=queries.undone_counts(number),
        made=queries.made_count(number),
        alone=_alone(),
        may_agree=RIGHTS.may("agree_undo", current_user, run),
        why_not=RIGHTS.why_not("agree_undo", current_user, run),
        needs_two=lifecycle.needs_two,
        events=events,
        names=queries.names([run.actor_id, run.undo_asked_by, *(one.actor_id for one in events)]),
        percent=_percent(run),
        **_words(),
    )


def _alone() -> bool:
    """True when nobody else could agree."""
    return all(one.id == current_user.id for one in administrators())


def _percent(run: ImportRun) -> float | None:
    """The share of the file that was read; None where its size is not known."""
    return min(1.0, run.read / run.size) if run.size else None


def _words() -> dict[str, object]:
    return {
        "status_words": words.status_words,
        "outcome_words": words.outcome_words,
        "kept_words": words.KEPT_WORDS,
        "undone_words": words.UNDONE_WORDS,
        "done_words": words.DONE,
        "most_alone": lifecycle.MOST_ALONE,
    }


@blueprint.post("/<int:number>/undo/")
@access.needs(Need.ADMINISTRATOR)
def undo(number: int) -> Response:
    """Undo an import, or ask another administrator to agree."""
    form = forms.NoteForm()
    if form.validate_on_submit():
        try:
            with transaction():
                began = undoing.undo(current_user, number, form.text("note"))
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The import is being undone.") if began else _("Another administrator must agree now."), "success")
            return _show_again(number)
    return _page(number, form)


@blueprint.post("/<int:number>/undo/agree/")
@access.needs(Need.ADMINISTRATOR)
def agree(number: int) -> Response:
    """Agree to undo an import that another administrator asked to undo."""
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            undoing.agree(current_user, number)
        flash(_("The import is being undone."), "success")
        return _show_again(number)
    return _page(number, form)


@blueprint.post("/<int:number>/undo/refuse/")
@access.needs(Need.ADMINISTRATOR)
def refuse(number: int) -> Response:
    """Keep an import that somebody asked to undo."""
    form = forms.NoteForm()
    if form.validate_on_submit():
        try:
            with transaction():
                undoing.refuse(current_user, number, form.text("note"))
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The import stays."), "success")
            return _show_again(number)
    return _page(number, form)


def _show_again(number: int) -> Response:
    return redirect(url_for("transfer.show", number=number), 303)
