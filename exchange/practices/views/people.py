"""People of a practice: inviting, agreeing, leaving."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import Gone, Invalid, NotFound, TooMany
from exchange.core.forms import Confirm, Form, answer, answer_refused
from exchange.core.transaction import transaction
from exchange.practices import forms, links, places, queries, rail, service
from exchange.practices.views import blueprint, see_other
from exchange.practices.views.origins import carried_arguments, current_origin
from exchange.practices.views.own import own_draft


@blueprint.route("/submissions/<int:number>/authors/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def people(number: int) -> Response:
    """Authors and contacts of a draft: invite, take off, name oneself."""
    invite = forms.InviteForm()
    form: Form = forms.RemoveForm() if "who" in request.form else invite
    if request.method == "POST":
        own_draft(number, rail.PEOPLE)
        try:
            done = _remove(number, form) if isinstance(form, forms.RemoveForm) else _add(number, invite)
        except (Invalid, TooMany) as error:
            return answer_refused(form, error, "practices/people.html", **_page(number, invite))
        if done:
            return see_other(url_for("practices.people", number=number, **carried_arguments()))
    return answer(form, "practices/people.html", **_page(number, invite))


def _page(number: int, invite: forms.InviteForm) -> dict[str, Any]:
    draft = own_draft(number, rail.PEOPLE)
    return {
        "invite": invite,
        "draft": draft,
        "parts": [(part, label, [one for one in draft.people if one.part == part]) for part, label in forms.PARTS.items()],
        "am_contact": any(one.user_id == current_user.id and one.part == "contact" for one in draft.people),
        "following": rail.after(rail.PEOPLE),
        "origin": current_origin(),
        "at_answers": places.blocks_by_question(draft),
    }


def _add(number: int, form: forms.InviteForm) -> bool:
    """True when the member was invited, or the author named themself; False when the form does not hold. Raises as the verbs do."""
    themself = "myself" in request.form
    plain: Form = Confirm() if themself else form
    if not plain.validate_on_submit():
        form.validate()
        return False
    with transaction():
        if themself:
            service.add_self(current_user, number)
            done = _("You are named as a contact.")
        elif service.invite(current_user, number, form.part.data, form.number):
            done = _("The invitation is sent. They are named once they agree.")
        else:
            done = _("The invitation stands under their work. They were told by mail recently, so no further mail goes.")
    flash(done, "success")
    return True


def _remove(number: int, form: forms.RemoveForm) -> bool:
    """True when the person was taken off; Conflict and NotFound as the verb says."""
    if not form.validate_on_submit():
        return False
    if form.named is None:
        raise NotFound()
    part, user_id = form.named
    with transaction():
        service.remove(current_user, number, part, user_id)
    flash(_("The name is taken off."), "success")
    return True


@blueprint.route("/desk/invitations/<int:number>/<part>/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def invitation(number: int, part: str) -> Response:
    """A part in a practice that the reader was asked to take, or has: agree, refuse, give it up. Gone once it is over."""
    invited = queries.invitation(number, part, current_user.id)
    if invited is None and links.was_asked(number, part, current_user.id, request.args.get(links.NAME, "")):
        raise Gone(str(_("This invitation is over. Your name does not stand on the practice.")))
    if invited is None:
        raise NotFound(str(_("There is no such invitation. It may have been taken back.")))
    form = Confirm()
    if form.validate_on_submit():
        flash(_answer_invitation(number, part), "success")
        return see_other(url_for("pages.desk"))
    return answer(form, "practices/invitation.html", invited=invited)


def _answer_invitation(number: int, part: str) -> str:
    """Do what the button pressed says; in words, what was done."""
    with transaction():
        if "block" in request.form:
            service.refuse_and_block(current_user, number, part)
            return str(_("You refused, and this member can no longer write to you. You can unblock them under Messages."))
        agrees = "agree" in request.form
        service.answer_invitation(current_user, number, part, agrees)
        return str(_("You have agreed.") if agrees else _("Your name does not stand on this practice."))
