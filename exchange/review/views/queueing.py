"""The queue: who reviews what."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.accounts.places import QUEUE, QUEUE_COUNT, sort_waiting
from exchange.core import access, languages
from exchange.core.access import Need
from exchange.core.arguments import values_of
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import Confirm, answer
from exchange.core.paging import page_number, require_page
from exchange.core.transaction import transaction
from exchange.practices import lifecycle
from exchange.practices.models import Version
from exchange.review import forms, queries, service, waiting
from exchange.review.views import blueprint

# More than there are filters.
MOST_FILTERS = 50


def sent_version(number: int) -> Version:
    """A version that was sent; NotFound for every other."""
    found = queries.under_review(number, current_user.id)
    if found is None:
        raise NotFound(str(_("There is no such submission.")))
    return found.version


def _over(move: str, version: Version) -> bool:
    """True for a reader of a page that asks about a move which the version cannot make any more."""
    return request.method == "GET" and not lifecycle.VERSIONS.allows(move, version.status)


@blueprint.get("/review/")
@access.needs(Need.MODERATOR)
def queue() -> str:
    """Everything that waits for moderators, the late first; under the filters chosen the submissions they fit."""
    asked, _all = values_of(request.args, "filter", MOST_FILTERS)
    chosen = [name for name in queries.FILTERS if name in asked]
    page = require_page(queries.queue(current_user.id, languages.current_language(), chosen, page_number(request.args)))
    items = [waiting.submission(row, current_user.id) for row in page.items]
    # What is no submission is little, and fits no filter: it stands on the first page of the whole queue.
    others = QUEUE.parts(current_user._get_current_object()) if not chosen and page.number == 1 else []
    counts = queries.filter_counts(current_user.id)
    return render_template(
        "review/queue.html",
        page=page,
        items=sort_waiting([*others, *items]),
        chosen=chosen,
        counts=counts,
        total=counts[""] + sum(QUEUE_COUNT.parts(current_user._get_current_object())),
    )


@blueprint.post("/review/<int:number>/take/")
@access.needs(Need.MODERATOR)
def take(number: int) -> Response:
    """Become the reviewer of a submission."""
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.take(current_user, number)
        flash(_("You review this practice now. The authors are told."), "success")
        return redirect(url_for("review.show", number=number), 303)
    return answer(form, "review/take.html", version=sent_version(number))


@blueprint.route("/review/<int:number>/assign/", methods=["GET", "POST"])
@access.needs(Need.MODERATOR)
def assign(number: int) -> Response:
    """Choose another moderator as the reviewer. A submission that cannot be assigned now leads to where it stands."""
    version = sent_version(number)
    if _over("assign", version):
        return redirect(url_for("review.show", number=number))
    form = forms.reviewers(forms.AssignForm(), queries.candidates(version, current_user.id))
    if form.validate_on_submit():
        try:
            with transaction():
                service.assign(current_user, number, form.number)
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The reviewer and the authors are told."), "success")
            return redirect(url_for("review.queue"), 303)
    return answer(form, "review/assign.html", version=sent_version(number))


@blueprint.route("/review/<int:number>/hand-back/", methods=["GET", "POST"])
@access.needs(Need.MODERATOR)
def hand_back(number: int) -> Response:
    """Put a review back into the queue, with a reason. A submission that is not in review leads to where it stands."""
    if _over("hand_back", sent_version(number)):
        return redirect(url_for("review.show", number=number))
    form = forms.ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.hand_back(current_user, number, form.reason.data or "")
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The review is back in the queue. The other moderators are told."), "success")
            return redirect(url_for("review.queue"), 303)
    return answer(form, "review/hand_back.html", version=sent_version(number))
