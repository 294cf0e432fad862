"""Imported records, for administrators: found by a search field, read, corrected section by section."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access, languages, markup
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import Form, answer
from exchange.core.paging import page_number, require_page
from exchange.core.text import clean, one_line
from exchange.core.transaction import transaction
from exchange.practices import answers, service, texts
from exchange.practices import forms as practice_forms
from exchange.practices.edits import BaseRevision
from exchange.practices.fields import FORM
from exchange.practices.queries import Names
from exchange.practices.service import DraftChanged
from exchange.questions import compare
from exchange.transfer import forms, imported
from exchange.transfer.imported import Found
from exchange.transfer.views import records_blueprint as blueprint


@blueprint.get("/")
@access.needs(Need.ADMINISTRATOR)
def find() -> str:
    """Imported records that a search field finds."""
    words = one_line(clean(request.args.get("q", "")))[: imported.LONGEST_QUERY]
    page = require_page(imported.search(words, page_number(request.args)))
    return render_template("transfer/records.html", page=page, words=words)


@blueprint.get("/<int:number>/")
@access.needs(Need.ADMINISTRATOR)
def show(number: int) -> str:
    """An imported record: where it comes from, what imports did with it, who corrected it and why, and the ways to correct it."""
    found = _require_record(number)
    corrections = imported.corrections(number)
    return render_template(
        "transfer/record.html",
        found=found,
        slug=texts.slug(found.version.title),
        sections=imported.SECTIONS,
        why_not=imported.why_not(current_user, found),
        lines=imported.lines_of(number),
        corrections=corrections,
        names=imported.names(corrections),
    )


@blueprint.route("/<int:number>/<section>/", methods=["GET", "POST"])
@access.needs(Need.ADMINISTRATOR)
def section(number: int, section: str) -> Response:
    """The questions of a section with the answers readers see; saving publishes them as a new version."""
    if section not in imported.SECTIONS:
        raise NotFound()
    found = _require_record(number)
    names = [one.name for one in FORM.page_questions(section)]
    asked = [name for name in request.form.get("asked", "").split(",") if name in names]
    given = answers.read(found.version)
    form = _form(section, given, found.version.number, asked)
    valid = form.validate_on_submit()
    if not form.forged and _adds_row():
        return _page(_form(section, {**given, **FORM.values(section, form)}, found.version.number, asked), found, section, asked)
    if not form.forged and "preview" in request.form:
        return _page(form, found, section, asked, preview=_preview(form, names))
    if not valid:
        return _page(form, found, section, asked)
    return _save(found, section, form, asked, names)


def _save(found: Found, section: str, form: Form, asked: list[str], names: list[str]) -> Response:
    number = found.practice.id
    theirs = practice_forms.kept_theirs(form, asked)
    mine = {name: value for name, value in FORM.values(section, form).items() if name not in theirs}
    seen = BaseRevision.read(form["edit"].data or "", names)
    try:
        with transaction():
            left = service.correct(current_user, number, mine, seen, form.text("note"))
    except DraftChanged as changed:
        asked = [name for name in names if name in theirs or name in changed.names]
        found = _require_record(number)
        form = _form(section, changed.theirs, changed.edit, asked)
        form["edit"].data = seen.again(changed.edit, changed.theirs, changed.names, names).token()
        page = _page(form, found, section, asked)
        page.status_code = 409
        return page
    except Invalid as error:
        form.take(error)
        return _page(form, _require_record(number), section, asked)
    flash(_("The correction is published. The log says who made it and why."), "success")
    if left:
        questions = ", ".join(str(FORM.by_name[name].label) for name in left)
        flash(_("Changed elsewhere in the meantime and kept as it is there: %(questions)s", questions=questions), "info")
    return redirect(url_for("records.show", number=number), 303)


def _require_record(number: int) -> Found:
    found = imported.record(number)
    if found is None:
        raise NotFound(str(_("There is no such imported record.")))
    return found


def _form(section: str, given: dict[str, Any], edit: int, asked: list[str]) -> Form:
    return practice_forms.section_form(section, given, edit, asked, {"note": forms.NoteForm.note})


def _adds_row() -> bool:
    return any(name.endswith("-add") for name in request.form)


def _preview(form: Form, names: list[str]) -> dict[str, Any]:
    wanted = request.form["preview"]
    rich = wanted in names and FORM.by_name[wanted].is_rich
    return {wanted: markup.show(clean(form[wanted].data)).html} if rich else {}


def _page(form: Form, found: Found, section: str, asked: list[str], preview: dict[str, Any] | None = None) -> Response:
    words, mine, steps = Names(languages.current_language()), FORM.values(section, form), compare.Steps()
    given = answers.read(found.version)
    return answer(
        form,
        "transfer/section.html",
        found=found,
        section=imported.SECTIONS[section],
        questions=FORM.page_questions(section),
        asked=asked,
        both={name: FORM.by_name[name].compare(given[name], mine[name], words, steps) for name in asked},
        preview=preview or {},
    )
