"""What the room adds to pages: the account menu, the index of its own first page, and what waits there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import Flask, g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.accounts import members
from exchange.accounts.access import RIGHTS, may
from exchange.accounts.models import User
from exchange.accounts.places import ADMIN_INDEX, ADMIN_WAITING, NAVIGATION, PEOPLE, Entry, Section, Waiting
from exchange.administration.forms import ROLE_WORDS
from exchange.core import clock
from exchange.review import queries as review

NEW = timedelta(days=7)


def member_counts() -> members.Figures:
    """The numbers of members, counted once a request."""
    if "members_counted" not in g:
        g.members_counted = members.figures(clock.now() - NEW)
    found: members.Figures = g.members_counted
    return found


def late_reviews_count() -> tuple[int, datetime | None]:
    """How many reviews are late, and when the oldest was sent; counted once a request."""
    if "reviews_late" not in g:
        g.reviews_late = review.late_count()
    found: tuple[int, datetime | None] = g.reviews_late
    return found


def link(member: User) -> list[Entry]:
    """The way to the desk, for administrators."""
    return [Entry(url_for("administration.home"), _("Administration"))] if may(member, "administer") else []


def people(_member: User) -> list[Section]:
    """The entries about people."""
    found = member_counts()
    return [
        Section(PEOPLE, _("Members and roles"), url_for("administration.members_list"), str(found.members)),
        Section(PEOPLE, _("Suspended"), url_for("administration.members_list", state="suspended"), str(found.suspended)),
        Section(PEOPLE, _("Addresses not confirmed"), url_for("administration.registrations"), str(found.unconfirmed)),
    ]


def roles_asked(member: User) -> Iterator[Waiting]:
    """Roles that another administrator asked for and this one may agree to."""
    for asked, user in members.requests():
        if RIGHTS.may("agree to role", member, members.standing_of(user, asked)):
            yield Waiting(
                kind=_("Role"),
                title=_("%(role)s for %(name)s", role=ROLE_WORDS[asked.role], name=user.name),
                href=url_for("administration.member", number=user.id),
                reason=asked.reason,
                button=_("Agree or refuse"),
                colour="warn",
                since=asked.asked_at,
            )


def late_reviews(_member: User) -> Iterator[Waiting]:
    """The reviews that are late, as one thing."""
    count, oldest = late_reviews_count()
    if count and oldest:
        yield Waiting(
            kind=_("Review"),
            title=ngettext("%(num)s review is late", "%(num)s reviews are late", count),
            href=url_for("review.queue", filter="overdue"),
            reason=_("Take or assign them, or ask the reviewers."),
            button=_("Open the queue"),
            colour="bad",
            due=oldest + review.term(),
        )


def init(app: Flask) -> None:
    """Fill the places in `app`."""
    NAVIGATION.fill(app, link, order=30)
    ADMIN_INDEX.fill(app, people, order=10)
    ADMIN_WAITING.fill(app, roles_asked, order=10)
    ADMIN_WAITING.fill(app, late_reviews, order=20)
