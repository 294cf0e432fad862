"""My work: what waits for a member, what they have under way, what they published, what they look for, who wrote to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from exchange.accounts.models import User
from exchange.contact import queries as contact
from exchange.core.paging import require_page
from exchange.experts import queries as experts
from exchange.practices import lifecycle
from exchange.practices import queries as practices
from exchange.practices.links import invitation_link
from exchange.practices.queries import Invitation, Work
from exchange.review import queries as review
from exchange.saved import choices as saved_choices
from exchange.saved import queries as saved
from exchange.saved.models import SavedSearch
from exchange.search import parameters

ENDED = frozenset({lifecycle.DECLINED, lifecycle.WITHDRAWN})


@dataclass(frozen=True)
class Line:
    """A row of a list: what it is about, where its link leads, its status (None: no badge), the next step, and when it last moved."""

    title: str
    href: str
    status: str | None
    step: str
    at: datetime | None


def desk(user: User, page: int) -> dict[str, Any]:
    """The lists of the page for `user`: waiting, drafts, in review, published, ended, reviews, saved searches, and a page of messages. NotFound after the last page."""
    works = practices.of_author(user.id)
    waiting = [_invitation(one, user.id) for one in practices.invitations_of(user.id)]
    waiting += _lines(works, lambda one: one.status == lifecycle.CHANGES_REQUESTED, _("Answer the comments and send it again"))
    return {
        "waiting": waiting,
        "drafts": _lines(works, lambda one: one.status == lifecycle.DRAFT, _("Finish writing and send it")),
        "in_review": _lines(works, lambda one: one.status == lifecycle.SUBMITTED, _("Waits for a reviewer"))
        + _lines(works, lambda one: one.status == lifecycle.IN_REVIEW, _("A reviewer is reading it")),
        "published": [_describe_published(one) for one in works if one.status == lifecycle.PUBLISHED],
        "ended": _lines(works, lambda one: one.status in ENDED, _("You can reopen it")),
        "reviews": review.desk_rows(user.id, user.language),
        "conversations": require_page(contact.conversations_of(user.id, page)),
        "searches": [_search(one) for one in saved.of_member(user.id)],
        "profile_is_public": experts.is_public(user.id),
    }


def _search(one: SavedSearch) -> dict[str, Any]:
    return {
        "number": one.id,
        "name": one.name,
        "href": parameters.newest_first(one.kind, one.query),
        "mail": saved_choices.MAIL[one.often],
    }


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
