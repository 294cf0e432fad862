"""What authors open: sending, withdrawing, reopening, the log of a submission, replies to comments."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound, TooMany
from exchange.core.forms import Confirm, answer, answer_refused
from exchange.core.transaction import transaction
from exchange.practices import fields, lifecycle
from exchange.practices.models import Version
from exchange.review import forms, queries, reading, service
from exchange.review.parts import place_of, who_is_told
from exchange.review.queries import Thread
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
        except (Invalid, TooMany) as error:
            return answer_refused(form, error, "review/send.html", **_sending(own(number)))
        flash(_("Your practice is sent for review. We have sent you a receipt."), "success")
        return redirect(url_for("review.log", number=number), 303)
    version = own(number)
    if version.status not in lifecycle.RULES["submit"].before:
        return redirect(url_for("review.log", number=number))
    return answer(form, "review/send.html", **_sending(version))


def _sending(version: Version) -> dict[str, Any]:
    missing = service.what_is_missing(version)
    return {"version": version, "missing": missing, "place_of": place_of, "told": who_is_told(version)}


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
        except (Invalid, TooMany) as error:
            found = queries.thread(number, comment, current_user.id) or found
            return answer_refused(form, error, "review/reply.html", **_replying(number, found))
        flash(_("Your reply is sent."), "success")
        return redirect(url_for("review.log", number=number, _anchor=f"comment-{comment}"), 303)
    found = queries.thread(number, comment, current_user.id) or found
    return answer(form, "review/reply.html", **_replying(number, found))


def _replying(number: int, thread: Thread) -> dict[str, Any]:
    label = fields.BY_NAME[thread.comment.field].label
    return {"number": number, "thread": thread, "label": label, "conversation": reading.conversation}
