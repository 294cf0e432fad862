"""People of a practice: inviting, agreeing, leaving. Nobody is named without having agreed."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from exchange.accounts.events import MemberChanged
from exchange.accounts.models import User
from exchange.changes import service as changes
from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict, Invalid, NotFound
from exchange.core.transaction import require_transaction
from exchange.experts.models import Profile
from exchange.experts.queries import takes_requests
from exchange.notices.service import Member, owe
from exchange.practices import access
from exchange.practices.events import KIND
from exchange.practices.models import Person, Practice, Version
from exchange.practices.queries.published import people_of, visible_numbers
from exchange.practices.queries.writing import newest_version
from exchange.practices.service.kept import record_change_if_published
from exchange.practices.service.locked import draft_of
from exchange.reach import service as reach
from exchange.reach.queries import standing_between

MOST = {"author": 20, "contact": 5}


def invite(actor: Actor, version_id: int, part: str, user_id: int) -> bool:
    """Ask a member with a public profile to be `author` or `contact`; they are told and named only once they agree.

    True when they get a mail; False when they got one about it lately and find the invitation under their work only.
    Invalid (at `person`) without such a profile, when they are named already, or when no more may be named; Invalid and
    TooMany as `reach.allow` says. Forbidden without a confirmed address.
    """
    inviter = reach.hold(actor)
    version = draft_of(actor, version_id)
    invited = db.session.scalars(
        select(User).join(Profile, Profile.user_id == User.id).where(User.id == user_id, User.active, Profile.public)
    ).one_or_none()
    if invited is None:
        raise Invalid({"person": str(_("Enter the address or number of a public profile. There is none with this number."))})
    _add(version, invited.id, part, actor)
    permit = reach.allow(
        inviter,
        invited.id,
        "practices.invitation",
        standing=standing_between(inviter.id, invited.id, reachable=takes_requests(invited.id)),
        about=f"{part} of {version.practice_id}",
    )
    values = {"practice": version.practice_id, "part": part, "member": invited.id, "title": version.title}
    reach.send(permit, **values, inviter=inviter.name)
    return not permit.quiet


def add_self(actor: Actor, version_id: int) -> None:
    """Name the actor, an author, as a contact."""
    version = draft_of(actor, version_id)
    _add(version, actor.id, "contact", actor).agreed_at = clock.now()
    record_change_if_published(version.practice_id)


def _add(version: Version, user_id: int, part: str, actor: Actor) -> Person:
    named = [one for one in people_of(version.practice_id) if one.part == part]
    if any(one.user_id == user_id for one in named):
        raise Invalid({"person": str(_("This member is named or invited already."))})
    if len(named) >= MOST[part]:
        raise Invalid({"person": str(_("Name at most %(most)s people. Remove one first.", most=MOST[part]))})
    added = Person(
        practice_id=version.practice_id,
        user_id=user_id,
        part=part,
        position=max((one.position for one in named), default=-1) + 1,
        invited_by=actor.id,
        invited_at=clock.now(),
        agreed_at=None,
    )
    db.session.add(added)
    return added


def remove(actor: Actor, version_id: int, part: str, user_id: int) -> None:
    """Take a person or an invitation off. Conflict for the last author; NotFound when they are not named."""
    version = draft_of(actor, version_id)
    _take_off(version.practice_id, user_id, part)
    record_change_if_published(version.practice_id)


def answer_invitation(actor: Actor, practice_id: int, part: str, agrees: bool) -> None:
    """Agree to a part in a practice, or refuse it; refusing a part once agreed to gives it up.

    NotFound without an invitation, Conflict when the last author would leave.
    """
    require_transaction()
    practice = db.session.get(Practice, practice_id, with_for_update=True)
    mine = db.session.get(Person, (practice_id, actor.id, part), with_for_update=True)
    if practice is None or mine is None:
        raise NotFound(str(_("There is no such invitation. It may have been taken back.")))
    if agrees and mine.agreed_at is not None:
        return
    inviter = db.session.get(User, mine.invited_by) if mine.invited_by and mine.invited_by != actor.id else None
    if agrees:
        mine.agreed_at = clock.now()
    else:
        _take_off(practice_id, actor.id, part)
    record_change_if_published(practice_id)
    if inviter is not None:
        kind = "practices.agreed" if agrees else "practices.refused"
        version = newest_version(practice_id)
        values = {"part": part, "title": version.title, "member": _name(actor.id)}
        owe(Member(inviter.id), kind, **values)


def refuse_and_block(actor: Actor, practice_id: int, part: str) -> None:
    """Refuse a part in a practice, and keep whoever asked from turning to the actor again; they are told of the refusal only.

    NotFound and Conflict as for `answer_invitation`. Nobody is blocked when the inviter is gone.
    """
    invited = reach.hold(actor)
    mine = db.session.get(Person, (practice_id, invited.id, part))
    if mine is not None and mine.invited_by is not None:
        reach.block(invited.id, mine.invited_by)
    answer_invitation(actor, practice_id, part, False)


def record_changed_member(changed: MemberChanged) -> None:
    """Record the practices readers can find that name this member."""
    named = select(Person.practice_id).where(Person.user_id == changed.member, Person.agreed_at.is_not(None))
    changes.record(KIND, db.session.scalars(visible_numbers().where(Practice.id.in_(named))))


def _take_off(practice_id: int, user_id: int, part: str) -> None:
    people = people_of(practice_id)
    found = next((one for one in people if one.user_id == user_id and one.part == part), None)
    if found is None:
        raise NotFound(str(_("This member is not named on the practice.")))
    if part == "author" and access.only_author(user_id, people):
        raise Conflict(str(_("A practice keeps at least one author. Another must agree before the last one leaves.")))
    db.session.delete(found)


def _name(user_id: int) -> str:
    member = db.session.get(User, user_id)
    return member.name if member else ""
