"""Verbs of reach: the only way by which a member makes the exchange mail another.

A verb of a room above holds the sender, asks `allow` before it writes anything, and sends with the permit it got. Whoever adds
a way to turn to a member registers a kind of notice with its cause, and gets limit, block list and count with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, select

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Forbidden, Invalid, TooMany
from exchange.core.transaction import require_transaction
from exchange.notices import service as notices
from exchange.notices.service import Cause, Permit
from exchange.reach import access, queries
from exchange.reach.access import Standing
from exchange.reach.models import Approach, Block

DAY = timedelta(hours=24)
# Of all that one member sends in a day, so many times what they may begin. Answers go to people who wrote themselves.
SENT_PER_OPENING = 10
# What authors send into a workflow, whatever an operator allows between members.
ACTS_PER_DAY = 100
# The same matter is mailed to the same person once in this time, however often it is taken back and asked again.
SAME_MATTER = timedelta(days=14)
# Of matters that stand under My work anyway, one person gets so many mails from another in a week.
MOST_TO_ONE = 3
WEEK = timedelta(days=7)
LOOK_BACK = max(DAY, SAME_MATTER, WEEK)


def hold(actor: Actor) -> User:
    """The actor as the database knows them now, held as `wait_for` says. Forbidden without a confirmed address."""
    found = wait_for(actor)
    why = access.RIGHTS.why_not("write to others", found, None)
    if found is None or why is not None:
        raise Forbidden(str(why))
    return found


def wait_for(actor: Actor) -> User | None:
    """The actor, held until the end of the transaction, so that what one person sends is counted one by one; None without an account.

    To be called before anything else is locked.
    """
    require_transaction()
    # The weaker lock lets others write to this member meanwhile: their rows point at this one.
    return db.session.scalar(select(User).where(User.id == actor.id).with_for_update(key_share=True))


def allow(sender: User, receiver_id: int, kind: str, *, standing: Standing, about: str = "") -> Permit:
    """Leave for a member, held before, to turn to another now; it is counted with the transaction.

    `kind` is the kind of notice, `standing` how the sender stands towards them, `about` names a matter that the receiver finds under
    My work without a mail: told of it lately, or of three such matters in a week, they get none. Raises Invalid where the two
    cannot write to each other, in the same words whether the receiver blocked the sender or takes no requests, and TooMany once the
    day's messages and invitations are used up. RuntimeError for a kind that needs no permit.
    """
    cause = notices.cause_of(kind)
    if not cause.needs_permit:
        raise RuntimeError(f"notices of the kind {kind} need no permit")
    refuse(standing)
    now = clock.now()
    earlier = queries.approaches_since(sender.id, now - LOOK_BACK)
    _within_day(earlier, cause, now)
    quiet = bool(about) and _told_lately([one for one in earlier if one.receiver_id == receiver_id], kind, about, now)
    _count(sender.id, receiver_id, kind, about=about, opening=cause is Cause.OPENING, mailed=not quiet)
    return Permit(kind, sender.id, receiver_id, quiet)


def count_act(sender: Actor, kind: str) -> None:
    """Count an act of a member, held before, that mails people by their role in a workflow: no block keeps it from them.

    TooMany after `ACTS_PER_DAY` of them: more than anybody works by hand.
    """
    now = clock.now()
    today = [one.made_at for one in queries.approaches_since(sender.id, now - DAY) if one.receiver_id is None]
    _limit(today, ACTS_PER_DAY, now)
    _count(sender.id, None, kind, about="", opening=False, mailed=True)


def send(permit: Permit, **values: object) -> None:
    """Owe the receiver of a permit the notice it allows; nothing when it is quiet."""
    notices.owe_with(permit, **values)


def block(blocker_id: int, blocked_id: int) -> None:
    """Keep the second member from turning to the first in any way. They are not told."""
    require_transaction()
    if blocker_id != blocked_id and not queries.is_blocked(blocker_id, blocked_id):
        db.session.add(Block(blocker_id=blocker_id, blocked_id=blocked_id, created_at=clock.now()))


def unblock(blocker_id: int, blocked_id: int) -> None:
    """Let the second member turn to the first again."""
    require_transaction()
    db.session.execute(delete(Block).where(Block.blocker_id == blocker_id, Block.blocked_id == blocked_id))


def refuse(standing: Standing) -> None:
    """Raise Invalid with what stands between two members; nothing where one may write."""
    words = {
        Standing.CLOSED: _("This person cannot be written to."),
        Standing.BLOCKED_BY_ME: _("You blocked this person. Unblock them before you write to them."),
        Standing.MYSELF: _("You cannot write to yourself."),
        Standing.WAITING: _("Wait for an answer before you write again."),
    }
    if standing in words:
        raise Invalid({"": words[standing]})


def _within_day(earlier: Sequence[Approach], cause: Cause, now: datetime) -> None:
    most = current_app.config["MESSAGES_PER_DAY"]
    today = [one for one in earlier if one.made_at > now - DAY and one.receiver_id is not None]
    _limit([one.made_at for one in today], most * SENT_PER_OPENING, now)
    if cause is Cause.OPENING:
        _limit([one.made_at for one in today if one.opening], most, now)


def _limit(newest_first: Sequence[datetime], most: int, now: datetime) -> None:
    if len(newest_first) < most:
        return
    # Once the oldest of the last `most` is a day old there is room again. A limit of 0 leaves none.
    wait = (newest_first[most - 1] + DAY - now) if most else DAY
    hours = max(1, -(-int(wait.total_seconds()) // 3600))
    words = ngettext(
        "You have sent all that one member may send to others in a day. Try again in %(num)s hour.",
        "You have sent all that one member may send to others in a day. Try again in %(num)s hours.",
        hours,
    )
    raise TooMany(words)


def _told_lately(to_one: Sequence[Approach], kind: str, about: str, now: datetime) -> bool:
    mailed = [one for one in to_one if one.mailed and one.about]
    same = any((one.kind, one.about) == (kind, about) and one.made_at > now - SAME_MATTER for one in mailed)
    return same or sum(one.made_at > now - WEEK for one in mailed) >= MOST_TO_ONE


def _count(sender_id: int, receiver_id: int | None, kind: str, *, about: str, opening: bool, mailed: bool) -> None:
    now = clock.now()
    db.session.execute(delete(Approach).where(Approach.sender_id == sender_id, Approach.made_at <= now - LOOK_BACK))
    counted = Approach(
        sender_id=sender_id, receiver_id=receiver_id, kind=kind, about=about, opening=opening, mailed=mailed, made_at=now
    )
    db.session.add(counted)
    db.session.flush()
