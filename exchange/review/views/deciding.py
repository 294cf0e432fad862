"""One review: the text, the comments, the decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from exchange.core import access, languages
from exchange.core.access import Need
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import answer
from exchange.core.text import slug
from exchange.core.transaction import transaction
from exchange.experts import queries as experts
from exchange.practices import lifecycle
from exchange.practices.queries import Names
from exchange.review import forms, queries, reading, service
from exchange.review.access import RIGHTS
from exchange.review.forms import ReviewForm
from exchange.review.queries import Thread, Under
from exchange.review.service import Work
from exchange.review.views import blueprint

MODES = ("changes", "full")


@dataclass(frozen=True)
class Page:
    """What the page of a review is made of."""

    under: Under
    threads: dict[str, list[Thread]]

    @property
    def open_threads(self) -> list[int]:
        """Numbers of the comments nobody resolved."""
        return [one.comment.id for some in self.threads.values() for one in some if one.open]


def load(number: int) -> Page:
    """The review of a version as the moderator who asks sees it; NotFound for one that was not sent."""
    found = queries.under_review(number, current_user.id)
    if found is None:
        raise NotFound(str(_("There is no such submission.")))
    return Page(found, queries.threads_of(number))


def review_page(number: int, form: ReviewForm) -> Response:
    """The page of a review around `form`."""
    page = load(number)
    version, before = page.under.version, page.under.before
    person, case = queries.person(current_user.id), queries.case_of(version)
    mode = request.args.get("show", "")
    mode = mode if mode in MODES and before else ("changes" if before else "full")
    shown = [
        one
        for one in reading.answers(page.under.answers, before.answers if before else None, page.threads)
        if one.is_worth_showing or version.status == lifecycle.IN_REVIEW
    ]
    verbs = ("take", "assign", "hand_back", "publish")
    return answer(
        form,
        "review/show.html",
        version=version,
        title=page.under.answers.get("title", ""),
        before=before,
        mode=mode,
        facts=[one for one in shown if one.is_fact],
        texts=[one for one in shown if not one.is_fact],
        names=Names(languages.current_language()),
        open_count=len(page.open_threads),
        conversation=reading.conversation,
        events=reading.timeline(queries.lines_of_version(number), for_moderators=True),
        people=[(one.name, _profile_of(one.id, one.name)) for one in queries.agreed_people(version.practice_id, "author")],
        reviewer=queries.name_of(version.reviewer_id),
        due=queries.due_at(version),
        may={verb for verb in verbs if person is not None and RIGHTS.may(verb, person, case)},
        refused=RIGHTS.why_not("take", person, case) if person is not None else None,
        evidence_label=reading.evidence_label(version.evidence),
    )


def _profile_of(user_id: int, name: str) -> str:
    """The address of a member's profile, "" for one that is not public."""
    return url_for("experts.show", number=user_id, slug=slug(name)) if experts.is_public(user_id) else ""


@blueprint.get("/review/<int:number>/")
@access.needs(Need.MODERATOR)
def show(number: int) -> Response | str:
    """The review of a submission; of one that its authors have made a draft again, that and the log."""
    page = load(number)
    version = page.under.version
    if version.status == lifecycle.DRAFT:
        events = reading.timeline(queries.lines_of_version(number), for_moderators=True)
        return render_template(
            "review/with_authors.html", title=page.under.answers.get("title", ""), version=version, events=events
        )
    kept: dict[str, Any] = {"checks": version.checks, "evidence": version.evidence, "message": page.under.message}
    return review_page(number, forms.review_form(page.open_threads, revision=version.revision, **kept))


@blueprint.post("/review/<int:number>/decide/")
@access.needs(Need.MODERATOR)
def decide(number: int) -> Response:
    """Keep what a reviewer wrote, or send the decision."""
    form = forms.review_form(load(number).open_threads)
    if form.validate_on_submit():
        try:
            with transaction():
                done, onward = _act(number, form)
        except Invalid as error:
            form.take(error)
        else:
            flash(str(done), "success")
            return redirect(onward, 303)
    return review_page(number, form)


Decide = Callable[[int, Work, ReviewForm], None]


def _publish(number: int, work: Work, _form: ReviewForm) -> None:
    service.publish(current_user, number, work)


def _request_changes(number: int, work: Work, _form: ReviewForm) -> None:
    service.request_changes(current_user, number, work)


def _decline(number: int, work: Work, form: ReviewForm) -> None:
    service.decline(current_user, number, work, form.reason.data or "")


DECISIONS: dict[str, tuple[Decide, LazyString]] = {
    "publish": (_publish, _l("The practice is published. The authors are told.")),
    "request_changes": (_request_changes, _l("The authors are asked for changes.")),
    "decline": (_decline, _l("The practice is declined. The authors are told.")),
}


def _act(number: int, form: ReviewForm) -> tuple[LazyString | str, str]:
    """What the button pressed asks for: the sentence that says it is done, and where to go on."""
    work = form.work()
    if "send" in request.form:
        if form.decision.data not in DECISIONS:
            raise Invalid({"decision": str(_("Choose your decision"))})
        decide_so, done = DECISIONS[form.decision.data]
        decide_so(number, work, form)
        return done, url_for("review.queue")
    work = replace(work, resolve=_pressed_comment("resolve"), reopen=_pressed_comment("reopen"))
    service.save(current_user, number, work)
    there = work.resolve or work.reopen
    anchor = f"comment-{there}" if there else request.form.get("save") or None
    return _("Your work is saved."), url_for("review.show", number=number, show=request.args.get("show"), _anchor=anchor)


def _pressed_comment(button: str) -> int | None:
    """The comment whose button of this name was pressed, None when another was."""
    given = request.form.get(button, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
