"""What the review adds to pages of other rooms: the log of a submission, the comments at an answer, the number of reviews, the queue."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from exchange.accounts.access import may
from exchange.accounts.models import User
from exchange.accounts.places import NAVIGATION, Entry
from exchange.core.places import Block
from exchange.experts.places import PROFILE_FIGURES, Figure
from exchange.experts.visibility import ProfileView
from exchange.practices import lifecycle, rail
from exchange.practices.fields import FORM
from exchange.practices.models import Version
from exchange.practices.places import AFTER_TEXT, AT_ANSWERS, BESIDE_DRAFT, CHANGES_ASKED, AnswerBlock, Reading
from exchange.practices.queries import Draft
from exchange.review import acts, queries, reading
from exchange.workflow.places import ACTS


def open_comments(draft: Draft) -> list[Block]:
    """What the reviewer wrote, and the answers of a draft at which comments stand open, each with how many and its address."""
    version = draft.version.id
    counted = ((name, sum(one.open for one in some)) for name, some in queries.threads_of(version).items())
    rows = [(FORM.by_name[name].label, place_of(version, name), count) for name, count in counted if count]
    events = reading.timeline(queries.lines_of_version(version), for_moderators=False)
    told = next((one for one in reversed(events) if one.decision and one.text), None)
    return [Block("review/open_comments.html", {"rows": rows, "told": told})] if rows or told else []


def so_far(draft: Draft) -> list[Block]:
    """The log of a version for its authors, once it was sent."""
    if not draft.version.revision:
        return []
    events = reading.timeline(queries.lines_of_version(draft.version.id), for_moderators=False)
    return [Block("review/so_far.html", {"events": events})]


def comments(draft: Draft) -> list[AnswerBlock]:
    """The comments at the answers of a version to which changes are asked, with a link to reply."""
    version = draft.version
    if version.status != lifecycle.CHANGES_REQUESTED:
        return []
    return [
        AnswerBlock("review/thread.html", {"threads": reading.conversation(some), "number": version.id}, name)
        for name, some in queries.threads_of(version.id).items()
    ]


def reviews(expert: ProfileView) -> list[Figure]:
    """How many decisions the expert took as a reviewer."""
    return [Figure(_("Reviews done"), queries.reviews_done(expert.user_id))]


def queue_link(member: User) -> list[Entry]:
    """The way to the queue with how many submissions wait, for those who review; without the number when it cannot be counted."""
    if not may(member, "review"):
        return []
    try:
        count = queries.to_review_count(member.id)
    except SQLAlchemyError:
        count = 0
    words = ngettext("%(num)s submission is waiting", "%(num)s submissions are waiting", count)
    return [Entry(url_for("review.queue"), _("Review"), count, words)]


def moderate_line(reading_page: Reading) -> list[Block]:
    """The way from a practice to what moderators may do with it; nothing for other readers."""
    if not current_user.is_authenticated or not may(current_user, "review"):
        return []
    practice = reading_page.found.practice
    return [Block("review/moderate.html", {"number": practice.id, "imported": practice.source_id is not None})]


def who_is_told(version: Version) -> int:
    """How many moderators are told when `version` is sent. Needs its themes loaded."""
    return len(queries.to_tell(queries.case_of(version)))


def place_of(version_id: int, field_name: str, came_from: str | None = None) -> str:
    """The address of the question on its page of the form; `came_from` names the overview that page leads back to."""
    page, origin = rail.page_of(field_name), dict[str, Any]({"from": came_from})
    if page == rail.PEOPLE:
        return url_for("practices.people", number=version_id, **origin)
    return url_for("practices.section", number=version_id, section=page, _anchor=field_name, **origin)


def init(app: Flask) -> None:
    """Fill the places of other rooms' pages in `app`."""
    CHANGES_ASKED.fill(app, open_comments, order=10)
    BESIDE_DRAFT.fill(app, so_far, order=10)
    AT_ANSWERS.fill(app, comments, order=10)
    PROFILE_FIGURES.fill(app, reviews, order=10)
    AFTER_TEXT.fill(app, moderate_line, order=90)
    NAVIGATION.fill(app, queue_link, order=20)
    ACTS.fill(app, lambda _context: [acts.ON_PRACTICES], order=20)
