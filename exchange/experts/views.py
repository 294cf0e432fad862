"""The expert's public page, and the page where a member keeps their profile."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.changes import tags
from exchange.core import access, clock, languages
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import Confirm, answer
from exchange.core.transaction import transaction
from exchange.experts import choices, queries, service
from exchange.experts.forms import ProfileForm, filled_form, sent_form
from exchange.experts.names import Names
from exchange.experts.places import AFTER_PROFILE, PROFILE_FIGURES
from exchange.experts.visibility import VISITOR, ProfileView, view_for

blueprint = Blueprint("experts", __name__, url_prefix="/<language:lang>")
PREVIEWS = {"everyone": VISITOR, "members": "member"}


@blueprint.get("/experts/<int:number>/<slug>/")
@access.needs(Need.NOTHING)
@tags.by_record
def show(number: int, slug: str) -> Response | str:
    """The page of an expert with a public profile."""
    expert = queries.one(number, access.role_of_reader())
    if expert is None:
        raise NotFound
    if slug != expert.slug:
        return redirect(url_for(".show", number=number, slug=expert.slug), 301)
    return render_template("experts/show.html", preview=None, **_context(expert))


@blueprint.get("/account/profile/preview/")
@access.needs(Need.MEMBER)
def preview() -> str:
    """The reader's own profile as everyone, or with `?as=members` as other members, would see it."""
    profile = queries.own_profile(current_user.id)
    if profile is None:
        raise NotFound
    reader = request.args.get("as", "everyone")
    expert = view_for(profile, PREVIEWS.get(reader, VISITOR))
    return render_template("experts/show.html", preview=reader, public=profile.public, **_context(expert))


@blueprint.route("/account/profile/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def edit() -> Response:
    """The reader's own profile, to change."""
    form = sent_form(languages.current_language()) if request.method == "POST" else _fill_form()
    if form.validate_on_submit():
        try:
            with transaction():
                service.save(current_user, form.values())
        except Invalid as error:
            form.take(error)
        else:
            flash(_("Your profile is saved."), "success")
            return redirect(url_for(".edit"), 303)
    return _editing(form)


@blueprint.post("/account/profile/confirm/")
@access.needs(Need.MEMBER)
def confirm() -> Response:
    """Say that the profile is still right."""
    form = Confirm()
    if not form.validate_on_submit():
        return _not_done(form)
    with transaction():
        service.confirm(current_user)
    flash(_("Thank you. Your profile is confirmed for twelve months."), "success")
    return redirect(url_for(".edit"), 303)


@blueprint.post("/account/profile/hide/")
@access.needs(Need.MEMBER)
def hide() -> Response:
    """Stop showing the profile."""
    form = Confirm()
    if not form.validate_on_submit():
        return _not_done(form)
    with transaction():
        service.hide(current_user)
    flash(_("Your profile is hidden. Only you can see it now."), "success")
    return redirect(url_for(".edit"), 303)


def _fill_form() -> ProfileForm:
    return filled_form(queries.own_profile(current_user.id), current_user.name, languages.current_language())


def _not_done(forged: Confirm) -> Response:
    form = _fill_form()
    form.form_errors.extend(text for texts in forged.errors.values() for text in texts)
    answered = _editing(form)
    answered.status_code = forged.status
    return answered


def _editing(form: ProfileForm) -> Response:
    profile = queries.own_profile(current_user.id)
    state = view_for(profile, VISITOR) if profile else None
    return answer(
        form,
        "experts/edit.html",
        profile=profile,
        slug=state.slug if state else "",
        lately=state.confirmed_lately(clock.now()) if state else False,
        parts=choices.FIELDS,
    )


def _context(expert: ProfileView) -> dict[str, Any]:
    language = languages.current_language()
    return {
        "expert": expert,
        "biography": expert.biography_for(language),
        "names": Names(language),
        "levels": choices.LEVELS,
        "help_kinds": choices.HELP_KINDS,
        "openness": expert.openness(clock.now().date()),
        "openness_words": choices.OPENNESS,
        "lately": expert.confirmed_lately(clock.now()),
        "after_profile": AFTER_PROFILE.parts(expert),
        "figures": PROFILE_FIGURES.parts(expert),
    }
