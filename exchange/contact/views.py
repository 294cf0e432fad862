"""Writing to another member, the conversation of two members, and reports to the moderators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.contact import choices, queries, service
from exchange.contact.forms import Answer, Complaint, Letter, closing
from exchange.contact.queries import Addressee, ConversationView, ReportView
from exchange.core import access, languages
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound, TooMany
from exchange.core.forms import Confirm, answer, answer_refused
from exchange.core.paging import page_number, require_page
from exchange.core.transaction import transaction
from exchange.experts import queries as experts
from exchange.reach import queries as blocks

blueprint = Blueprint("contact", __name__, url_prefix="/<language:lang>")


@blueprint.route("/desk/messages/new/<int:number>/", methods=["GET", "POST"])
@access.needs(Need.MEMBER, _l("Writing to a member needs an account, so that they can answer you. You come back here then."))
def write(number: int) -> Response:
    """Write to a member, from their profile or, with `?practice=`, from a practice they agreed to be asked about."""
    practice_id = _practice_id()
    receiver = _addressee(number, practice_id)
    form = Letter()
    if form.validate_on_submit():
        try:
            with transaction():
                begun = service.write(current_user, number, form.text("subject"), form.text("body"), practice_id)
        except (Invalid, TooMany) as error:
            return answer_refused(form, error, "contact/write.html", **_writing(receiver))
        flash(_("Your message is sent to %(name)s.", name=receiver.name), "success")
        return redirect(url_for(".show", number=begun), 303)
    return answer(form, "contact/write.html", **_writing(receiver))


@blueprint.get("/desk/messages/")
@access.needs(Need.MEMBER)
def index() -> Response:
    """The reader's conversations, and whom they blocked."""
    return answer(Confirm(), "contact/index.html", **_listing())


@blueprint.post("/desk/blocked/<int:number>/unblock/")
@access.needs(Need.MEMBER)
def unblock_member(number: int) -> Response:
    """Let a member of the list of those who are blocked turn to the reader again."""
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.unblock_member(current_user, number)
        flash(_("They can write to you again."), "success")
        return redirect(url_for(".index"), 303)
    return answer(form, "contact/index.html", **_listing())


@blueprint.get("/desk/messages/<int:number>/")
@access.needs(Need.MEMBER)
def show(number: int) -> Response:
    """A conversation of the reader's, with the form to answer."""
    return answer(Answer(), "contact/show.html", **_talking(_conversation(number)))


@blueprint.post("/desk/messages/<int:number>/reply/")
@access.needs(Need.MEMBER)
def reply(number: int) -> Response:
    """Answer in a conversation."""
    _conversation(number)
    form = Answer()
    if form.validate_on_submit():
        try:
            with transaction():
                service.reply(current_user, number, form.text("body"))
        except (Invalid, TooMany) as error:
            return answer_refused(form, error, "contact/show.html", **_talking(_conversation(number)))
        flash(_("Your answer is sent."), "success")
        return redirect(url_for(".show", number=number), 303)
    return answer(form, "contact/show.html", **_talking(_conversation(number)))


@blueprint.route("/desk/messages/<int:number>/share/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def share(number: int) -> Response:
    """Show one's address to the other member, after saying what that means."""
    conversation = _conversation(number)
    form = Confirm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.share(current_user, number)
        except (Invalid, TooMany) as error:
            return answer_refused(form, error, "contact/share.html", conversation=_conversation(number))
        flash(_("%(name)s can now see your address.", name=conversation.other_name), "success")
        return redirect(url_for(".show", number=number), 303)
    return answer(form, "contact/share.html", conversation=conversation)


@blueprint.route("/desk/messages/<int:number>/block/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def block(number: int) -> Response:
    """Keep the other member from writing, after saying what that means."""
    conversation = _conversation(number)
    form = Confirm()
    if form.validate_on_submit():
        with transaction():
            service.block(current_user, number)
        flash(_("%(name)s can no longer write to you.", name=conversation.other_name), "success")
        return redirect(url_for(".show", number=number), 303)
    return answer(form, "contact/block.html", conversation=conversation)


@blueprint.post("/desk/messages/<int:number>/unblock/")
@access.needs(Need.MEMBER)
def unblock(number: int) -> Response:
    """Let the other member write again."""
    conversation = _conversation(number)
    form = Answer()
    if form.validate_on_submit():
        with transaction():
            service.unblock(current_user, number)
        flash(_("%(name)s can write to you again.", name=conversation.other_name), "success")
        return redirect(url_for(".show", number=number), 303)
    return answer(form, "contact/show.html", **_talking(conversation))


@blueprint.route("/desk/messages/<int:number>/report/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def report(number: int) -> Response:
    """Show a conversation to the moderators, with a reason."""
    conversation = _conversation(number)
    form = Complaint()
    if form.validate_on_submit():
        try:
            with transaction():
                service.report(current_user, number, form.text("reason"))
        except Invalid as error:
            return answer_refused(form, error, "contact/report.html", conversation=_conversation(number))
        flash(_("The moderators are told. You get a mail when one of them has closed your report."), "success")
        return redirect(url_for(".show", number=number), 303)
    return answer(form, "contact/report.html", conversation=conversation)


@blueprint.get("/review/reports/")
@access.needs(Need.MODERATOR)
def reports() -> str:
    """The reports to the moderators: open ones, or with `?closed=1` those that are closed."""
    closed = request.args.get("closed") == "1"
    page = require_page(queries.reports(current_user.id, page_number(request.args), closed=closed))
    return render_template("contact/reports.html", page=page, closed=closed, outcomes=choices.OUTCOMES)


@blueprint.route("/review/reports/<int:number>/", methods=["GET", "POST"])
@access.needs(Need.MODERATOR)
def close_report(number: int) -> Response:
    """Read a reported conversation and close the report."""
    found = _report(number)
    form = closing()
    if form.validate_on_submit():
        try:
            with transaction():
                service.close_report(current_user, number, form.text("outcome"), form.text("note"))
        except Invalid as error:
            return answer_refused(form, error, "contact/close_report.html", report=_report(number), outcomes=choices.OUTCOMES)
        flash(_("The report is closed. The reporter is told."), "success")
        return redirect(url_for(".reports"), 303)
    return answer(form, "contact/close_report.html", report=found, outcomes=choices.OUTCOMES)


def _listing() -> dict[str, Any]:
    page = require_page(queries.conversations_of(current_user.id, page_number(request.args)))
    return {"page": page, "blocked": blocks.blocked_by(current_user.id)}


def _practice_id() -> int | None:
    raw = request.args.get("practice")
    if raw is None:
        return None
    if raw.isascii() and raw.isdigit() and len(raw) <= 9:
        return int(raw)
    raise NotFound


def _addressee(number: int, practice_id: int | None) -> Addressee:
    found = queries.addressee(number, practice_id)
    if found is None:
        raise NotFound
    return found


def _conversation(number: int) -> ConversationView:
    found = queries.conversation(current_user.id, number)
    if found is None:
        raise NotFound
    return found


def _report(number: int) -> ReportView:
    found = queries.report(current_user.id, number)
    if found is None:
        raise NotFound
    return found


def _writing(receiver: Addressee) -> dict[str, Any]:
    return {
        "receiver": receiver,
        "profile": experts.one(receiver.user_id, current_user.role),
        "practice": queries.practice_card(receiver.practice_id, languages.current_language()),
        "standing": queries.standing_towards(current_user.id, receiver).name,
        "latest": queries.latest_between(current_user.id, receiver.user_id),
    }


def _talking(conversation: ConversationView) -> dict[str, Any]:
    return {
        "conversation": conversation,
        "profile": experts.one(conversation.other_id, current_user.role),
        "practice": queries.practice_card(conversation.practice_id, languages.current_language()),
        "standing": conversation.standing.name,
    }
