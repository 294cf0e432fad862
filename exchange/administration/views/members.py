"""Members: find them, their roles, suspend, sign out, send the link again."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.accounts import administering, members
from exchange.accounts.access import RIGHTS, RIGHTS_OF_ROLES
from exchange.accounts.members import File, Sought
from exchange.administration import forms
from exchange.administration.views import blueprint
from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import Form, answer
from exchange.core.paging import page_number, require_page
from exchange.core.transaction import transaction

# The verbs of a member's page that ask for a reason, by the name of their form there.
VERBS = {
    "refuse": "refuse role",
    "suspend": "suspend",
    "lift": "lift suspension",
    "end_sessions": "end sessions",
    "resend": "resend confirmation",
}
LONGEST_WORDS = 200


@blueprint.get("/members/")
@access.needs(Need.ADMINISTRATOR)
def members_list() -> str:
    """Members found by words, role and state."""
    given = {name: request.args.get(name, "")[:LONGEST_WORDS] for name in ("q", "role", "state")}
    sought = Sought(given["q"], given["role"] if given["role"] in forms.ROLE_WORDS else "", given["state"])
    page = require_page(members.find(sought, page_number(request.args)))
    return render_template(
        "administration/members.html",
        page=page,
        sought=sought,
        roles=forms.ROLE_WORDS,
        states=forms.STATE_WORDS,
        state_of=members.state_of,
    )


@blueprint.get("/registrations/")
@access.needs(Need.ADMINISTRATOR)
def registrations() -> Response:
    """Addresses that were registered and not confirmed."""
    return _registrations_page(forms.ReasonForm(formdata=None), request.args.get("key", ""))


def _registrations_page(form: forms.ReasonForm, key: str = "") -> Response:
    page = require_page(members.registrations(page_number(request.args)))
    return answer(form, "administration/registrations.html", page=page, key=key)


@blueprint.post("/registrations/<key>/send/")
@access.needs(Need.ADMINISTRATOR)
def send_link(key: str) -> Response:
    """Send the address of a registration its link again."""
    form = forms.ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                administering.resend_link(current_user, key, form.text("reason"))
        except Invalid as error:
            form.take(error)
        else:
            flash(_("The link is on its way."), "success")
            return redirect(url_for("administration.registrations"), 303)
    return _registrations_page(form, key)


@blueprint.get("/members/<int:number>/")
@access.needs(Need.ADMINISTRATOR)
def member(number: int) -> Response:
    """One member: account, role, and what an administrator may do."""
    return _member_page(number)


def _file(number: int) -> File:
    found = members.file_of(number)
    if found is None:
        raise NotFound(_("There is no such member."))
    return found


def _role_form(found: File, *, sent: bool) -> forms.RoleForm:
    themes = [one.theme_id for one in found.user.moderator_themes]
    languages = [one.language for one in found.user.moderator_languages]
    kept = {"themes_kept": themes, "languages_kept": languages}
    if sent:
        return forms.RoleForm(**kept)
    return forms.RoleForm(None, **kept, role=found.user.role, themes=themes, languages=languages, seen=str(found.seen))


def _member_page(number: int, failed: str = "", form: forms.AgreeForm | None = None) -> Response:
    """The page of a member; `failed` names the form that has problems, which is `form`."""
    found = _file(number)
    actor = current_user._get_current_object()
    places: dict[str, Form] = {
        verb: form if form is not None and verb == failed else forms.ReasonForm(None, seen=str(found.seen)) for verb in VERBS
    }
    places["role"] = form if form is not None and failed == "role" else _role_form(found, sent=False)
    for verb, place in places.items():
        place["reason"].id = f"reason-{verb}"
    allowed = {verb for verb, right in VERBS.items() if RIGHTS.may(right, actor, found.standing)}
    for name, right in (("role", "change role"), ("agree", "agree to role")):
        if RIGHTS.may(right, actor, found.standing):
            allowed.add(name)
    return answer(
        form or places["role"],
        "administration/member.html",
        found=found,
        places=places,
        may=allowed,
        role_refused=RIGHTS.why_not("change role", actor, found.standing),
        suspend_refused=RIGHTS.why_not("suspend", actor, found.standing),
        agree_refused=RIGHTS.why_not("agree to role", actor, found.standing),
        only_by_command=found.standing.agreeing == 0,
        roles=forms.ROLE_WORDS,
        states=forms.STATE_WORDS,
    )


@blueprint.post("/members/<int:number>/role/")
@access.needs(Need.ADMINISTRATOR)
def change_role(number: int) -> Response:
    """Give a member a role, or ask another administrator to agree to it."""
    form = _role_form(_file(number), sent=True)
    if form.validate_on_submit():
        role = form.role.data
        scoped = role in RIGHTS_OF_ROLES["have themes and languages"]
        scope = (form.themes.data or [], form.languages.data or []) if scoped else ([], [])
        try:
            with transaction():
                given = administering.change_role(current_user, number, role, *scope, form.text("reason"), form.seen_number)
        except Invalid as error:
            form.take(error)
        else:
            done = (
                _("The role is changed.") if given else _("Another administrator must agree now. It stands on their first page.")
            )
            return _back(number, done)
    return _member_page(number, "role", form)


@blueprint.post("/members/<int:number>/role/agree/")
@access.needs(Need.ADMINISTRATOR)
def agree_to_role(number: int) -> Response:
    """Agree to the role that another administrator asked for."""
    form = forms.AgreeForm()
    if form.validate_on_submit():
        with transaction():
            administering.agree_to_role(current_user, number, form.seen_number)
        return _back(number, _("The role is changed."))
    return _member_page(number, "agree", form)


Verb = Callable[..., None]


def _with_reason(number: int, name: str, verb: Verb, done: str) -> Response:
    form = forms.ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                verb(current_user, number, form.text("reason"), form.seen_number)
        except Invalid as error:
            form.take(error)
        else:
            return _back(number, done)
    return _member_page(number, name, form)


def _back(number: int, done: str) -> Response:
    flash(done, "success")
    return redirect(url_for("administration.member", number=number), 303)


@blueprint.post("/members/<int:number>/role/refuse/")
@access.needs(Need.ADMINISTRATOR)
def refuse_role(number: int) -> Response:
    """End a request for another role."""
    return _with_reason(number, "refuse", administering.refuse_role, _("The role stays as it is."))


@blueprint.post("/members/<int:number>/suspend/")
@access.needs(Need.ADMINISTRATOR)
def suspend(number: int) -> Response:
    """Close an account until it is lifted."""
    return _with_reason(number, "suspend", administering.suspend, _("The account is suspended. The member is told why by mail."))


@blueprint.post("/members/<int:number>/lift/")
@access.needs(Need.ADMINISTRATOR)
def lift(number: int) -> Response:
    """Open a suspended account again."""
    return _with_reason(
        number, "lift", administering.lift_suspension, _("The account is open again. The member is told by mail.")
    )


@blueprint.post("/members/<int:number>/end-sessions/")
@access.needs(Need.ADMINISTRATOR)
def end_sessions(number: int) -> Response:
    """Sign a member out on every device."""
    return _with_reason(number, "end_sessions", administering.end_sessions, _("The member is signed out on every device."))


@blueprint.post("/members/<int:number>/confirmation/")
@access.needs(Need.ADMINISTRATOR)
def resend(number: int) -> Response:
    """Send a member the link to confirm their address again."""
    return _with_reason(number, "resend", administering.resend_confirmation, _("The link is on its way."))
