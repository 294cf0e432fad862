"""What authors do with a submission: send, withdraw, reopen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from exchange.accounts.models import User
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict, Invalid
from exchange.practices import answers, fields, lifecycle, moves
from exchange.practices.models import Revision, Version
from exchange.practices.queries import people_of, with_contacts
from exchange.reach import service as reach
from exchange.review import access, notices, queries, rules
from exchange.review.rules import Point
from exchange.review.service.locked import Matter, version_for
from exchange.review.service.work import forget_reviewer, look_ends


class NotReady(Invalid):
    """Answers or replies are missing. `problems` is by field name; `points` are comments that nobody answered."""

    def __init__(self, problems: dict[str, str], points: list[Point]) -> None:
        super().__init__({**problems, **{f"comment-{point.id}": rules.answer_it(point) for point in points}})
        self.answers, self.points = problems, points


@dataclass(frozen=True)
class Missing:
    """What keeps a version from being sent: sentences by field name, and comments nobody answered."""

    answers: dict[str, str]
    points: list[Point]

    @property
    def replies(self) -> list[tuple[int, str]]:
        """The comments nobody answered, each as its number and the sentence that asks for the answer."""
        return [(point.id, rules.answer_it(point)) for point in self.points]

    def __bool__(self) -> bool:
        return bool(self.answers or self.points)


def what_is_missing(version: Version) -> Missing:
    """What keeps `version` from being sent. Needs its themes, places and targets loaded."""
    people = people_of(version.practice_id)
    now = with_contacts(version, people)
    authors = {one.user_id for one in people if one.part == "author" and one.agreed_at is not None}
    return Missing(fields.FORM.blocking(now), _unanswered_points(version, now, authors))


def _unanswered_points(version: Version, now: dict[str, Any], authors: set[int]) -> list[Point]:
    if version.revision == 0:
        return []
    before = queries.sent_answers(version.id, version.revision) or {}
    points = [
        Point(thread.comment.id, thread.comment.field, [(reply.author_id, reply.revision) for reply in thread.replies])
        for threads in queries.threads_of(version.id).values()
        for thread in threads
        if thread.open
    ]
    return rules.unanswered_points(points, before, now, version.revision, authors)


def submit(actor: Actor, version_id: int) -> None:
    """Send a version for review: a revision more, its text kept as sent.

    Raises NotFound for everybody but its authors, Conflict when it was sent already, NotReady when something is missing,
    TooMany once the author has sent all that one member may send to others in a day.
    """
    reach.wait_for(actor)
    matter = version_for(actor, version_id, "submit")
    version = matter.version
    missing = what_is_missing(version)
    if missing:
        raise NotReady(missing.answers, missing.points)
    reach.count_act(actor, "review.sent")
    version.revision += 1
    if not _goes_back_to_reviewer(matter):
        forget_reviewer(version)
    moves.make(version, "submit", actor.id)
    sent = with_contacts(version, people_of(version.practice_id))
    db.session.add(Revision(version_id=version.id, number=version.revision, answers=sent, sent_at=version.sent_at))
    about: dict[str, Any] = {"title": version.title, "version": version.id, "who": matter.name, "due": matter.due}
    notices.tell(_moderators(matter), "sent", **about)
    notices.tell(matter.authors, "receipt", **about)


def _goes_back_to_reviewer(matter: Matter) -> bool:
    """True when who asked for the changes may still review: they know the text already."""
    if matter.version.reviewer_id is None:
        return False
    reviewer = queries.person(matter.version.reviewer_id)
    return reviewer is not None and access.RIGHTS.may("take", reviewer, matter.case)


def _moderators(matter: Matter) -> list[User]:
    ids = [one.id for one in queries.to_tell(queries.case_of(matter.version))]
    return queries.users(ids)


def withdraw(actor: Actor, version_id: int) -> None:
    """Take a version out of review. The reviewer, if there is one, is told. NotFound, Conflict as for `submit`."""
    matter = version_for(actor, version_id, "withdraw")
    version = matter.version
    if version.status == lifecycle.IN_REVIEW:
        look_ends(version)
    moves.make(version, "withdraw", actor.id)
    if version.reviewer_id is not None:
        reviewer = queries.users([version.reviewer_id])
        notices.tell(reviewer, "withdrawn", title=version.title, version=version.id, who=matter.name)


def reopen(actor: Actor, version_id: int) -> None:
    """Make a withdrawn or declined version a draft again, its declarations apart: those are made anew for each sending.

    A declined one once only, and another person reviews it then. Raises NotFound and Conflict as `submit` does, Conflict
    also when it was reopened before or another version is being written.
    """
    matter = version_for(actor, version_id, "reopen")
    version = matter.version
    if version.status == lifecycle.DECLINED:
        if version.reopened:
            raise Conflict(str(_("This practice was reopened once already. You can share a new practice at any time.")))
        version.reopened = True
        version.barred_reviewer_id = version.reviewer_id
    if queries.has_working(version.practice_id):
        raise Conflict(str(_("Another version of this practice is being written. Send or withdraw that one first.")))
    forget_reviewer(version)
    answers.write(version, dict.fromkeys(fields.DECLARATIONS, False))
    version.edit += 1
    moves.make(version, "reopen", actor.id)
