"""`flask accounts create`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from exchange.accounts import service
from exchange.accounts.lifecycle import MEMBERS
from exchange.accounts.models import ModeratorLanguage, ModeratorTheme, Registration, User
from exchange.core.db import db
from exchange.core.errors import Conflict, Invalid
from exchange.core.transaction import transaction
from exchange.vocabularies.models import Theme
from exchange.workflow import queries as log
from tests import factories
from tests.accounts.mailbox import PASSWORD
from tests.client import Reader

Run = Callable[..., Result]


@pytest.fixture
def create(app: Flask) -> Run:
    def run(*options: str, password: str | bytes = f"{PASSWORD}\n") -> Result:
        db.session.rollback()
        return app.test_cli_runner().invoke(args=["accounts", "create", *options, "--password-stdin"], input=password)

    return run


MODERATOR = ("--email", "Mod@example.org", "--role", "moderator")


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def test_the_account_can_sign_in_at_once(create: Run, reader: Reader) -> None:
    result = create(*MODERATOR, "--name", "Mo Derator")
    assert result.exit_code == 0, result.output
    answer = reader.send("/en/account/sign-in/", {"email": "mod@example.org", "password": PASSWORD})
    assert answer.status_code == 303
    assert db.session.execute(select(User.name, User.role)).all() == [("Mo Derator", "moderator")]


def test_a_moderator_may_have_themes_and_languages(create: Run) -> None:
    theme = db.session.scalars(select(Theme.id).order_by(Theme.position)).first() or ""
    result = create(*MODERATOR, "--theme", theme, "--theme", theme, "--language", "fr", "--language", "pt-BR")
    assert result.exit_code == 0, result.output
    assert db.session.scalars(select(ModeratorTheme.theme_id)).all() == [theme]
    assert set(db.session.scalars(select(ModeratorLanguage.language))) == {"fr", "pt-BR"}


def test_without_a_name_the_part_before_the_at_is_shown(create: Run) -> None:
    create("--email", "jo.bloggs@example.org", "--role", "member")
    assert db.session.scalars(select(User.name)).one() == "jo.bloggs"


@pytest.mark.parametrize(
    ("options", "password", "told"),
    [
        (("--email", "a@example.org", "--role", "boss"), PASSWORD, "boss"),
        (("--email", "nowhere", "--role", "member"), PASSWORD, "email: Enter an e-mail address"),
        (("--email", "a@example.org", "--role", "member"), "short", "password: Choose a password of 12"),
        (("--email", "a@example.org", "--role", "member"), "", "password: Choose a password of 12"),
        (("--email", "a@example.org", "--role", "member"), b"\xff\xfe broken bytes", "password: Some characters"),
        ((*MODERATOR, "--theme", "nothing-of-ours"), PASSWORD, "themes: There is no theme nothing-of-ours."),
        ((*MODERATOR, "--language", "xx"), PASSWORD, "languages: There is no language xx."),
        ((*MODERATOR, "--language", "e n"), PASSWORD, "languages: There is no language e n."),
        (("--email", "a@example.org", "--role", "member", "--language", "fr"), PASSWORD, "role: Only a moderator has"),
        (("--email", "a@example.org", "--role", "member", "--name", "n" * 121), PASSWORD, "name: Shorten your name"),
    ],
)
def test_what_cannot_be_taken_is_told_and_the_exit_code_is_two(
    create: Run, options: tuple[str, ...], password: str | bytes, told: str
) -> None:
    result = create(*options, password=password)
    assert result.exit_code == 2
    assert told in result.stderr
    assert PASSWORD not in result.output
    assert count() == 0


def test_the_password_comes_from_standard_input_only(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["accounts", "create", "--email", "a@example.org", "--role", "member"])
    assert result.exit_code == 2


def test_an_address_that_has_an_account_is_told_with_exit_code_one(create: Run) -> None:
    factories.member(email="mod@example.org", name="First")
    result = create(*MODERATOR)
    assert result.exit_code == 1
    assert "This address has an account." in result.stderr
    assert db.session.scalars(select(User.name)).one() == "First"


def test_an_address_of_a_closed_account_stays_taken(create: Run) -> None:
    user = factories.member(email="mod@example.org")
    with transaction():
        db.session.get_one(User, user.id).active = False
    assert create(*MODERATOR).exit_code == 1


def test_a_program_that_names_an_unknown_role_is_told(app: Flask) -> None:
    with pytest.raises(Invalid) as caught:
        service.prepare_account("a@example.org", "boss", "A", PASSWORD)
    assert "role" in caught.value.problems


def test_two_who_open_an_account_for_one_address_at_once_make_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.member(email="a@example.org")
    monkeypatch.setattr(service, "_lock", lambda *_which: None)
    opened = service.prepare_account("a@example.org", "member", "A", PASSWORD)
    with pytest.raises(Conflict), transaction():
        service.create(opened)
    assert count() == 1


def test_a_program_that_gives_no_name_is_told(app: Flask) -> None:
    with pytest.raises(Invalid) as caught:
        service.prepare_account("a@example.org", "member", " ", PASSWORD)
    assert caught.value.problems == {"name": "Enter your name."}


def test_what_waited_for_the_address_ends_when_the_operator_opens_an_account(create: Run, reader: Reader) -> None:
    reader.send("/en/account/register/", {"name": "Stranger", "email": "mod@example.org"})
    create(*MODERATOR)
    assert db.session.scalars(select(Registration)).all() == []


def test_the_operator_gives_a_role_by_command_and_the_log_has_the_reason(app: Flask) -> None:
    member = factories.member(email="ann@example.org").id
    given = ("accounts", "role", "--email", "Ann@example.org", "--role", "administrator")
    answer = app.test_cli_runner().invoke(args=[*given, "--reason", "The first one"])
    assert (answer.exit_code, answer.output) == (0, f"account {member} is administrator\n")
    db.session.rollback()
    [line] = log.events_of(MEMBERS, member)
    assert (line.what, line.note, line.actor_id) == ("make_administrator", "The first one", None)


@pytest.mark.parametrize(
    ("email", "options", "code", "told"),
    [
        ("nobody@example.org", (), 1, "no open account"),
        ("ann@example.org", ("--theme", "waste"), 2, "Only a moderator has themes"),
    ],
)
def test_a_role_by_command_that_cannot_be_given_says_why(
    app: Flask, email: str, options: tuple[str, ...], code: int, told: str
) -> None:
    factories.member(email="ann@example.org")
    given = ("accounts", "role", "--email", email, "--role", "member", "--reason", "Asked", *options)
    answer = app.test_cli_runner().invoke(args=given)
    assert (answer.exit_code, told in answer.output) == (code, True)
