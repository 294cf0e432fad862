"""What administrators do with accounts: who may, what is logged, and two of them at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from exchange.accounts import administering, members, security, service
from exchange.accounts.lifecycle import MEMBERS
from exchange.accounts.models import RoleRequest, SignIn, User
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid, NotFound
from exchange.core.transaction import transaction
from exchange.workflow import queries as log
from exchange.workflow.table import Workflow
from tests import factories
from tests.accounts import mailbox
from tests.client import Reader

WHY = "Reads Russian"


def administrator(name: str = "") -> User:
    return factories.member(name, "administrator")


def do(verb: Callable[..., object], actor: User, number: int, *given: object, seen: int | None = None) -> object:
    """One verb of an administrator in its own transaction, from a page opened just now unless `seen` says otherwise."""
    known = log.latest_number(MEMBERS.subject, number) if seen is None else seen
    db.session.rollback()
    with transaction():
        return verb(db.session.merge(actor), number, *given, known)


def role_of(number: int) -> str:
    db.session.rollback()
    return str(db.session.scalar(select(User.role).where(User.id == number)))


def lines(number: int, workflow: Workflow = MEMBERS) -> list[tuple[str, str]]:
    return [(one.what, one.note) for one in log.events_of(workflow, number)]


def give(actor: User, number: int, role: str, **scope: list[str]) -> object:
    return do(administering.change_role, actor, number, role, scope.get("themes", []), scope.get("languages", []), WHY)


def test_an_administrator_makes_a_moderator_with_scope_and_the_log_has_the_reason() -> None:
    boss, member = administrator(), factories.member().id
    assert give(boss, member, "moderator", themes=["waste"], languages=["ru"]) is True
    found = members.file_of(member)
    assert found is not None
    assert [one.theme_id for one in found.user.moderator_themes] == ["waste"]
    assert [one.language for one in found.user.moderator_languages] == ["ru"]
    assert lines(member) == [("make_moderator", WHY)]


def test_a_moderator_who_becomes_a_member_again_keeps_no_scope() -> None:
    boss, member = administrator(), factories.moderator(themes=["waste"], languages=["ru"]).id
    give(boss, member, "member")
    found = members.file_of(member)
    assert found is not None
    assert (found.user.role, found.user.moderator_themes, found.user.moderator_languages) == ("member", [], [])


@pytest.mark.parametrize("role", ["member", "moderator"])
def test_whoever_is_no_administrator_changes_no_role(role: str) -> None:
    with pytest.raises(Forbidden):
        give(factories.member(role=role), factories.member().id, "moderator")


def test_nobody_changes_their_own_role() -> None:
    boss, _other = administrator(), administrator()
    with pytest.raises(Forbidden, match="own role"):
        give(boss, boss.id, "member")


def test_the_role_of_administrator_is_given_when_another_agrees() -> None:
    boss, second, member = administrator(), administrator(), factories.member().id
    assert give(boss, member, "administrator") is False
    assert role_of(member) == "member"
    with pytest.raises(Forbidden, match="Another administrator"):
        do(administering.agree_to_role, boss, member)
    do(administering.agree_to_role, second, member)
    assert role_of(member) == "administrator"
    assert lines(member) == [("ask_administrator", WHY), ("make_administrator", WHY)]


def test_an_administrator_cannot_agree_to_lose_their_own_role() -> None:
    boss, second, third = administrator(), administrator(), administrator()
    give(boss, second.id, "member")
    with pytest.raises(Forbidden, match="own role"):
        do(administering.agree_to_role, second, second.id)
    do(administering.agree_to_role, third, second.id)
    assert role_of(second.id) == "member"


def test_a_single_administrator_is_told_that_a_command_gives_the_role() -> None:
    with pytest.raises(Forbidden, match="command"):
        give(administrator(), factories.member().id, "administrator")


def test_a_role_that_was_refused_is_not_given() -> None:
    boss, second, member = administrator(), administrator(), factories.member().id
    give(boss, member, "administrator")
    do(administering.refuse_role, second, member, "Too early")
    assert (role_of(member), db.session.scalar(select(func.count()).select_from(RoleRequest))) == ("member", 0)
    with pytest.raises(Forbidden):
        do(administering.agree_to_role, second, member)


def test_a_suspended_member_is_signed_out_told_why_and_cannot_sign_in(reader: Reader, drain: Callable[[], int]) -> None:
    boss, member = administrator(), factories.member()
    sealed = security.make_hash("nine small silver spoons")
    with transaction():
        db.session.get_one(User, member.id).password = sealed
    reader.sign_in(member)
    do(administering.suspend, boss, member.id, "It sells things.")
    assert reader.get("/en/account/settings/").status_code == 302
    with pytest.raises(Invalid, match="suspended"):
        service.prove(member.email, "nine small silver spoons")
    with pytest.raises(Invalid, match="belong together"):
        service.prove(member.email, "another password")
    drain()
    assert any("It sells things." in mailbox.text_of(one) for one in mailbox.mails())
    do(administering.lift_suspension, boss, member.id, "It was a mistake.")
    assert service.prove(member.email, "nine small silver spoons").user_id == member.id
    assert [what for what, _why in lines(member.id)] == ["suspend", "lift_suspension"]


def test_an_administrator_is_not_suspended_before_the_role_is_gone() -> None:
    with pytest.raises(Forbidden, match="two administrators"):
        do(administering.suspend, administrator(), administrator().id, "Left us.")


def test_sessions_of_a_member_end_and_the_log_has_the_reason(reader: Reader) -> None:
    boss, member = administrator(), factories.member()
    reader.sign_in(member)
    do(administering.end_sessions, boss, member.id, "Lost a phone.")
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0
    assert lines(member.id) == [("end_sessions", "Lost a phone.")]


def test_a_link_is_sent_again_to_an_address_that_is_not_confirmed() -> None:
    boss, member = administrator(), factories.member(confirmed=False)
    do(administering.resend_confirmation, boss, member.id, "Asked by mail.")
    assert lines(member.id) == [("resend_confirmation", "Asked by mail.")]
    with pytest.raises(Forbidden, match="is confirmed"):
        do(administering.resend_confirmation, boss, factories.member().id, "Asked by mail.")


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 1_001])
def test_without_a_reason_that_can_be_kept_nothing_is_done(reason: str) -> None:
    boss, member = administrator(), factories.member().id
    with pytest.raises(Invalid) as refused:
        do(administering.suspend, boss, member, reason)
    assert list(refused.value.problems) == ["reason"]
    assert lines(member) == []


def test_the_second_of_two_administrators_is_told_and_changes_nothing() -> None:
    boss, second, member = administrator(), administrator(), factories.member().id
    do(administering.end_sessions, boss, member, "Lost a phone.", seen=0)
    with pytest.raises(Conflict, match="Somebody else"):
        do(administering.suspend, second, member, "It sells things.", seen=0)
    found = members.file_of(member)
    assert found is not None
    assert found.state == "open"


def test_a_member_nobody_has_is_not_found() -> None:
    with pytest.raises(NotFound):
        do(administering.suspend, administrator(), 999_999, WHY)


def test_members_are_found_by_words_role_and_state() -> None:
    boss, member = administrator("Zoë Boss"), factories.member("Ann Author", email="ann@example.org")
    factories.member("Ben", confirmed=False)
    found = {
        "words": members.find(members.Sought("AUTHOR ann@")),
        "role": members.find(members.Sought(role="administrator")),
        "state": members.find(members.Sought(state="unconfirmed")),
        "sign": members.find(members.Sought("%")),
    }
    assert {name: page.total for name, page in found.items()} == {"words": 1, "role": 1, "state": 1, "sign": 0}
    assert members.find(members.Sought()).total == 3
    assert {name: [one.name for one in page.items] for name, page in found.items()} == {
        "words": [member.name],
        "role": [boss.name],
        "state": ["Ben"],
        "sign": [],
    }


def test_an_address_that_waits_is_listed_once_and_its_link_sent_again() -> None:
    boss = administrator()
    for _time in range(2):
        with transaction():
            service.register("Ann", "ann@example.org", "en")
    [one] = members.registrations().items
    key = one.key
    with transaction():
        administering.resend_link(db.session.merge(boss), key, "Asked by mail.")
    assert members.registrations().total == 1
    with pytest.raises(NotFound), transaction():
        administering.resend_link(db.session.merge(boss), "no such key", "Asked by mail.")
