"""What the room adds to pages: the account menu, the index of its own first page, and what waits there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from flask import Flask, g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from exchange.accounts import members
from exchange.accounts.access import RIGHTS, may
from exchange.accounts.models import User
from exchange.accounts.places import ADMIN_INDEX, ADMIN_WAITING, NAVIGATION, PEOPLE, PLATFORM, Entry, Section, Waiting
from exchange.administration import words
from exchange.administration.forms import ROLE_WORDS
from exchange.administration.lifecycle import INDEX, JOBS, REBUILD, RETRY
from exchange.core import clock
from exchange.outbox import queries as outbox
from exchange.outbox.queries import Backlog
from exchange.review import queries as review
from exchange.search import service as search
from exchange.workflow.models import Event
from exchange.workflow.places import ACTS, Acts, Told

NEW = timedelta(days=7)
# Of so many failed jobs the first page says why.
FEW = 20


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
        Section(PEOPLE, _("Members and roles"), url_for("administration.members_list"), found.members),
        Section(PEOPLE, _("Suspended"), url_for("administration.members_list", state="suspended"), found.suspended),
        Section(PEOPLE, _("Addresses not confirmed"), url_for("administration.registrations"), found.unconfirmed),
    ]


def platform(_member: User) -> list[Section]:
    """The entries about the platform itself."""
    owed = backlog()
    note = _("%(waiting)s · %(failed)s", waiting=sum(one.waiting for one in owed), failed=sum(one.failed for one in owed))
    return [
        Section(PLATFORM, _("Name, contact, about, privacy"), url_for("administration.texts")),
        Section(PLATFORM, _("Jobs waiting and failed"), url_for("administration.jobs"), note),
        Section(PLATFORM, _("Search index"), url_for("administration.index")),
        Section(PLATFORM, _("Settings in force"), url_for("administration.settings")),
    ]


def backlog() -> list[Backlog]:
    """What the outbox owes by topic, counted once a request."""
    if "outbox_backlog" not in g:
        g.outbox_backlog = outbox.backlog()
    found: list[Backlog] = g.outbox_backlog
    return found


def failed_jobs(_member: User) -> Iterator[Waiting]:
    """The jobs that failed for good, a thing for each kind of work, with why the first ones did."""
    count = {one.topic: one.failed for one in backlog() if one.failed}
    if not count:
        return
    failed = outbox.failed_jobs(FEW)
    for topic, number in count.items():
        of_topic = [one for one in failed if one.topic == topic]
        reasons = dict.fromkeys(words.reason(one.error) for one in of_topic)
        yield Waiting(
            kind=words.topic(topic),
            title=ngettext("%(num)s job failed for good", "%(num)s jobs failed for good", number),
            href=url_for("administration.jobs"),
            reason=" ".join(reasons),
            button=_("See and try again"),
            colour="bad",
            due=min((one.failed_at for one in of_topic), default=clock.now()),
        )


def index_away(_member: User) -> Iterator[Waiting]:
    """The search index, while searches are not answered from it."""
    if not search.is_ready():
        yield Waiting(
            kind=_("Search"),
            title=_("The search index cannot be read"),
            href=url_for("administration.index"),
            reason=_("Searches are answered from the database alone until it is built anew."),
            button=_("See its state"),
            colour="bad",
        )


def tell_of_jobs(lines: Sequence[Event]) -> Mapping[int, Told]:
    """Each line as words with how many jobs it was."""
    return {
        one.id: Told(
            ngettext("Tried %(num)s failed job again", "Tried %(num)s failed jobs again", one.revision or 1),
            href=url_for("administration.jobs"),
        )
        for one in lines
    }


def tell_of_index(lines: Sequence[Event]) -> Mapping[int, Told]:
    """Each line as words."""
    return {one.id: Told(_("Had the search index built anew"), href=url_for("administration.index")) for one in lines}


ON_PLATFORM = (
    Acts(JOBS.subject, _l("Jobs"), (RETRY,), tell_of_jobs),
    Acts(INDEX.subject, _l("Search index"), (REBUILD,), tell_of_index),
)


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
    ADMIN_INDEX.fill(app, platform, order=50)
    ADMIN_WAITING.fill(app, failed_jobs, order=5)
    ADMIN_WAITING.fill(app, index_away, order=6)
    ACTS.fill(app, lambda _context: ON_PLATFORM, order=50)
    ADMIN_WAITING.fill(app, roles_asked, order=10)
    ADMIN_WAITING.fill(app, late_reviews, order=20)
