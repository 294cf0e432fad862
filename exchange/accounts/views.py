"""Account pages: register, confirm, sign in and out, reset, settings."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.accounts import devices, forms, limits, queries, security, service
from exchange.core import access, languages, refusals
from exchange.core.access import Need
from exchange.core.addresses import own_path, unpack
from exchange.core.errors import Gone, Invalid
from exchange.core.forms import Confirm, answer
from exchange.core.refusals import Typed
from exchange.core.transaction import transaction

blueprint = Blueprint("accounts", __name__, url_prefix="/<language:lang>/account")
# Addresses that programs know without asking (RFC 8615).
well_known = Blueprint("well_known", __name__, url_prefix="/.well-known")
YEAR_SECONDS = 365 * 86_400
# A write that needs somebody to be signed in, or somebody else.
UNAUTHORIZED = 401


@blueprint.context_processor
def give_onward() -> dict[str, str | None]:
    """Let the links between these pages carry where the reader was going."""
    return {"onward": _onward()}


def _onward() -> str | None:
    """The path of ours the reader was going to, from a page (`next`) or a mail (`on`), or None."""
    return own_path(request.args.get("next")) or unpack(request.args.get("on"))


@blueprint.route("/register/", methods=["GET", "POST"])
@access.needs(Need.NOTHING)
@limits.mail
def register() -> Response:
    """Open an account."""
    form = forms.Register()
    if form.validate_on_submit():
        try:
            with transaction():
                service.register(form.text("name"), form.text("email"), languages.current_language(), _onward() or "")
        except Invalid as problem:
            form.take(problem)
        else:
            return redirect(url_for("accounts.mail_sent", next=_onward()), 303)
    return answer(form, "accounts/register.html")


@blueprint.get("/mail-sent/")
@access.needs(Need.NOTHING)
def mail_sent() -> str:
    """Where a person is told to look in their mail; the same whether an account exists or not."""
    return render_template("accounts/mail_sent.html")


@blueprint.route("/confirm/", methods=["GET", "POST"])
@access.needs(Need.NOTHING)
@limits.mail
def confirm_again() -> Response:
    """Ask for the confirmation link once more."""
    form = forms.Address()
    if form.validate_on_submit():
        try:
            with transaction():
                service.ask_to_confirm(form.text("email"), languages.current_language(), _onward() or "")
        except Invalid as problem:
            form.take(problem)
        else:
            return redirect(url_for("accounts.mail_sent", next=_onward()), 303)
    return answer(form, "accounts/confirm_again.html")


@blueprint.route("/confirm/<token>/", methods=["GET", "POST"])
@access.needs(Need.NOTHING)
@limits.link
def confirm(token: str) -> Response:
    """Confirm an address and choose a password: a link opened by a mail scanner changes nothing, the button does."""
    waiting = queries.waiting(token)
    if waiting is None:
        return _over("accounts.confirm_again")
    form = forms.Join(data={"name": waiting.name})
    if not waiting.confirmed and not _confirm_with(form, token):
        return answer(form, "accounts/confirm.html", email=waiting.email)
    flash(_("Your address is confirmed. Sign in with it."), "success")
    return redirect(url_for("accounts.sign_in", next=_onward()), 303)


def _confirm_with(form: forms.Join, token: str) -> bool:
    if not form.validate_on_submit():
        return False
    try:
        chosen = service.prepare_to_confirm(token, form.text("name"), form.text("password"))
        with transaction():
            service.confirm(chosen)
    except Invalid as problem:
        form.take(problem)
        return False
    security.end()
    return True


@blueprint.route("/sign-in/", methods=["GET", "POST"])
@access.needs(Need.NOTHING)
@limits.sign_in
def sign_in() -> Response:
    """Sign in, and go on to where the reader was sent from."""
    onward = _onward() or url_for("pages.desk")
    typed = refusals.read_carried(onward) if request.method == "POST" else None
    form = forms.SignIn()
    if form.validate_on_submit():
        try:
            proof = service.prove(form.text("email"), form.text("password"))
            with transaction():
                entered = service.sign_in(proof, earlier=security.current_token())
        except Invalid as problem:
            form.take(problem)
        else:
            return _enter(entered, onward, typed)
    elif request.method == "GET" and current_user.is_authenticated:
        return redirect(onward)
    shown = {"typed": typed, "next": onward if typed else "", "why": access.reason_at(onward)}
    return answer(form, "accounts/sign_in.html", **shown)


def ask_to_sign_in(typed: Typed | None) -> Response:
    """The sign-in page in answer to a write, with what was typed: its form carries that along, and `_enter` gives it back to send."""
    form = forms.SignIn(formdata=None)
    going = typed.address if typed else request.path
    shown = {"typed": typed, "why": "", "next": going, "onward": going}
    return make_response(render_template("accounts/sign_in.html", form=form, **shown), UNAUTHORIZED)


def _enter(entered: service.Entered, onward: str, typed: Typed | None) -> Response:
    user = queries.by_id(entered.user_id)
    if user is None:
        raise Gone(_("This account is closed."))
    security.begin(user, entered.token)
    if typed is None:
        answered = redirect(onward, 303)
    elif typed.writer in {"", str(user.id)}:
        answered = make_response(render_template("accounts/go_on.html", typed=typed))
    else:
        answered = ask_to_sign_in(typed)
    return devices.remember(_remember_language(answered, entered.language), limits.account_of(user.email))


def _remember_language(answered: Response, code: str) -> Response:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answered.set_cookie(languages.COOKIE, code, max_age=YEAR_SECONDS, samesite="Lax", secure=secure, httponly=True)
    return answered


def _over(again: str) -> Response:
    """The page of a link that is forged, used or too old, with the way to a new one."""
    return Response(
        render_template("accounts/link_over.html", again=url_for(again, next=_onward())), Gone.status, mimetype="text/html"
    )


@blueprint.post("/sign-out/")
@access.needs(Need.NOTHING)
def sign_out() -> Response:
    """Sign out of this browser; to be signed out already is as good."""
    if not Confirm().validate_on_submit():
        abort(400)
    token = security.current_token()
    if token:
        with transaction():
            service.sign_out(token)
    security.end()
    flash(_("You are signed out."), "success")
    return redirect(url_for("pages.home"), 303)


@blueprint.route("/reset/", methods=["GET", "POST"])
@access.needs(Need.NOTHING)
@limits.mail
def reset() -> Response:
    """Ask for a link to choose a new password."""
    form = forms.Address()
    if form.validate_on_submit():
        try:
            with transaction():
                service.ask_to_reset(form.text("email"), languages.current_language(), _onward() or "")
        except Invalid as problem:
            form.take(problem)
        else:
            return redirect(url_for("accounts.mail_sent", next=_onward()), 303)
    return answer(form, "accounts/reset.html")


@blueprint.route("/reset/<token>/", methods=["GET", "POST"])
@access.needs(Need.NOTHING)
@limits.link
def reset_with(token: str) -> Response:
    """Choose a new password with the link."""
    user = security.user_to_reset(token)
    if user is None:
        return _over("accounts.reset")
    email = user.email
    form = forms.NewPassword()
    if form.validate_on_submit():
        try:
            chosen = service.prepare_to_reset(token, form.text("password"))
            with transaction():
                service.reset(chosen)
        except Invalid as problem:
            form.take(problem)
        else:
            security.end()
            flash(_("Your new password is set. Sign in with it."), "success")
            return redirect(url_for("accounts.sign_in", next=_onward()), 303)
    return answer(form, "accounts/reset_with.html", email=email)


@blueprint.route("/settings/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def settings() -> Response:
    """Name and language; the ways to a new password and out of every device."""
    form = forms.Details(obj=current_user)
    if form.validate_on_submit():
        code = form.text("language")
        try:
            with transaction():
                service.change_details(current_user, form.text("name"), code)
        except Invalid as problem:
            form.take(problem)
        else:
            flash(_("Your settings are saved."), "success")
            return _remember_language(redirect(url_for("accounts.settings", lang=code), 303), code)
    return answer(form, "accounts/settings.html")


@blueprint.route("/settings/password/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
@limits.password
def password() -> Response:
    """Choose another password."""
    form = forms.ChangePassword()
    if form.validate_on_submit():
        try:
            chosen = service.prepare_to_change(current_user, form.text("old"), form.text("password"))
            with transaction():
                entered = service.change_password(chosen, keep=security.current_token())
        except Invalid as problem:
            form.take(problem)
        else:
            return _go_on(entered)
    return answer(form, "accounts/password.html")


@well_known.get("/change-password")
@access.needs(Need.NOTHING)
def change_password() -> Response:
    """Where a password manager sends its owner: to the form for another password, in their language."""
    answered = redirect(url_for("accounts.password", lang=languages.preferred_language()))
    answered.vary.update(["Cookie", "Accept-Language"])
    return answered


def _go_on(entered: service.Entered | None) -> Response:
    """Back to the settings after a change of password, the session under its new token; to sign-in when it ended meanwhile."""
    if entered is None:
        security.end()
        return redirect(url_for("accounts.sign_in"), 303)
    answered = _enter(entered, url_for("accounts.settings"), None)
    flash(_("Your new password is set. You are signed out everywhere else."), "success")
    return answered


@blueprint.post("/settings/sign-out-everywhere/")
@access.needs(Need.MEMBER)
def sign_out_everywhere() -> Response:
    """End every session of this member, this one too."""
    if not Confirm().validate_on_submit():
        abort(400)
    with transaction():
        service.sign_out_everywhere(current_user)
    security.end()
    flash(_("You are signed out on every device."), "success")
    return redirect(url_for("accounts.sign_in"), 303)
