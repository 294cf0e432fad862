"""Verbs of contact. Nobody's address passes through here: notices find it when they are owed, pages when it was shared."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from exchange.accounts import queries as accounts
from exchange.accounts.models import User
from exchange.contact import access, choices, queries
from exchange.contact.models import Conversation, Message, Report
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict, Invalid, NotFound
from exchange.core.text import clean, one_line
from exchange.notices import service as notices
from exchange.notices.service import Member, Permit
from exchange.reach import service as reach

SUBJECT_LIMIT = 150
BODY_LIMIT = 4000
REASON_LIMIT = 1000
NOTE_LIMIT = 1000
REPEAT = timedelta(minutes=1)


def write(actor: User, receiver_id: int, subject: str, body: str, practice_id: int | None = None) -> int:
    """Begin a conversation with a member, from their profile or from a practice: its number.

    The same words to the same member within a minute are one conversation. Raises Forbidden without a confirmed address,
    NotFound when nobody is told of that member, Invalid for texts and for one who cannot be written to, TooMany after the
    day's conversations.
    """
    writer = reach.hold(actor)
    receiver = queries.addressee(receiver_id, practice_id)
    if receiver is None:
        raise NotFound
    subject, body = one_line(subject), clean(body)
    _check({"subject": _subject_problem(subject), "body": _body_problem(body)})
    now = clock.now()
    repeated = _same_conversation(writer.id, receiver_id, body, now - REPEAT)
    if repeated is not None:
        return repeated
    permit = reach.allow(writer, receiver_id, "contact_message", standing=queries.standing_towards(writer.id, receiver))
    begun = Conversation(writer_id=writer.id, receiver_id=receiver_id, practice_id=practice_id, subject=subject, created_at=now)
    db.session.add(begun)
    db.session.flush()
    _say(begun.id, body, permit)
    return begun.id


def reply(actor: User, number: int, body: str) -> None:
    """Answer in a conversation of the actor's; the same words within a minute are one answer.

    Raises NotFound for a conversation of others, Invalid for the text and for one who cannot be written to, TooMany.
    """
    writer = reach.hold(actor)
    found = _conversation(writer, number)
    body = clean(body)
    _check({"body": _body_problem(body)})
    now = clock.now()
    last = db.session.scalar(
        select(Message)
        .where(Message.conversation_id == number, Message.author_id == writer.id, Message.sent_at > now - REPEAT)
        .order_by(Message.id.desc())
        .limit(1)
    )
    if last is not None and last.body == body:
        return
    authors = db.session.scalars(select(Message.author_id).where(Message.conversation_id == number).distinct()).all()
    standing = queries.standing_in(writer.id, found, authors)
    _say(number, body, reach.allow(writer, access.other_member(writer.id, found), "contact_reply", standing=standing))


def share(actor: User, number: int) -> None:
    """Show the actor's address to the other member of a conversation; a second time changes nothing.

    Raises NotFound for a conversation of others, Invalid for one who cannot be written to, TooMany.
    """
    sharer = reach.hold(actor)
    found = _conversation(sharer, number)
    standing = queries.standing_in(sharer.id, found, [found.writer_id, found.receiver_id])
    mine = "writer_shared_at" if sharer.id == found.writer_id else "receiver_shared_at"
    if getattr(found, mine) is not None:
        reach.refuse(standing)
        return
    permit = reach.allow(sharer, access.other_member(sharer.id, found), "contact_shared", standing=standing)
    setattr(found, mine, clock.now())
    reach.send(permit, conversation_id=number, by=sharer.id)


def block(actor: User, number: int) -> None:
    """Keep the other member of a conversation from writing to the actor, here and anew. They are not told. NotFound as for `reply`."""
    blocker = reach.hold(actor)
    reach.block(blocker.id, access.other_member(blocker.id, _conversation(blocker, number)))


def unblock(actor: User, number: int) -> None:
    """Let the other member of a conversation write to the actor again. NotFound as for `reply`."""
    blocker = reach.hold(actor)
    reach.unblock(blocker.id, access.other_member(blocker.id, _conversation(blocker, number)))


def unblock_member(actor: User, user_id: int) -> None:
    """Let a member turn to the actor again, whatever they were blocked for; nothing changes for one who was not blocked."""
    reach.unblock(reach.hold(actor).id, user_id)


def report(actor: User, number: int, reason: str) -> int:
    """Show a conversation to the moderators, with a reason: the report's number. While one of the actor's is open it stands.

    Moderators who take part in the conversation are not told. Raises NotFound as for `reply`, Invalid for the reason.
    """
    reporter = reach.hold(actor)
    found = _conversation(reporter, number)
    reason = clean(reason)
    if not reason:
        raise Invalid({"reason": _("Say what is wrong with this conversation.")})
    if len(reason) > REASON_LIMIT:
        raise Invalid({"reason": _("Shorten the reason to %(number)s characters.", number=REASON_LIMIT)})
    still_open = select(Report.id).where(
        Report.conversation_id == number, Report.reporter_id == reporter.id, Report.closed_at.is_(None)
    )
    earlier = db.session.scalar(still_open)
    if earlier is not None:
        return earlier
    made = Report(conversation_id=number, reporter_id=reporter.id, reason=reason, created_at=clock.now())
    db.session.add(made)
    db.session.flush()
    for moderator in accounts.reviewers():
        if access.RIGHTS.may("work on a report", moderator, found):
            notices.owe(Member(moderator.id), "contact_report", report_id=made.id)
    return made.id


def close_report(actor: User, number: int, outcome: str, note: str) -> None:
    """Close a report with an outcome of `choices.OUTCOMES`, do what it says, and tell the reporter.

    Raises NotFound where the actor is no moderator or takes part in the conversation, Invalid for outcome and note,
    Conflict when it was closed before.
    """
    closer = reach.hold(actor)
    found = _open_report(closer, number)
    note = clean(note)
    _check(
        {
            "outcome": "" if outcome in choices.OUTCOMES else _("Choose how to close this report."),
            "note": _note_problem(outcome, note),
        }
    )
    found.closed_at, found.closed_by, found.outcome, found.note = clock.now(), closer.id, outcome, note
    reported = access.other_member(found.reporter_id, found.conversation)
    if outcome == "stopped":
        reach.block(found.reporter_id, reported)
    if outcome != "nothing":
        _tell(reported, "contact_warned", report_id=number)
    _tell(found.reporter_id, "contact_report_closed", report_id=number)


def _conversation(person: User, number: int) -> Conversation:
    both = (joinedload(Conversation.writer, innerjoin=True), joinedload(Conversation.receiver, innerjoin=True))
    chosen = select(Conversation).where(Conversation.id == number).options(*both)
    found = db.session.scalar(chosen.with_for_update(of=Conversation))
    if found is None:
        raise NotFound
    access.RIGHTS.authorise("take part", person, found)
    return found


def _open_report(actor: User, number: int) -> Report:
    chosen = select(Report).where(Report.id == number).options(joinedload(Report.conversation, innerjoin=True))
    found = db.session.scalar(chosen.with_for_update(of=Report))
    if found is None:
        raise NotFound
    access.RIGHTS.authorise("work on a report", actor, found.conversation)
    if found.closed_at is not None:
        raise Conflict(_("Another moderator closed this report before you."))
    return found


def _check(problems: dict[str, str]) -> None:
    found = {name: text for name, text in problems.items() if text}
    if found:
        raise Invalid(found)


def _subject_problem(subject: str) -> str:
    if not subject:
        return str(_("Enter a subject: what you write about."))
    return str(_("Shorten the subject to %(number)s characters.", number=SUBJECT_LIMIT)) if len(subject) > SUBJECT_LIMIT else ""


def _body_problem(body: str) -> str:
    if not body:
        return str(_("Write your message."))
    return str(_("Shorten your message to %(number)s characters.", number=BODY_LIMIT)) if len(body) > BODY_LIMIT else ""


def _note_problem(outcome: str, note: str) -> str:
    if outcome in choices.OUTCOMES and outcome != "nothing" and not note:
        return str(_("Write what the other member did wrong. They will read it."))
    return str(_("Shorten the note to %(number)s characters.", number=NOTE_LIMIT)) if len(note) > NOTE_LIMIT else ""


def _same_conversation(writer_id: int, receiver_id: int, body: str, after: datetime) -> int | None:
    same = (
        select(Conversation.id)
        .join(Message, Message.conversation_id == Conversation.id)
        .where(
            Conversation.writer_id == writer_id,
            Conversation.receiver_id == receiver_id,
            Conversation.created_at > after,
            Message.body == body,
        )
    )
    return db.session.scalar(same.order_by(Conversation.id).limit(1))


def _say(conversation_id: int, body: str, permit: Permit) -> None:
    said = Message(conversation_id=conversation_id, author_id=permit.sender_id, body=body, sent_at=clock.now())
    db.session.add(said)
    db.session.flush()
    reach.send(permit, message_id=said.id)


def _tell(user_id: int, kind: str, **values: int) -> None:
    notices.owe(Member(user_id), kind, **values)
