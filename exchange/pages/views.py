"""Home, themes, countries and the pages about the platform."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.accounts.places import (
    AWAITED,
    DESK,
    DESK_COUNT,
    DESK_WAYS,
    I_WAIT_FOR,
    MINE,
    NEWS,
    SAVED,
    VIEWS,
    WAITING,
    WAITS_FOR_ME,
    Desk,
    sort_waiting,
    waiting_count,
)
from exchange.changes import tags
from exchange.core import access, languages
from exchange.core.access import Need
from exchange.core.addresses import own_path
from exchange.core.context import COLOUR_COOKIE, COLOURS
from exchange.core.forms import answer
from exchange.core.paging import PER_PAGE, Page, page_number, require_page
from exchange.core.places import HOME
from exchange.core.tokens import OpenConfirm
from exchange.experts import queries as experts
from exchange.pages import queries, samples
from exchange.practices import queries as practices
from exchange.vocabularies.pictures import picture_of

blueprint = Blueprint("pages", __name__)
YEAR_SECONDS = 365 * 86_400
# How many lines of what they wait for, and of what is new, stand below what waits for a member.
SHORTLY = 5


@blueprint.get("/")
@access.needs(Need.NOTHING)
def root() -> Response:
    """Send the reader to the home page in their language."""
    answered = redirect(url_for("pages.home", lang=languages.preferred_language()))
    answered.vary.update(["Cookie", "Accept-Language"])
    return answered


@blueprint.get("/<language:lang>/")
@access.needs(Need.NOTHING)
@tags.by_record
def home() -> str:
    """The home page: banner with search, themes, map, newest practices."""
    return render_template(
        "pages/home.html", parts=HOME.parts(languages.current_language()), **queries.home(languages.current_language())
    )


@blueprint.get("/<language:lang>/themes/")
@access.needs(Need.NOTHING)
@tags.by_record
def themes() -> str:
    """Every theme in its two levels, with the number of practices."""
    return render_template("pages/themes.html", groups=queries.theme_groups(languages.current_language()))


@blueprint.get("/<language:lang>/themes/<theme_id>/")
@access.needs(Need.NOTHING)
@tags.by_record
def theme(theme_id: str) -> Response | str:
    """One theme: what it means, its practices and experts, related themes. A name in capitals leads to it."""
    if theme_id != theme_id.lower():
        return redirect(url_for("pages.theme", theme_id=theme_id.lower()), 301)
    shown = queries.theme(theme_id, languages.current_language())
    return render_template("pages/theme.html", **shown, picture=picture_of([theme_id]))


@blueprint.get("/<language:lang>/countries/")
@access.needs(Need.NOTHING)
@tags.by_record
def countries() -> str:
    """Countries by region with their practices and experts, and the map."""
    return render_template("pages/countries.html", **queries.countries(languages.current_language()))


@blueprint.get("/<language:lang>/countries/<code>/")
@access.needs(Need.NOTHING)
@tags.by_record
def country(code: str) -> Response | str:
    """One country: figures, themes, practices, experts. A code in small letters leads to it."""
    if code != code.upper():
        return redirect(url_for("pages.country", code=code.upper()), 301)
    return render_template("pages/country.html", **queries.country(code, languages.current_language()))


@blueprint.get("/<language:lang>/about/")
@access.needs(Need.NOTHING)
@tags.by_record
def about() -> str:
    """What the platform is for and where its data comes from."""
    return render_template("pages/about.html", sources=practices.sources())


@blueprint.get("/<language:lang>/about/design/")
@access.needs(Need.NOTHING)
@tags.by_record
def design() -> str:
    """The components of the pages with difficult content, for those who change their look."""
    return render_template(
        "pages/design.html", samples={"texts": samples.TEXTS, "word": samples.WORD, "markdown": samples.MARKDOWN}
    )


@blueprint.get("/<language:lang>/how-we-review/")
@access.needs(Need.NOTHING)
@tags.by_record
def how_we_review() -> str:
    """How a submission is reviewed, with the checklist moderators use."""
    return render_template("pages/how_we_review.html", **queries.review_rules(languages.current_language()))


@blueprint.get("/<language:lang>/privacy/")
@access.needs(Need.NOTHING)
@tags.by_record
def privacy() -> str:
    """What is kept about people and who sees it."""
    return render_template("pages/privacy.html")


@blueprint.get("/<language:lang>/accessibility/")
@access.needs(Need.NOTHING)
@tags.by_record
def accessibility() -> str:
    """How the pages can be used by everybody, and whom to tell when they cannot."""
    return render_template("pages/accessibility.html")


@blueprint.post("/<language:lang>/colours/")
@access.needs(Need.NOTHING)
def theme_choice() -> Response:
    """Keep the reader's choice of light, dark or system colours in a cookie and lead back."""
    form = OpenConfirm()
    if not form.validate_on_submit():
        return answer(form, "pages/colours.html", back=own_path(request.form.get("next")))
    chosen = request.form.get("theme", "")
    answered = redirect(own_path(request.form.get("next")) or url_for("pages.home"), 303)
    if chosen in COLOURS:
        answered.set_cookie(COLOUR_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure)
    else:
        answered.delete_cookie(COLOUR_COOKIE)
    return answered


@blueprint.get("/<language:lang>/desk/")
@access.needs(Need.MEMBER)
def desk() -> str:
    """My work: what waits for this member and for whom they wait; with `show` everything of theirs, or what they saved."""
    member, number = current_user._get_current_object(), page_number(request.args)
    asked = request.args.get("show", WAITS_FOR_ME)
    view = asked if asked in VIEWS else WAITS_FOR_ME
    counts = {WAITS_FOR_ME: waiting_count(member), I_WAIT_FOR: 0, MINE: 0, SAVED: 0}
    for name, count in DESK_COUNT.parts(member):
        counts[name] += count
    given: dict[str, Any] = {}
    if view == WAITS_FOR_ME:
        items = sort_waiting(WAITING.parts(member))
        first = (number - 1) * PER_PAGE
        given["page"] = require_page(Page(items[first : first + PER_PAGE], len(items), number))
        given["news"] = NEWS.parts(member)[:SHORTLY]
    if view in (WAITS_FOR_ME, I_WAIT_FOR):
        given["awaited"] = AWAITED.parts(member)[: SHORTLY if view == WAITS_FOR_ME else None]
    else:
        given["blocks"] = sorted(DESK.parts(Desk(member, number, view)), key=lambda block: block.position)
    return render_template(
        "pages/desk.html",
        view=view,
        counts=counts,
        ways=DESK_WAYS.parts(member),
        profile_is_public=experts.is_public(member.id),
        **given,
    )
