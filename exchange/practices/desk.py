"""What practices add to the page of a member's work: what waits for them, what they have under way, what they published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, url_for
from flask_babel import gettext as _

from exchange.accounts.places import DESK, Desk, DeskBlock
from exchange.practices import lifecycle, queries
from exchange.practices.links import invitation_link
from exchange.practices.queries import Invitation, Work

ENDED = frozenset({lifecycle.DECLINED, lifecycle.WITHDRAWN})


@dataclass(frozen=True)
class Line:
    """A row of a list: what it is about, where its link leads, its status (None: no badge), the next step, and when it last moved."""

    title: str
    href: str
    status: str | None
    step: str
    at: datetime | None


def blocks(desk: Desk) -> list[DeskBlock]:
    """The lists of the member's practices, each where it has a row; and for one who has any, the way to all their texts."""
    works = queries.of_author(desk.member.id)
    waiting = [_invitation(one, desk.member.id) for one in queries.invitations_of(desk.member.id)]
    waiting += _lines(works, lambda one: one.status == lifecycle.CHANGES_REQUESTED, _("Answer the comments and send it again"))
    in_review = _lines(works, lambda one: one.status == lifecycle.SUBMITTED, _("Waits for a reviewer"))
    in_review += _lines(works, lambda one: one.status == lifecycle.IN_REVIEW, _("A reviewer is reading it"))
    drafts = _lines(works, lambda one: one.status == lifecycle.DRAFT, _("Finish writing and send it"))
    published = [_describe_published(one) for one in works if one.status == lifecycle.PUBLISHED]
    ended = _lines(works, lambda one: one.status in ENDED, _("You can reopen it"))
    lists = [
        (10, "waiting", _("Waiting for you"), waiting),
        (30, "drafts", _("Drafts"), drafts),
        (32, "in-review", _("In review"), in_review),
        (34, "published", _("Published"), published),
        (36, "ended", _("Declined or withdrawn"), ended),
    ]
    return [
        DeskBlock("practices/desk.html", {"id": name, "heading": heading, "rows": rows}, position, work=True)
        for position, name, heading, rows in lists
        if rows
    ]


def _lines(works: list[Work], chosen: Callable[[Work], bool], step: str) -> list[Line]:
    return [
        Line(
            one.title or _("Practice without a title"),
            url_for("practices.edit" if one.status in lifecycle.WRITABLE else "review.log", number=one.version_id),
            one.status,
            step,
            one.updated_at,
        )
        for one in works
        if chosen(one)
    ]


def _describe_published(one: Work) -> Line:
    status = "retracted" if one.retracted else "hidden" if one.hidden else one.status
    step = _("You can write a new version") if one.may_revise else ""
    href = url_for("practices.show", number=one.practice_id, slug=one.slug)
    return Line(one.title, href, status, step, one.confirmed_at or one.published_at)


def _invitation(one: Invitation, user_id: int) -> Line:
    asked = {
        "author": _("%(name)s asks you to be a co-author", name=one.invited_by),
        "contact": _("%(name)s asks you to be a contact", name=one.invited_by),
    }
    href = invitation_link(one.practice_id, one.part, user_id)
    return Line(one.title or _("Practice without a title"), href, None, asked[one.part], one.invited_at)


def init(app: Flask) -> None:
    """Fill the page of a member's work in `app`."""
    DESK.fill(app, blocks, order=10)
