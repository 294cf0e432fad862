"""Members as administrators find them. Whoever asks is checked by the caller: addresses stand in what these give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import selectinload

from exchange.accounts import access
from exchange.accounts.access import Standing
from exchange.accounts.lifecycle import MEMBERS
from exchange.accounts.models import Registration, RoleRequest, SignIn, User
from exchange.core.db import db
from exchange.core.paging import PER_PAGE, Page
from exchange.workflow import queries as log

STATES: dict[str, ColumnElement[bool]] = {
    "open": User.active & User.confirmed_at.is_not(None),
    "unconfirmed": User.active & User.confirmed_at.is_(None),
    "suspended": User.suspended_at.is_not(None),
    "closed": ~User.active & User.suspended_at.is_(None),
}


@dataclass(frozen=True)
class Sought:
    """Which members are asked for: words of name or address, a role, a state of `STATES`; "" for any."""

    words: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class File:
    """All that administrators see of a member. `seen` is the last line of the log about them: what is done from a page names it."""

    user: User
    state: str
    request: RoleRequest | None
    asked_by: str
    sessions: int
    seen: int
    standing: Standing


@dataclass(frozen=True)
class Figures:
    """How many members there are, new in the last seven days, suspended, and addresses that wait to be confirmed."""

    members: int
    new: int
    suspended: int
    unconfirmed: int


def state_of(user: User) -> str:
    """The state of a member, as `STATES` names it."""
    if user.suspended_at is not None:
        return "suspended"
    if not user.active:
        return "closed"
    return "open" if user.confirmed_at is not None else "unconfirmed"


def find(sought: Sought, number: int = 1) -> Page[User]:
    """A page of the members asked for, by name."""
    which: list[ColumnElement[bool]] = []
    for word in sought.words.split()[:10]:
        # As typed too: SQLite knows the case of Latin letters only.
        low = word.lower()
        in_name = (User.name.contains(word, autoescape=True), func.lower(User.name).contains(low, autoescape=True))
        which.append(or_(*in_name, User.email.contains(low, autoescape=True)))
    if sought.state in STATES:
        which.append(STATES[sought.state])
    found = select(User).where(*which).filter_by(**({"role": sought.role} if sought.role else {}))
    total = db.session.scalar(found.with_only_columns(func.count(User.id))) or 0
    chosen = found.order_by(func.lower(User.name), User.id)
    return Page(db.session.scalars(chosen.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all(), total, number)


def file_of(number: int) -> File | None:
    """All about one member, closed ones too; None when there is none."""
    chosen = select(User).where(User.id == number)
    scopes = selectinload(User.moderator_themes), selectinload(User.moderator_languages)
    user = db.session.scalars(chosen.options(*scopes).execution_options(populate_existing=True)).one_or_none()
    if user is None:
        return None
    request = db.session.get(RoleRequest, number)
    asker = db.session.get(User, request.asked_by) if request else None
    sessions = db.session.scalar(select(func.count()).select_from(SignIn).where(SignIn.user_id == number)) or 0
    seen = log.latest_number(MEMBERS.subject, number)
    return File(user, state_of(user), request, asker.name if asker else "", sessions, seen, standing_of(user, request))


def standing_of(user: User, request: RoleRequest | None) -> Standing:
    """A member as the rules see them."""
    asked_by = request.asked_by if request else None
    others = _administrators(User.id != user.id)
    # Whoever asks cannot agree as well, so one less.
    return Standing(
        user.id,
        user.role,
        user.active,
        user.suspended_at is not None,
        user.confirmed_at is not None,
        asked_by,
        max(0, others - 1),
    )


def _administrators(*which: ColumnElement[bool]) -> int:
    administers = User.role.in_(access.RIGHTS_OF_ROLES["administer"])
    return db.session.scalar(select(func.count()).select_from(User).where(administers, User.active, *which)) or 0


def requests() -> list[tuple[RoleRequest, User]]:
    """Roles that wait for another administrator, oldest first, each with the member."""
    chosen = select(RoleRequest, User).join(User, User.id == RoleRequest.user_id).where(User.active)
    return [(row[0], row[1]) for row in db.session.execute(chosen.order_by(RoleRequest.asked_at, RoleRequest.user_id))]


def registrations(number: int = 1) -> Page[Registration]:
    """A page of the newest registration of each address that has no confirmed account, newest first."""
    newest = _unconfirmed_addresses().subquery()
    total = db.session.scalar(select(func.count()).select_from(newest)) or 0
    chosen = (
        select(Registration)
        .join(newest, (newest.c.email == Registration.email) & (newest.c.at == Registration.created_at))
        .order_by(Registration.created_at.desc(), Registration.key)
    )
    return Page(db.session.scalars(chosen.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all(), total, number)


def figures(since: datetime) -> Figures:
    """How many members there are; new are those since `since`."""
    row = db.session.execute(
        select(
            func.count().filter(STATES["open"]),
            func.count().filter(STATES["open"], User.created_at >= since),
            func.count().filter(STATES["suspended"]),
            select(func.count()).select_from(_unconfirmed_addresses().subquery()).scalar_subquery(),
        ).select_from(User)
    ).one()
    return Figures(*row)


def names(numbers: set[int]) -> dict[int, str]:
    """The names of members by number, of closed accounts too: the log tells of them."""
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(numbers)))
    return {row.id: row.name for row in rows}


def _unconfirmed_addresses() -> Select[str, datetime]:
    has_account = exists().where(User.email == Registration.email, User.confirmed_at.is_not(None))
    return (
        select(Registration.email.label("email"), func.max(Registration.created_at).label("at"))
        .where(~has_account)
        .group_by(Registration.email)
    )
