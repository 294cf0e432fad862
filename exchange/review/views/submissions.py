"""What authors open: sending, withdrawing, reopening, the log of a submission, replies to comments."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access, languages
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound, TooMany
from exchange.core.forms import Confirm, answer, answer_refused
from exchange.core.transaction import transaction
from exchange.practices import lifecycle
from exchange.practices.fields import FORM
from exchange.practices.models import Version
from exchange.practices.queries import Names, people_of, with_contacts
from exchange.practices.views.own import absence
from exchange.review import forms, queries, reading, service, standing
from exchange.review.parts import place_of, who_is_told
from exchange.review.queries import Thread
from exchange.review.views import blueprint


def own_version(number: int) -> Version:
    """A version of a practice the member who asks is an author of, loaded whole; Gone for a draft they discarded, NotFound for every other."""
    found = queries.own_version(number, current_user.id)
    if found is None:
        raise absence(number)
    return found


@blueprint.route("/submissions/<int:number>/send/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def send(number: int) -> Response:
    """Say what sending means, or what is missing, and send."""
    own_version(number)
    form = Confirm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.submit(current_user, number)
        except (Invalid, TooMany) as error:
            return answer_refused(form, error, "review/send.html", **_sending(own_version(number)))
        flash(_("Your practice is sent for review. We have sent you a receipt."), "success")
        return redirect(url_for("review.log", number=number), 303)
    version = own_version(number)
    if not lifecycle.VERSIONS.allows("submit", version.status):
        return redirect(url_for("review.log", number=number))
    return answer(form, "review/send.html", **_sending(version))


def _sending(version: Version) -> dict[str, Any]:
    missing = service.what_is_missing(version)
    return {"version": version, "missing": missing, "place_of": place_of, "told": who_is_told(version)}


@blueprint.route("/submissions/<int:number>/withdraw/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def withdraw(number: int) -> Response:
    """Ask, then take a submission out of review."""
    version = own_version(number)
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.withdraw(current_user, number)
        flash(_("Your practice is withdrawn from review."), "success")
        return redirect(url_for("review.log", number=number), 303)
    if not lifecycle.VERSIONS.allows("withdraw", version.status):
        return redirect(url_for("review.log", number=number))
    return answer(form, "review/withdraw.html", version=version, reviewer=queries.name_of(version.reviewer_id))


@blueprint.route("/submissions/<int:number>/reopen/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def reopen(number: int) -> Response:
    """Ask, then make a declined or withdrawn submission a draft again."""
    version = own_version(number)
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.reopen(current_user, number)
        flash(_("Your practice is a draft again."), "success")
        return redirect(url_for("practices.edit", number=number), 303)
    if not lifecycle.VERSIONS.allows("reopen", version.status):
        return redirect(url_for("review.log", number=number))
    return answer(form, "review/reopen.html", version=version)


@blueprint.get("/submissions/<int:number>/log/")
@access.needs(Need.MEMBER)
def log(number: int) -> str:
    """Where a submission stands, for its authors: what happens next, the comments, the log, and the text while it cannot be written."""
    version = own_version(number)
    people = people_of(version.practice_id)
    sent = queries.sent_answers(number, version.revision) or {}
    given = sent or with_contacts(version, people)
    return render_template(
        "review/log.html",
        version=version,
        due=queries.due_at(version) if version.status in queries.OPEN else None,
        following=standing.what_follows(version),
        ways=standing.ways_on(version),
        events=reading.timeline(queries.lines_of_version(number), for_moderators=False),
        answers=[one for one in reading.answers(sent, None, queries.threads_of(number)) if one.threads],
        conversation=reading.conversation,
        may_reply=version.status in lifecycle.WORKING,
        **({} if version.status in lifecycle.WRITABLE else _text(version, given)),
    )


def _text(version: Version, given: dict[str, Any]) -> dict[str, Any]:
    """What the page needs to show the text of a submission, question by question."""
    members = queries.names_of(given["contacts"])
    return {
        "given": given,
        "sections": FORM.sections,
        "of_section": FORM.of_section,
        "names": Names(languages.current_language()),
        "authors": [one.name for one in queries.agreed_people(version.practice_id, "author")],
        "contacts": [members[one] for one in given["contacts"] if one in members],
    }


@blueprint.route("/submissions/<int:number>/comments/<int:comment>/reply/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def reply(number: int, comment: int) -> Response:
    """Reply to a comment, and go back to where one came from; once the review has ended, a reader is led to the comment."""
    found = queries.thread(number, comment, current_user.id)
    if found is None:
        raise NotFound(str(_("There is no such comment.")))
    back = _back_from(number, found)
    if request.method == "GET" and not queries.is_working(number):
        return redirect(back)
    form = forms.ReplyForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.reply(current_user, number, comment, form.body.data or "")
        except (Invalid, TooMany) as error:
            found = queries.thread(number, comment, current_user.id) or found
            return answer_refused(form, error, "review/reply.html", back=back, **_replying(number, found))
        flash(_("Your reply is sent."), "success")
        return redirect(back, 303)
    found = queries.thread(number, comment, current_user.id) or found
    return answer(form, "review/reply.html", back=back, **_replying(number, found))


def _replying(number: int, thread: Thread) -> dict[str, Any]:
    label = FORM.by_name[thread.comment.field].label
    return {"number": number, "thread": thread, "label": label, "conversation": reading.conversation}


def _back_from(number: int, found: Thread) -> str:
    """Where somebody goes from a reply: the page of the form or of sending they came from, else the comment where they see it."""
    place = f"comment-{found.comment.id}"
    if queries.own_version(number, current_user.id) is None:
        return url_for("review.show", number=number, _anchor=place)
    came = request.args.get("from", "")
    if came == "send":
        return url_for("review.send", number=number)
    return place_of(number, found.comment.field) if came == "writing" else url_for("review.log", number=number, _anchor=place)
