"""What the review adds to the lists of what waits: for authors, for moderators, and in the queue."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from exchange.accounts.access import may
from exchange.accounts.models import User
from exchange.accounts.places import (
    AWAITED,
    DESK_COUNT,
    DESK_WAYS,
    I_WAIT_FOR,
    QUEUE,
    QUEUE_COUNT,
    WAITING,
    WAITING_COUNT,
    Entry,
    Line,
    Waiting,
)
from exchange.core import formats, languages, text
from exchange.review import queries
from exchange.review.queries import Row

# How much of a comment or a reason stands in a list.
QUOTED = 90


def for_author(member: User) -> list[Waiting]:
    """The submissions of the member to which changes are asked."""
    found = []
    for one in queries.returned_to(member.id):
        reason = _("The reviewer asks for changes")
        if one.open:
            said = text.shorten(text.plain(one.first), QUOTED)
            reason = ngettext(
                "%(num)s comment is open: “%(said)s”", "%(num)s comments are open, the first: “%(said)s”", one.open, said=said
            )
        found.append(
            Waiting(
                kind=_("Changes requested"),
                title=one.title or _("Practice without a title"),
                href=url_for("practices.edit", number=one.version_id),
                reason=reason,
                button=ngettext("Answer %(num)s comment", "Answer %(num)s comments", one.open)
                if one.open
                else _("Go on writing"),
                colour="warn",
                since=one.since,
                language=one.language if one.title else "",
            )
        )
    return found


def for_moderator(member: User) -> list[Waiting]:
    """What the member has taken or could take, and the retractions they may agree to; nothing for those who do not review."""
    if not may(member, "review"):
        return []
    return retractions(member) + [
        submission(one, member.id) for one in queries.to_review(member.id, languages.current_language())
    ]


def retractions(member: User) -> list[Waiting]:
    """The retractions that wait for a second moderator."""
    return [
        Waiting(
            kind=_("Second moderator"),
            title=_("Retract “%(title)s”", title=one.title),
            href=url_for("review.practice", number=one.practice_id),
            reason=_(
                "%(name)s asks for it: %(reason)s",
                name=one.asked_by or _("Former member"),
                reason=text.shorten(text.plain(one.reason), QUOTED),
            ),
            button=_("Agree or refuse"),
            colour="warn",
        )
        for one in queries.retractions_for(member.id)
    ]


def submission(row: Row, reader_id: int) -> Waiting:
    """A submission as a line of what waits: to be read by its reviewer, to be taken by others, with why not where they may not."""
    own = row.reviewer_id == reader_id
    takeable = row.waits_to_be_taken and row.not_taken_because is None
    facts = [*row.places, row.theme, languages_of(row)]
    facts.append(
        ngettext("sent %(num)s time", "sent %(num)s times", row.revision)
        if row.revision > 1
        else _("new version of a published practice")
        if row.newer
        else ""
    )
    if row.reviewer and not own:
        facts.append(_("with %(name)s", name=row.reviewer))
    if row.waits_to_be_taken and row.not_taken_because is not None:
        facts.append(str(row.not_taken_because))
    there = url_for("review.show", number=row.version_id)
    return Waiting(
        kind=pgettext("of a submission", "Review"),
        title=row.title or _("Practice without a title"),
        href=there,
        reason=" · ".join(one for one in facts if one),
        button=_("Take") if takeable else _button(row) if own else pgettext("to look at it", "Open"),
        colour="info",
        due=row.due_at,
        action=url_for("review.take", number=row.version_id) if takeable else None,
        language=row.language if row.title else "",
    )


def languages_of(row: Row) -> str:
    """The name of the language a submission is written in, "" for none."""
    if not row.language:
        return ""
    name: str = formats.name_of_language(row.language, languages.current_language())
    return name


def _button(row: Row) -> str:
    return str(_("Read what changed") if row.revision > 1 or row.newer else pgettext("to read and decide", "Review"))


def lines_awaited(member: User) -> list[Line]:
    """The submissions of the member that others read."""
    found = []
    for one in queries.under_way(member.id):
        due = formats.day(one.due)
        note = (
            _("in review with %(name)s, due %(date)s", name=one.reviewer, date=due)
            if one.reviewer
            else _("waits for a reviewer, due %(date)s", date=due)
        )
        href = url_for("review.log", number=one.version_id)
        found.append(Line(one.title or _("Practice without a title"), href, note, language=one.language if one.title else ""))
    return found


def counts(member: User) -> list[int]:
    """How much waits for the member: to answer as an author, to read and to agree to as a moderator."""
    found = [queries.returned_count(member.id)]
    if may(member, "review"):
        found += [queries.to_review_count(member.id), queries.retraction_count(member.id)]
    return found


def queue_ways(member: User) -> list[Entry]:
    """The ways into the queue for those who review: what nobody has taken, and what is late."""
    if not may(member, "review"):
        return []
    counted = queries.filter_counts(member.id)
    return [
        Entry(url_for("review.queue", filter="unassigned"), _("Nobody’s yet"), counted["unassigned"]),
        Entry(url_for("review.queue", filter="overdue"), pgettext("reviews that are overdue", "Late"), counted["overdue"]),
    ]


def _retraction_counts(member: User) -> list[int]:
    return [queries.retraction_count(member.id)]


def init(app: Flask) -> None:
    """Fill the lists of what waits in `app`."""
    WAITING.fill(app, for_author, order=20)
    WAITING.fill(app, for_moderator, order=20)
    WAITING_COUNT.fill(app, counts, order=20)
    AWAITED.fill(app, lines_awaited, order=20)
    DESK_COUNT.fill(app, lambda member: [(I_WAIT_FOR, queries.under_way_count(member.id))], order=20)
    DESK_WAYS.fill(app, queue_ways, order=20)
    QUEUE.fill(app, retractions, order=20)
    QUEUE_COUNT.fill(app, _retraction_counts, order=20)
