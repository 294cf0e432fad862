"""What authors open: sending, withdrawing, reopening, the log of a submission, replies to comments."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import Confirm, answer
from exchange.core.transaction import transaction
from exchange.practices import fields, lifecycle
from exchange.practices.models import Version
from exchange.review import forms, queries, reading, service
from exchange.review.parts import place_of, who_is_told
from exchange.review.views import blueprint


def own(number: int) -> Version:
    """A version of a practice the member who asks is an author of, loaded whole; NotFound for every other."""
    found = queries.own_version(number, current_user.id)
    if found is None:
        raise NotFound(str(_("There is no such submission among yours.")))
    return found


@blueprint.route("/submissions/<int:number>/send/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def send(number: int) -> Response:
    own(number)
    form = Confirm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.submit(current_user, number)
        except Invalid as error:
            form.take(error)
        else:
            flash(_("Your practice is sent for review. We have sent you a receipt."), "success")
            return redirect(url_for("review.log", number=number), 303)
    version = own(number)
    if version.status not in lifecycle.RULES["submit"].before:
        return redirect(url_for("review.log", number=number))
    missing = service.what_is_missing(version)
    return answer(form, "review/send.html", version=version, missing=missing, place_of=place_of, told=who_is_told(version))


@blueprint.route("/submissions/<int:number>/withdraw/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def withdraw(number: int) -> Response:
    version = own(number)
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.withdraw(current_user, number)
        flash(_("Your practice is withdrawn from review."), "success")
        return redirect(url_for("review.log", number=number), 303)
    if not lifecycle.allowed("withdraw", version.status):
        return redirect(url_for("review.log", number=number))
    return answer(form, "review/withdraw.html", version=version, reviewer=queries.name_of(version.reviewer_id))


@blueprint.route("/submissions/<int:number>/reopen/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def reopen(number: int) -> Response:
    version = own(number)
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.reopen(current_user, number)
        flash(_("Your practice is a draft again."), "success")
        return redirect(url_for("practices.edit", number=number), 303)
    if not lifecycle.allowed("reopen", version.status):
        return redirect(url_for("review.log", number=number))
    return answer(form, "review/reopen.html", version=version)


@blueprint.get("/submissions/<int:number>/log/")
@access.needs(Need.MEMBER)
def log(number: int) -> str:
    version = own(number)
    threads = queries.threads_of(number)
    return render_template(
        "review/log.html",
        version=version,
        events=reading.timeline(queries.lines_of_version(number), for_moderators=False),
        answers=[
            one for one in reading.answers(queries.sent_answers(number, version.revision) or {}, None, threads) if one.threads
        ],
        conversation=reading.conversation,
        moves={name for name in ("submit", "withdraw", "reopen") if lifecycle.allowed(name, version.status)},
        may_reply=version.status in lifecycle.WORKING,
    )


@blueprint.route("/submissions/<int:number>/comments/<int:comment>/reply/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def reply(number: int, comment: int) -> Response:
    found = queries.thread(number, comment, current_user.id)
    if found is None:
        raise NotFound(str(_("There is no such comment.")))
    form = forms.ReplyForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.reply(current_user, number, comment, form.body.data or "")
        except Invalid as error:
            form.take(error)
        else:
            flash(_("Your reply is sent."), "success")
            return redirect(url_for("review.log", number=number, _anchor=f"comment-{comment}"), 303)
    found = queries.thread(number, comment, current_user.id) or found
    label = fields.BY_NAME[found.comment.field].label
    return answer(form, "review/reply.html", number=number, thread=found, label=label, conversation=reading.conversation)
