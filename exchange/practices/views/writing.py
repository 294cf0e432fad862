"""Writing: start, task list, check, discard, new version, confirm. Sections are in `sections`."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access, languages
from exchange.core.access import Need
from exchange.core.errors import NotFound
from exchange.core.forms import Confirm, answer
from exchange.core.transaction import transaction
from exchange.practices import lifecycle, places, queries, rail, service, texts
from exchange.practices.access import RIGHTS
from exchange.practices.fields import FORM
from exchange.practices.views import blueprint, see_other
from exchange.practices.views.own import own_draft


@blueprint.route("/submissions/new/", methods=["GET", "POST"])
@access.needs(Need.MEMBER, _l("Sharing a practice needs an account with a confirmed e-mail address. You come back here then."))
def start() -> Response:
    """Say what sharing a practice takes, and start a draft."""
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            number = service.start(current_user)
        return see_other(url_for("practices.edit", number=number))
    confirmed = current_user.confirmed_at is not None
    return answer(form, "practices/new.html", confirmed=confirmed, days=current_app.config["REVIEW_DAYS"])


@blueprint.get("/submissions/<int:number>/")
@access.needs(Need.MEMBER)
def edit(number: int) -> str:
    """The task list of a draft."""
    draft = own_draft(number)
    given = draft.answers
    steps = rail.steps(given, FORM.blocking(given))
    return render_template(
        "practices/edit.html",
        draft=draft,
        steps=steps,
        groups=rail.GROUPS,
        page_of=rail.page_of,
        done=rail.count_done(steps),
        needed=len(rail.NEEDED),
        may_discard=draft.version.sent_at is None and RIGHTS.may("discard", current_user, draft.people),
        days=current_app.config["REVIEW_DAYS"],
        changes_asked=places.CHANGES_ASKED.parts(draft) if draft.version.status == lifecycle.CHANGES_REQUESTED else [],
        beside=places.BESIDE_DRAFT.parts(draft),
    )


@blueprint.get("/submissions/<int:number>/check/")
@access.needs(Need.MEMBER)
def check(number: int) -> str:
    """All answers of a draft, to be read once more before it is sent."""
    draft = own_draft(number, "text")
    given = draft.answers
    return render_template(
        "practices/check.html",
        draft=draft,
        given=given,
        blocked=FORM.blocking(given),
        sections=FORM.sections,
        of_section=FORM.of_section,
        page_of=rail.page_of,
        names=queries.Names(languages.current_language()),
        form=Confirm(),
    )


@blueprint.route("/submissions/<int:number>/discard/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def discard(number: int) -> Response:
    """Ask, then delete a draft that was never sent."""
    draft = own_draft(number)
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.discard(current_user, number)
        flash(_("The draft is discarded."), "success")
        return see_other(url_for("pages.desk"))
    return answer(form, "practices/discard.html", draft=draft)


@blueprint.route("/practices/<int:number>/new-version/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def new_version(number: int) -> Response:
    """Say what a new version means, and start one. Who opens it while there can be none is led to what stands in the way."""
    title = queries.title_for_author(number, current_user.id)
    if title is None:
        raise NotFound(str(_("There is no such practice among yours.")))
    instead = _instead_of_new_version(number) if request.method == "GET" else None
    if instead is not None:
        return redirect(instead)
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            version = service.new_version(current_user, number)
        return see_other(url_for("practices.edit", number=version))
    return answer(form, "practices/new_version.html", number=number, title=title, slug=texts.slug(title))


def _instead_of_new_version(number: int) -> str | None:
    """Where an author finds what keeps a practice from a new version: the one under way, the first, or the tombstone; None for nothing."""
    working = queries.working_version(number)
    if working is not None:
        return url_for("practices.edit", number=working)
    newest = queries.newest_version(number)
    if queries.reading(number) is None:
        return url_for("practices.edit", number=newest.id)
    return url_for("practices.show", number=number, slug=texts.slug(newest.title)) if queries.tombstone(number) else None


@blueprint.post("/practices/<int:number>/confirm/")
@access.needs(Need.MEMBER)
def confirm(number: int) -> Response:
    """An author says that the published text still holds."""
    title = queries.title_for_author(number, current_user.id)
    if title is None:
        raise NotFound(str(_("There is no such practice among yours.")))
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.confirm(current_user, number)
        flash(_("You have confirmed that this practice still holds."), "success")
        return see_other(url_for("practices.show", number=number, slug=texts.slug(title)))
    return answer(form, "practices/confirm.html", number=number, title=title)
