"""A reviewer's work on a version before the decision: ticks, comments, replies; and what the authors reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict, Invalid, NotFound
from exchange.core.text import clean
from exchange.practices import choices, lifecycle
from exchange.practices.fields import FORM
from exchange.practices.models import Version
from exchange.reach import service as reach
from exchange.review import access, lists, notices, queries
from exchange.review.models import Comment, Seen
from exchange.review.service.locked import Matter, require_text, short, version_for

MOST_COMMENTS = 200


@dataclass(frozen=True)
class Work:
    """What a reviewer has done on the page: ticks, evidence level, message, comments by field name, replies by comment,
    the comments to resolve and to open again. `revision` is the one the page showed."""

    revision: int
    checks: list[str] = field(default_factory=list)
    evidence: str = ""
    message: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)
    replies: Mapping[int, str] = field(default_factory=dict)
    resolve: int | None = None
    reopen: int | None = None


def save(actor: Actor, version_id: int, work: Work) -> None:
    """Keep a reviewer's work without deciding.

    NotFound, Conflict (also when a newer revision was sent) and Forbidden as for a decision; Invalid by the field
    of the page: `comment_<field>`, `reply_<comment>`, `evidence`, `message`.
    """
    keep(version_for(actor, version_id, "save"), work)


def keep(matter: Matter, work: Work) -> None:
    """Write down `work` on a version that its reviewer holds."""
    version = matter.version
    if version.revision != work.revision:
        raise Conflict(str(_("This practice has moved on since you opened the page. Look at where it stands now.")))
    if work.evidence and work.evidence not in choices.EVIDENCE_LEVELS:
        raise Invalid({"evidence": str(_("Choose one from the list"))})
    version.checks = lists.ticked_codes(work.checks)
    version.evidence = work.evidence or None
    version.updated_at = clock.now()
    _notes_of(version, matter.person.id).message = short("message", work.message)
    for name, body in work.comments.items():
        if clean(body):
            _comment(matter, name, body)
    for number, body in work.replies.items():
        if clean(body):
            _reply(matter, _thread(version, number), f"reply_{number}", body)
    if work.resolve is not None:
        comment = _thread(version, work.resolve)
        comment.resolved_at, comment.resolved_by = clock.now(), matter.person.id
    if work.reopen is not None:
        comment = _thread(version, work.reopen)
        comment.resolved_at, comment.resolved_by = None, None
    db.session.flush()


def _notes_of(version: Version, user_id: int) -> Seen:
    found = db.session.get(Seen, (version.id, user_id))
    if found is None:
        found = Seen(version_id=version.id, user_id=user_id, revision=0, message="")
        db.session.add(found)
    return found


def look_ends(version: Version) -> None:
    """Remember that the reviewer has looked at this revision to the end; the message being written is done with."""
    if version.reviewer_id is not None:
        kept = _notes_of(version, version.reviewer_id)
        kept.revision, kept.message = version.revision, ""
        db.session.flush()


def forget_reviewer(version: Version) -> None:
    """Leave a version without reviewer: the next one ticks the checklist and finds the evidence level anew."""
    version.reviewer_id, version.checks, version.evidence = None, [], None


def _comment(matter: Matter, name: str, body: str) -> None:
    place = f"comment_{name}"
    if name not in FORM.by_name:
        raise NotFound(str(_("There is no such answer.")))
    if queries.comment_count(matter.version.id) >= MOST_COMMENTS:
        raise Invalid({place: str(_("There are %(most)s comments already. Put the rest into your message.", most=MOST_COMMENTS))})
    _write(matter, name, None, short(place, body))


def _write(matter: Matter, name: str, parent: int | None, body: str) -> None:
    db.session.add(
        Comment(
            version_id=matter.version.id,
            field=name,
            parent_id=parent,
            author_id=matter.person.id,
            revision=matter.version.revision,
            body=body,
            created_at=clock.now(),
        )
    )
    db.session.flush()


def _thread(version: Version, number: int) -> Comment:
    """The comment that begins a thread of `version`, locked; NotFound for a reply or another version's."""
    chosen = select(Comment).where(Comment.id == number, Comment.version_id == version.id, Comment.parent_id.is_(None))
    found = db.session.scalars(chosen.with_for_update()).one_or_none()
    if found is None:
        raise NotFound(str(_("There is no such comment.")))
    return found


def reply(actor: Actor, version_id: int, comment_id: int, body: str) -> str:
    """Reply to a comment, as the reviewer or an author; the other side is told. The field the comment stands at.

    NotFound; Conflict once the review has ended; Forbidden for everybody else; Invalid (at `body`) for no text. TooMany for an
    author who has sent all that one member may send to others in a day.
    """
    reach.wait_for(actor)
    matter = version_for(actor, version_id, "reply")
    comment = _thread(matter.version, comment_id)
    words = require_text("body", body, str(_("Write your reply")))
    if access.is_author(matter.person, matter.case):
        reach.count_act(actor, "review.reply")
    _reply(matter, comment, "body", words)
    return comment.field


def _reply(matter: Matter, comment: Comment, place: str, body: str) -> None:
    if queries.comment_count(matter.version.id) >= MOST_COMMENTS:
        raise Invalid({place: str(_("There are %(most)s comments already. Put the rest into your message.", most=MOST_COMMENTS))})
    note = short(place, body)
    _write(matter, comment.field, comment.id, note)
    version = matter.version
    about: dict[str, Any] = {
        "title": version.title,
        "version": version.id,
        "who": matter.name,
        "note": note,
        "writable": version.status in lifecycle.WRITABLE,
    }
    if access.is_author(matter.person, matter.case):
        reviewer = queries.users([version.reviewer_id] if version.reviewer_id is not None else [])
        notices.tell(reviewer, "reply", **about, to_reviewer=True)
    else:
        notices.tell(matter.authors, "reply", **about, to_reviewer=False)
