"""Reads of contact. A conversation is given to its two members; a report, with its conversation, to moderators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from exchange.accounts.models import User
from exchange.accounts.names import name_of
from exchange.contact.models import Conversation, Message, Report
from exchange.core.db import db
from exchange.core.paging import PER_PAGE, Page
from exchange.experts import queries as experts
from exchange.practices import queries as practices
from exchange.practices.queries import Card
from exchange.reach import queries as reach
from exchange.reach.access import Standing
from exchange.reach.models import Block

BOTH = (joinedload(Conversation.writer, innerjoin=True), joinedload(Conversation.receiver, innerjoin=True))


@dataclass(frozen=True)
class Addressee:
    """Somebody a message may be meant for: `practice_id` is the practice it is about, `contact` whether they agreed to be asked about it."""

    user_id: int
    name: str
    practice_id: int | None
    contact: bool


@dataclass(frozen=True)
class ConversationRow:
    """A line of the list of conversations. `answer_owed` is True when the last message is the other's."""

    number: int
    subject: str
    other_name: str
    last_at: datetime
    answer_owed: bool


@dataclass(frozen=True)
class Line:
    """A message as shown."""

    author: str
    mine: bool
    body: str
    sent_at: datetime


@dataclass(frozen=True)
class ConversationView:
    """A conversation as one of its two members sees it, messages oldest first.

    `their_address` is given only when the other shared it; `standing` says whether one may write now;
    `reported_at` is when the reader reported it, while that report is open.
    """

    number: int
    subject: str
    created_at: datetime
    practice_id: int | None
    other_id: int
    other_name: str
    other_is_public: bool
    messages: Sequence[Line]
    shared_at: datetime | None
    their_address: str | None
    standing: Standing
    reported_at: datetime | None


@dataclass(frozen=True)
class Letter:
    """What a notice tells of a conversation: who acted, and the message if it is about one."""

    conversation_id: int
    subject: str
    author: str
    body: str = ""


@dataclass(frozen=True)
class ReportRow:
    """A line of the list of reports. `closed_at` and `closed_by` are None while it is open."""

    number: int
    conversation_id: int
    subject: str
    reporter: str
    created_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    outcome: str
    note: str


@dataclass(frozen=True)
class ReportView:
    """A report as a moderator sees it; the messages only while it is open."""

    row: ReportRow
    reason: str
    other: str
    messages: Sequence[Line]


def shown_name(user: User) -> str:
    """The name of a member with their role, or what stands for one whose account is closed."""
    return name_of(user) if user.active else str(_("Former member"))


def addressee(user_id: int, practice_id: int | None) -> Addressee | None:
    """The member as somebody to write to, from their profile or from a practice; None where neither names them to everybody."""
    user = db.session.scalar(select(User).where(User.id == user_id, User.active))
    if user is None:
        return None
    if practice_id is None:
        return Addressee(user_id, user.name, None, False) if experts.is_public(user_id) else None
    found = practices.published_practice(practice_id)
    if found is None:
        return None
    contact = any(one.user_id == user_id for one in found.contacts)
    author = any(one.user_id == user_id for one in found.authors)
    return Addressee(user_id, user.name, practice_id, contact) if contact or author else None


def standing_towards(user_id: int, receiver: Addressee) -> Standing:
    """How a member stands towards somebody before the first message."""
    reachable = receiver.contact or experts.takes_requests(receiver.user_id)
    return reach.standing_between(user_id, receiver.user_id, reachable=reachable)


def latest_between(user_id: int, other_id: int) -> int | None:
    """The number of the newest conversation of two members, None without one."""
    pair = or_(_from_to(user_id, other_id), _from_to(other_id, user_id))
    return db.session.scalar(select(func.max(Conversation.id)).where(pair))


def practice_card(practice_id: int | None, language: str) -> Card | None:
    """The practice a conversation is about, None without one or when it can no longer be read."""
    return next(iter(practices.cards([practice_id], language)), None) if practice_id is not None else None


def conversations_of(user_id: int, page: int = 1) -> Page[ConversationRow]:
    """A page of a member's conversations, the one with the newest message first."""
    last = (
        select(Message.conversation_id, func.max(Message.id).label("message_id"))
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(_of(user_id))
        .group_by(Message.conversation_id)
        .subquery()
    )
    total = db.session.scalar(select(func.count()).select_from(last)) or 0
    rows = db.session.execute(
        select(Conversation, Message)
        .join(last, last.c.conversation_id == Conversation.id)
        .join(Message, Message.id == last.c.message_id)
        .order_by(Message.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
        .options(*BOTH)
    )
    return Page([_row(user_id, conversation, message) for conversation, message in rows], total, page)


def answers_owed(user_id: int) -> list[ConversationRow]:
    """The conversations in which another member had the last word and can be answered, oldest word first, at most a page of them."""
    return _talks(user_id, Message.author_id != user_id, _can_be_answered(user_id))


def letters_without_answer(user_id: int) -> list[ConversationRow]:
    """The conversations a member began and had the last word in, oldest word first, at most a page of them."""
    return _talks(user_id, Message.author_id == user_id, Conversation.writer_id == user_id)


def answers_owed_count(user_id: int) -> int:
    """How many conversations `answers_owed` would give without its limit."""
    return db.session.scalar(_last_words(user_id, Message.author_id != user_id, _can_be_answered(user_id))) or 0


def count_without_answer(user_id: int) -> int:
    """How many conversations `letters_without_answer` would give without its limit."""
    return db.session.scalar(_last_words(user_id, Message.author_id == user_id, Conversation.writer_id == user_id)) or 0


def open_report_count(user_id: int) -> int:
    """How many open reports a moderator may work on."""
    chosen = _reports(user_id).where(Report.closed_at.is_(None)).with_only_columns(func.count())
    return db.session.scalar(chosen) or 0


def _talks(user_id: int, *chosen: ColumnElement[bool]) -> list[ConversationRow]:
    rows = db.session.execute(
        _last_words(user_id, *chosen).with_only_columns(Conversation, Message).order_by(Message.id).limit(PER_PAGE).options(*BOTH)
    )
    return [_row(user_id, conversation, message) for conversation, message in rows]


def _last_words(user_id: int, *chosen: ColumnElement[bool]) -> Select[int]:
    later = aliased(Message)
    after = select(later.id).where(later.conversation_id == Message.conversation_id, later.id > Message.id)
    return (
        select(func.count())
        .select_from(Conversation)
        .join(Message, Message.conversation_id == Conversation.id)
        .where(_of(user_id), ~after.exists(), *chosen)
    )


def _can_be_answered(user_id: int) -> ColumnElement[bool]:
    other = case((Conversation.writer_id == user_id, Conversation.receiver_id), else_=Conversation.writer_id)
    blocks = select(Block.blocker_id).where(
        or_(
            and_(Block.blocker_id == user_id, Block.blocked_id == other),
            and_(Block.blocker_id == other, Block.blocked_id == user_id),
        )
    )
    return and_(other.in_(select(User.id).where(User.active)), ~blocks.exists())


def requests_answered(user_id: int) -> int:
    """Number of conversations another member began and this one answered."""
    answered = (
        select(func.count(func.distinct(Conversation.id)))
        .join(Message, Message.conversation_id == Conversation.id)
        .where(Conversation.receiver_id == user_id, Message.author_id == user_id)
    )
    return db.session.scalar(answered) or 0


def conversation(user_id: int, number: int) -> ConversationView | None:
    """One conversation as its member sees it; None for everybody else, and when there is none."""
    found = db.session.scalar(select(Conversation).where(Conversation.id == number, _of(user_id)).options(*BOTH))
    return _view(user_id, found) if found else None


def standing_in(user_id: int, found: Conversation, authors: Sequence[int]) -> Standing:
    """How a member stands towards the other of a conversation with writer and receiver loaded; `authors` are those of its messages.

    Who wrote first waits for an answer before writing again.
    """
    other = found.receiver if user_id == found.writer_id else found.writer
    stands = reach.standing_between(user_id, other.id, reachable=other.active)
    waiting = user_id == found.writer_id and other.id not in authors
    return Standing.WAITING if stands is Standing.OPEN and waiting else stands


def letter(message_id: int) -> Letter | None:
    """A message for its notice; None when there is none."""
    row = db.session.execute(
        select(Message, Conversation.subject)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id == message_id)
        .options(joinedload(Message.author, innerjoin=True))
    ).first()
    return Letter(row[0].conversation_id, row[1], shown_name(row[0].author), row[0].body) if row else None


def between(number: int, user_id: int) -> Letter | None:
    """A conversation for a notice about what one of its members did; None when there is none."""
    found = db.session.scalar(select(Conversation).where(Conversation.id == number, _of(user_id)).options(*BOTH))
    if found is None:
        return None
    return Letter(number, found.subject, shown_name(found.writer if user_id == found.writer_id else found.receiver))


def report_row(number: int) -> ReportRow | None:
    """A report for its notices; None when there is none."""
    found = db.session.scalar(select(Report).where(Report.id == number).options(*_REPORT))
    return _report_row(found) if found else None


def reports(user_id: int, page: int = 1, *, closed: bool = False) -> Page[ReportRow]:
    """A page of the reports a moderator may work on: open ones oldest first, closed ones newest first. Never about their own conversations."""
    chosen = _reports(user_id).where(Report.closed_at.is_not(None) if closed else Report.closed_at.is_(None))
    total = (
        db.session.scalar(select(func.count()).select_from(chosen.with_only_columns(Report.id).order_by(None).subquery())) or 0
    )
    order = (Report.closed_at.desc(), Report.id.desc()) if closed else (Report.id,)
    rows = db.session.scalars(chosen.order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE).options(*_REPORT))
    return Page([_report_row(row) for row in rows], total, page)


def report(user_id: int, number: int) -> ReportView | None:
    """One report as a moderator sees it; None when there is none or it is about their own conversation."""
    found = db.session.scalar(_reports(user_id).where(Report.id == number).options(*_REPORT))
    if found is None:
        return None
    talk = found.conversation
    other = talk.receiver if found.reporter_id == talk.writer_id else talk.writer
    lines = _lines(talk.id, None) if found.closed_at is None else []
    return ReportView(_report_row(found), found.reason, shown_name(other), lines)


_REPORT = (
    joinedload(Report.conversation, innerjoin=True).joinedload(Conversation.writer, innerjoin=True),
    joinedload(Report.conversation, innerjoin=True).joinedload(Conversation.receiver, innerjoin=True),
    joinedload(Report.reporter, innerjoin=True),
    joinedload(Report.closer),
)


def _reports(user_id: int) -> Select[Report]:
    return select(Report).join(Conversation, Conversation.id == Report.conversation_id).where(~_of(user_id))


def _report_row(found: Report) -> ReportRow:
    return ReportRow(
        found.id,
        found.conversation_id,
        found.conversation.subject,
        shown_name(found.reporter),
        found.created_at,
        found.closed_at,
        shown_name(found.closer) if found.closer else None,
        found.outcome,
        found.note,
    )


def _of(user_id: int) -> ColumnElement[bool]:
    return or_(Conversation.writer_id == user_id, Conversation.receiver_id == user_id)


def _from_to(writer_id: int, receiver_id: int) -> ColumnElement[bool]:
    return and_(Conversation.writer_id == writer_id, Conversation.receiver_id == receiver_id)


def _row(user_id: int, found: Conversation, last: Message) -> ConversationRow:
    other = found.receiver if user_id == found.writer_id else found.writer
    return ConversationRow(found.id, found.subject, shown_name(other), last.sent_at, last.author_id != user_id)


def _view(user_id: int, found: Conversation) -> ConversationView:
    mine = user_id == found.writer_id
    other = found.receiver if mine else found.writer
    theirs = found.receiver_shared_at if mine else found.writer_shared_at
    reported = select(Report.created_at).where(
        Report.conversation_id == found.id, Report.reporter_id == user_id, Report.closed_at.is_(None)
    )
    authors = db.session.scalars(select(Message.author_id).where(Message.conversation_id == found.id).distinct()).all()
    return ConversationView(
        number=found.id,
        subject=found.subject,
        created_at=found.created_at,
        practice_id=found.practice_id,
        other_id=other.id,
        other_name=shown_name(other),
        other_is_public=experts.is_public(other.id),
        messages=_lines(found.id, user_id),
        shared_at=found.writer_shared_at if mine else found.receiver_shared_at,
        their_address=other.email if theirs and other.active else None,
        standing=standing_in(user_id, found, authors),
        reported_at=db.session.scalar(reported),
    )


def _lines(conversation_id: int, reader_id: int | None) -> list[Line]:
    rows = select(Message).where(Message.conversation_id == conversation_id).order_by(Message.id)
    found = db.session.scalars(rows.options(joinedload(Message.author, innerjoin=True)))
    return [Line(shown_name(row.author), row.author_id == reader_id, row.body, row.sent_at) for row in found]
