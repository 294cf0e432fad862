"""People of a practice: inviting, agreeing, leaving."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import Confirm, Form, answer
from exchange.core.transaction import transaction
from exchange.practices import forms, queries, rail, service
from exchange.practices.views import blueprint, see_other
from exchange.practices.views.writing import own_draft


@blueprint.route("/submissions/<int:number>/authors/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def people(number: int) -> Response:
    invite = forms.InviteForm()
    form: Form = forms.RemoveForm() if "who" in request.form else invite
    if request.method == "POST":
        own_draft(number)
        done = _remove(number, form) if isinstance(form, forms.RemoveForm) else _add(number, invite)
        if done:
            return see_other(url_for("practices.people", number=number))
    draft = own_draft(number)
    shown = [(part, label, [one for one in draft.people if one.part == part]) for part, label in forms.PARTS.items()]
    mine = any(one.user_id == current_user.id and one.part == "contact" for one in draft.people)
    following = rail.after(rail.PEOPLE)
    return answer(form, "practices/people.html", invite=invite, draft=draft, parts=shown, am_contact=mine, following=following)


def _add(number: int, form: forms.InviteForm) -> bool:
    """True when the member was invited, or the author named themself; else the form carries the problem."""
    themself = "myself" in request.form
    plain: Form = Confirm() if themself else form
    if not plain.validate_on_submit():
        form.validate()
        return False
    try:
        with transaction():
            if themself:
                service.add_self(current_user, number)
            else:
                service.invite(current_user, number, form.part.data, form.number)
    except Invalid as error:
        form.take(error)
        return False
    flash(
        _("You are named as a contact.") if themself else _("The invitation is sent. They are named once they agree."), "success"
    )
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
    invited = queries.invitation(number, part, current_user.id)
    if invited is None:
        raise NotFound(str(_("There is no such invitation. It may have been taken back.")))
    form = Confirm()
    if form.validate_on_submit():
        agrees = "agree" in request.form
        with transaction():
            service.answer_invitation(current_user, number, part, agrees)
        flash(_("You have agreed.") if agrees else _("Your name does not stand on this practice."), "success")
        return see_other(url_for("pages.desk"))
    return answer(form, "practices/invitation.html", invited=invited)
