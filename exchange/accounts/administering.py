"""What administrators do with accounts. All run inside `transaction()`; each is logged with its reason.

`seen` is the last line of the log that the administrator's page knew of: when another has acted since, nothing is done.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from exchange.accounts import access, members, service
from exchange.accounts.access import RIGHTS
from exchange.accounts.events import MEMBER_CHANGED, MemberChanged
from exchange.accounts.lifecycle import CHANGED, MEMBERS, REGISTRATIONS
from exchange.accounts.models import ModeratorLanguage, ModeratorTheme, Registration, RoleRequest, SignIn, User
from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Conflict, Invalid, NotFound
from exchange.core.transaction import require_transaction
from exchange.notices import service as notices
from exchange.notices.service import Address
from exchange.workflow import queries as log
from exchange.workflow.service import add_remark
from exchange.workflow.table import Subject

LONGEST_REASON = 1_000


def change_role(
    actor: Actor, number: int, role: str, themes: Sequence[str], languages: Sequence[str], reason: str, seen: int
) -> bool:
    """Give a member a role, with what a moderator reviews (empty: all). False when another administrator must agree first.

    Raises Invalid at role, themes, languages or reason; Forbidden for oneself, and where nobody could agree; Conflict when
    somebody else came first; NotFound.
    """
    user, request = _hold(number)
    RIGHTS.authorise("change role", actor, members.standing_of(user, request))
    _take_unchanged(number, seen)
    problems = service.role_problems(role, themes, languages)
    told = _take_reason(reason, problems)
    if access.needs_two(user.role, role):
        RIGHTS.authorise("ask for role", actor, members.standing_of(user, request))
        if request is not None:
            raise Conflict(str(CHANGED))
        asked = RoleRequest(user_id=number, role=role, asked_by=actor.id, reason=told, asked_at=clock.now())
        db.session.add(asked)
        _log(f"ask_{role}", number, actor.id, told)
        return False
    what = f"make_{role}" if access.is_another(user.role, role) else "change_scope"
    _set_role(user, role, themes, languages)
    _log(what, number, actor.id, told)
    return True


def agree_to_role(actor: Actor, number: int, seen: int) -> None:
    """Give the role that another administrator asked for. Forbidden for who asked and for oneself; Conflict as above; NotFound."""
    user, request = _hold(number)
    _take_unchanged(number, seen)
    RIGHTS.authorise("agree to role", actor, members.standing_of(user, request))
    if request is not None:
        _set_role(user, request.role, (), ())
        _log(f"make_{request.role}", number, actor.id, request.reason)
        db.session.delete(request)


def refuse_role(actor: Actor, number: int, reason: str, seen: int) -> None:
    """Let a role that was asked for not be given; who asked may take it back so. Raises Invalid at reason; Conflict; NotFound."""
    _user, request, told = _begin("refuse role", actor, number, reason, seen)
    db.session.delete(request)
    _log("refuse_role", number, actor.id, told)


def set_role_by_operator(email: str, role: str, themes: Sequence[str], languages: Sequence[str], reason: str) -> int:
    """Give the account of an address a role, for who holds the machine: the member's number. NotFound without an open account; Invalid."""
    require_transaction()
    number = db.session.scalar(select(User.id).where(User.email == email.strip().lower(), User.active))
    if number is None:
        raise NotFound(str(_("There is no open account with this address.")))
    user, request = _hold(number)
    told = _take_reason(reason, service.role_problems(role, themes, languages))
    _set_role(user, role, themes, languages)
    if request is not None:
        db.session.delete(request)
    _log(f"make_{role}", number, None, told)
    return number


def suspend(actor: Actor, number: int, reason: str, seen: int) -> None:
    """Close a member's account until it is lifted: every session ends, and the member is told the reason by mail.

    Raises Invalid at reason; Forbidden for oneself and for an administrator; Conflict when somebody else came first; NotFound.
    """
    user, request, told = _begin("suspend", actor, number, reason, seen)
    user.active, user.suspended_at = False, clock.now()
    _end_sessions(number)
    if request is not None:
        db.session.delete(request)
    notices.owe(Address(user.email, user.language), "suspended", name=user.name, reason=told)
    _log("suspend", number, actor.id, told)
    MEMBER_CHANGED.send(MemberChanged(number))


def lift_suspension(actor: Actor, number: int, reason: str, seen: int) -> None:
    """Open a suspended account again, as it was. Raises Invalid at reason; Forbidden; Conflict when somebody else came first; NotFound."""
    user, _request, told = _begin("lift suspension", actor, number, reason, seen)
    user.active, user.suspended_at = True, None
    notices.owe(Address(user.email, user.language), "suspension_lifted", name=user.name)
    _log("lift_suspension", number, actor.id, told)
    MEMBER_CHANGED.send(MemberChanged(number))


def end_sessions(actor: Actor, number: int, reason: str, seen: int) -> None:
    """Sign a member out on every device. Raises Invalid at reason; Forbidden; Conflict; NotFound."""
    _user, _request, told = _begin("end sessions", actor, number, reason, seen)
    _end_sessions(number)
    _log("end_sessions", number, actor.id, told)


def resend_confirmation(actor: Actor, number: int, reason: str, seen: int) -> None:
    """Send a member whose address is not confirmed the link again. Raises Invalid at reason; Forbidden; Conflict; NotFound."""
    user, _request, told = _begin("resend confirmation", actor, number, reason, seen)
    service.ask_to_confirm(user.email, user.language)
    _log("resend_confirmation", number, actor.id, told)


def resend_link(actor: Actor, key: str, reason: str) -> None:
    """Send the address of a registration its link again. Raises Invalid at reason; Forbidden; NotFound when it is over."""
    require_transaction()
    RIGHTS.authorise("look", actor, access.Standing(0, access.MEMBER))
    typed = db.session.get(Registration, key)
    if typed is None:
        raise NotFound(str(_("This registration is over: the address was confirmed, or too much time has passed.")))
    told = _take_reason(reason)
    service.ask_to_confirm(typed.email, typed.language)
    add_remark(REGISTRATIONS, "resend_link", Subject(0), actor.id, note=told)


def _hold(number: int) -> tuple[User, RoleRequest | None]:
    """A member, held against others until the transaction ends, and the role asked for them."""
    require_transaction()
    scopes = selectinload(User.moderator_themes), selectinload(User.moderator_languages)
    chosen = select(User).where(User.id == number).options(*scopes).with_for_update().execution_options(populate_existing=True)
    user = db.session.scalars(chosen).one_or_none()
    if user is None:
        raise NotFound(str(_("There is no such member.")))
    return user, db.session.get(RoleRequest, number, populate_existing=True)


def _begin(verb: str, actor: Actor, number: int, reason: str, seen: int) -> tuple[User, RoleRequest | None, str]:
    """The member, the role asked for them, and the reason as it is kept, when nobody came first and the actor may do this."""
    user, request = _hold(number)
    _take_unchanged(number, seen)
    RIGHTS.authorise(verb, actor, members.standing_of(user, request))
    return user, request, _take_reason(reason)


def _take_unchanged(number: int, seen: int) -> None:
    if log.latest_number(MEMBERS.subject, number) != seen:
        raise Conflict(str(CHANGED))


def _take_reason(reason: str, problems: dict[str, str] | None = None) -> str:
    """The reason as it is kept. Raises Invalid with what was wrong before, and at `reason`."""
    told, found = reason.strip(), dict(problems or {})
    if not told:
        found["reason"] = str(_("Write the reason"))
    elif len(told) > LONGEST_REASON:
        found["reason"] = str(_("Shorten the reason to %(number)s characters.", number=LONGEST_REASON))
    if found:
        raise Invalid(found)
    return told


def _set_role(user: User, role: str, themes: Sequence[str], languages: Sequence[str]) -> None:
    renamed = access.is_another(user.role, role)
    user.role = role
    kept_themes = {one.theme_id: one for one in user.moderator_themes}
    kept_languages = {one.language: one for one in user.moderator_languages}
    user.moderator_themes = [kept_themes.get(one) or ModeratorTheme(theme_id=one) for one in dict.fromkeys(themes)]
    user.moderator_languages = [kept_languages.get(one) or ModeratorLanguage(language=one) for one in dict.fromkeys(languages)]
    db.session.flush()
    if renamed:
        # Names carry the mark of the exchange.
        MEMBER_CHANGED.send(MemberChanged(user.id))


def _end_sessions(number: int) -> None:
    db.session.execute(delete(SignIn).where(SignIn.user_id == number), execution_options={"synchronize_session": False})


def _log(what: str, number: int, actor_id: int | None, reason: str) -> None:
    add_remark(MEMBERS, what, Subject(number), actor_id, note=reason)
