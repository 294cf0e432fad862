"""Where a submission stands for its authors: what happens next, and the ways on from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from exchange.practices import lifecycle, queries, texts
from exchange.practices.models import Version
from exchange.review.notices import appeal


@dataclass(frozen=True)
class Way:
    """A link onward: its words, where it leads, and whether it is what most authors want here."""

    label: str
    href: str
    main: bool = False


def what_follows(version: Version) -> list[str]:
    """What happens next with a version, in sentences for its authors. Needs its practice loaded."""
    if version.practice.retracted_at is not None:
        return [_("Two moderators have retracted this practice. No version of it can be sent or published.")]
    return FOLLOWING[version.status](version)


def _draft(_version: Version) -> list[str]:
    return [_("Finish your answers and send them for review.")]


def _changes(_version: Version) -> list[str]:
    return [_("Change your answers or reply to the comments, then send the practice again.")]


def _in_review(_version: Version) -> list[str]:
    return [
        _("A reviewer publishes it, asks for changes or declines it with a reason."),
        _("We tell you by e-mail at each step."),
        _("You can withdraw it until it is published."),
    ]


def _describe_published(version: Version) -> list[str]:
    if version.practice.hidden_at is not None:
        return [_("A moderator has hidden it. Readers do not see it for now.")]
    return [_("Everybody can read it. Write a new version when something changes.")]


def _describe_superseded(_version: Version) -> list[str]:
    return [_("A newer version has replaced it. Readers find this one among the versions of the practice.")]


def _describe_declined(version: Version) -> list[str]:
    return [appeal(not version.reopened)]


def _describe_withdrawn(_version: Version) -> list[str]:
    return [
        _("Nobody reviews this text any more. A version published before stays as it is."),
        _("You can reopen it later, change it and send it again."),
    ]


FOLLOWING: Mapping[str, Callable[[Version], list[str]]] = {
    lifecycle.DRAFT: _draft,
    lifecycle.CHANGES_REQUESTED: _changes,
    lifecycle.SUBMITTED: _in_review,
    lifecycle.IN_REVIEW: _in_review,
    lifecycle.PUBLISHED: _describe_published,
    lifecycle.SUPERSEDED: _describe_superseded,
    lifecycle.DECLINED: _describe_declined,
    lifecycle.WITHDRAWN: _describe_withdrawn,
}


def ways_on(version: Version) -> list[Way]:
    """What an author can do from here, what most want first. Needs the practice of the version loaded."""
    working = queries.working_version(version.practice_id)
    return [*_moving(version, working), *_reading(version, working)]


def _moving(version: Version, working: int | None) -> list[Way]:
    """What moves this version itself; nothing in a practice that was retracted."""
    if version.practice.retracted_at is not None:
        return []
    if version.status in lifecycle.WRITABLE:
        write = [Way(_("Continue writing"), url_for("practices.edit", number=version.id), main=True)]
    else:
        write = []
    reopens = lifecycle.VERSIONS.allows("reopen", version.status) and working is None
    if reopens and not (version.status == lifecycle.DECLINED and version.reopened):
        write.append(Way(_("Reopen the submission"), url_for("review.reopen", number=version.id)))
    if lifecycle.VERSIONS.allows("withdraw", version.status):
        write.append(Way(_("Withdraw from review"), url_for("review.withdraw", number=version.id)))
    return write


def _reading(version: Version, working: int | None) -> list[Way]:
    """Where the practice is read, and its next version begun or found."""
    practice = version.practice
    found: list[Way] = []
    if queries.reading(practice.id) is not None:
        slug = texts.slug(version.title)
        found.append(Way(_("See the page of the practice"), url_for("practices.show", number=practice.id, slug=slug)))
        if working is None and practice.retracted_at is None:
            found.append(Way(_("Write a new version"), url_for("practices.new_version", number=practice.id)))
    if working is not None and working != version.id:
        found.append(Way(_("Open the version under way"), url_for("practices.edit", number=working)))
    return found
