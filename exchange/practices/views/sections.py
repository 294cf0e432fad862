"""One section of a draft: shown, previewed, saved by hand or by script, and chosen between two texts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import flash, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.changes import tags
from exchange.core import access, languages, markup
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound
from exchange.core.formats import sentence_list
from exchange.core.forms import Form, answer
from exchange.core.text import clean
from exchange.core.transaction import transaction
from exchange.practices import forms, places, queries, rail, service
from exchange.practices.edits import BaseRevision
from exchange.practices.fields import FORM
from exchange.practices.service import DraftChanged, Saved
from exchange.practices.views import blueprint, see_other
from exchange.practices.views.origins import carried_arguments, current_origin
from exchange.practices.views.own import own_draft
from exchange.questions import compare


@blueprint.get("/formatting/")
@access.needs(Need.NOTHING)
@tags.by_record
def formatting() -> str:
    """How to write headings, lists and links."""
    return render_template("practices/formatting.html")


@blueprint.route("/submissions/<int:number>/<section>/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def section(number: int, section: str) -> Response:
    """One page of questions: shown, previewed, saved."""
    names = _names(section)
    if not names:
        raise NotFound()
    draft = own_draft(number, section)
    asked = [name for name in request.form.get("asked", "").split(",") if name in names]
    form = forms.section_form(section, draft.answers, draft.version.edit, asked)
    valid = form.validate_on_submit()
    if "preview" in request.form and not form.forged:
        return _page(form, draft, section, asked, preview=_preview(form, names))
    if not valid:
        warnings = {} if request.method == "POST" else FORM.problems(draft.answers)
        return _answer_refused(form) or _page(form, draft, section, asked, warnings=warnings)
    return _answer_saved(number, section, form, asked)


def _names(section: str) -> list[str]:
    """The questions of a section that stand on its page, in order; none for an unknown section."""
    return [one.name for one in FORM.page_questions(section)]


def _answer_saved(number: int, section: str, form: Form, asked: list[str]) -> Response:
    theirs = forms.kept_theirs(form, asked)
    mine = {name: value for name, value in FORM.values(section, form).items() if name not in theirs}
    seen = BaseRevision.read(form["edit"].data or "", _names(section))
    try:
        with transaction():
            saved = service.save(current_user, number, mine, seen)
    except DraftChanged as changed:
        return _answer_changed(number, section, changed, seen, theirs)
    except Invalid as error:
        form.take(error)
        return _answer_refused(form) or _page(form, own_draft(number), section, asked)
    return _answer_done(number, section, saved, mine)


def _answer_changed(number: int, section: str, changed: DraftChanged, seen: BaseRevision, theirs: set[str]) -> Response:
    """Both texts of each answer that two people changed, with a choice at each; nothing was written."""
    if _autosaving():
        return make_response(jsonify(changed=changed.names), 409)
    asked = [name for name in _names(section) if name in theirs or name in changed.names]
    draft = own_draft(number)
    form = forms.section_form(section, draft.answers, changed.edit, asked)
    form["edit"].data = seen.again(changed.edit, changed.theirs, changed.names, _names(section)).token()
    page = _page(form, draft, section, asked)
    page.status_code = 409
    return page


def _page(
    form: Form,
    draft: queries.Draft,
    section: str,
    asked: list[str],
    *,
    preview: Mapping[str, Any] = MappingProxyType({}),
    warnings: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    words, mine = queries.Names(languages.current_language()), FORM.values(section, form)
    steps = compare.Steps()
    both = {name: FORM.by_name[name].compare(draft.answers[name], mine[name], words, steps) for name in asked}
    shown = {
        "draft": draft,
        "section": rail.BY_NAME[section],
        "place": rail.place_of(section),
        "questions": FORM.page_questions(section),
        "origin": current_origin(),
        "at_answers": places.blocks_by_question(draft),
    }
    return answer(form, "practices/section.html", **shown, asked=asked, both=both, preview=preview, warnings=warnings)


def _autosaving() -> bool:
    return request.headers.get("X-Autosave") == "1"


def _answer_refused(form: Form) -> Response | None:
    """What a script is told about a form with problems; None for a person."""
    if not _autosaving() or request.method != "POST":
        return None
    return make_response(jsonify(problems=sorted(form.errors, key=str)), form.status)


def _preview(form: Form, names: list[str]) -> dict[str, Any]:
    asked = request.form["preview"]
    if asked not in names or not FORM.by_name[asked].is_rich:
        return {}
    shown = markup.show(clean(form[asked].data))
    if not shown.whole:
        flash(_("This answer has more marks or table cells than we can show. The rest is shown as you typed it."), "warning")
    return {asked: shown.html}


def _answer_done(number: int, section: str, saved: Saved, mine: dict[str, Any]) -> Response:
    """The answer after a save: what a script needs to go on, or the next page."""
    if _autosaving():
        token = BaseRevision.showing(saved.edit, mine).token()
        return jsonify(saved_at=saved.at.isoformat(), edit=token)
    if saved.left:
        questions = sentence_list(str(FORM.by_name[name].label) for name in saved.left)
        flash(_("Changed elsewhere in the meantime and kept as it is there: %(questions)s", questions=questions), "info")
    _warn(number, section)
    if any(name.endswith("-add") for name in request.form):
        stay = next(name for name in request.form if name.endswith("-add")).removesuffix("-add")
        return see_other(url_for("practices.section", number=number, section=section, _anchor=stay, **carried_arguments()))
    if "back" in request.form:
        return see_other(url_for("practices.edit", number=number))
    origin = current_origin()
    if origin is not None:
        return see_other(origin.address(number, section))
    following = rail.after(section)
    if following is None:
        return see_other(url_for("practices.check", number=number))
    if following == rail.PEOPLE:
        return see_other(url_for("practices.people", number=number))
    return see_other(url_for("practices.section", number=number, section=following))


def _warn(number: int, section: str) -> None:
    """Say which answers of the section must be fixed before sending; they are saved all the same."""
    wrong = [name for name in FORM.problems(own_draft(number).answers) if FORM.section_of(name) == section]
    if not wrong:
        flash(_("Saved."), "success")
        return
    questions = sentence_list(str(FORM.by_name[name].label) for name in wrong)
    words = ngettext(
        "Saved. Fix this answer before you send: %(questions)s",
        "Saved. Fix these answers before you send: %(questions)s",
        len(wrong),
        questions=questions,
    )
    flash(words, "warning")
