"""What practices add to the page of a member's work: invitations, drafts, the yearly question whether they hold, and all of theirs."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from exchange.accounts.models import User
from exchange.accounts.places import DESK, DESK_COUNT, MINE, WAITING, WAITING_COUNT, Desk, DeskBlock, Waiting
from exchange.core.paging import require_page
from exchange.practices import lifecycle, queries, texts
from exchange.practices.fields import FORM
from exchange.practices.links import invitation_link
from exchange.practices.queries import Invitation, Work
from exchange.practices.queries.desk import Unconfirmed, Unsent


def waiting(member: User) -> list[Waiting]:
    """The invitations the member has not answered, their drafts, and their practices that need the yearly word."""
    found = [_invitation(one, member.id) for one in queries.invitations_of(member.id)]
    found += [_draft(one) for one in queries.drafts(member.id)]
    return found + [_question_whether_it_holds(one) for one in queries.to_confirm(member.id)]


def own_practices(desk: Desk) -> list[DeskBlock]:
    """Everything the member has written, a page of it. NotFound after the last page."""
    if desk.view != MINE:
        return []
    page = require_page(queries.mine(desk.member.id, desk.page))
    rows = [(one, *_step_of(one)) for one in page.items]
    return [DeskBlock("practices/desk.html", {"page": page, "rows": rows}, 10)]


def _step_of(one: Work) -> tuple[str, str, str]:
    """Address, status and next step of a version in the list of its author."""
    if one.status == lifecycle.PUBLISHED:
        status = "retracted" if one.retracted else "hidden" if one.hidden else one.status
        step = _("You can write a new version") if one.may_revise else ""
        return url_for("practices.show", number=one.practice_id, slug=one.slug), status, step
    steps = {
        lifecycle.DRAFT: _("Finish writing and send it"),
        lifecycle.CHANGES_REQUESTED: _("Answer the comments and send it again"),
        lifecycle.SUBMITTED: _("Waits for a reviewer"),
        lifecycle.IN_REVIEW: _("A reviewer is reading it"),
        lifecycle.DECLINED: _("You can reopen it"),
        lifecycle.WITHDRAWN: _("You can reopen it"),
    }
    page = "practices.edit" if one.status in lifecycle.WRITABLE else "review.log"
    return url_for(page, number=one.version_id), one.status, steps.get(one.status, "")


def _draft(one: Unsent) -> Waiting:
    version, missing = one.version, FORM.missing_answers(one.answers)
    href = url_for("practices.edit", number=version.id)
    if missing:
        label = FORM.by_name[missing[0]].label
        reason = ngettext(
            "%(num)s answer is missing: “%(label)s”",
            "%(num)s answers are missing, the first: “%(label)s”",
            len(missing),
            label=label,
        )
    else:
        reason = _("All answers are there: check it and send it")
    return Waiting(
        kind=_("Draft"),
        title=version.title or _("Practice without a title"),
        href=href,
        reason=reason,
        button=_("Go on writing"),
        since=version.updated_at,
        language=version.language if version.title else "",
    )


def _question_whether_it_holds(one: Unconfirmed) -> Waiting:
    return Waiting(
        kind=_("Does it hold?"),
        title=one.title,
        href=url_for("practices.show", number=one.practice_id, slug=texts.slug(one.title)),
        reason=_("Once a year: say that it still holds, or write what changed"),
        button=pgettext("that a practice still holds", "Confirm"),
        due=one.due,
        language=one.language,
    )


def _invitation(one: Invitation, user_id: int) -> Waiting:
    asked = {
        "author": _("%(name)s asks you to be a co-author", name=one.invited_by or _("Former member")),
        "contact": _("%(name)s asks you to be a contact", name=one.invited_by or _("Former member")),
    }
    return Waiting(
        kind=_("Invitation"),
        title=one.title or _("Practice without a title"),
        href=invitation_link(one.practice_id, one.part, user_id),
        reason=asked[one.part],
        button=_("Answer"),
        colour="info",
        since=one.invited_at,
        language=one.language if one.title else "",
    )


def init(app: Flask) -> None:
    """Fill the page of a member's work in `app`."""
    WAITING.fill(app, waiting, order=10)
    WAITING_COUNT.fill(app, lambda member: [queries.waiting_count(member.id)], order=10)
    DESK.fill(app, own_practices, order=10)
    DESK_COUNT.fill(app, lambda member: [(MINE, queries.practice_count(member.id))], order=10)
