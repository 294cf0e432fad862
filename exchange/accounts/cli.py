"""`flask accounts`: the operator's commands."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from exchange.accounts import access, administering, service
from exchange.core.errors import Conflict, Invalid, NotFound
from exchange.core.transaction import transaction

EXISTS = 1
REFUSED = 2

commands = AppGroup("accounts", help="Accounts of members.")


@commands.command("create")
@click.option("--email", required=True, help="Address to sign in with.")
@click.option("--role", required=True, type=click.Choice(access.ROLES), help="What the account may do.")
@click.option("--name", default="", help="Name shown; the part of the address before the @ when not given.")
@click.option("--theme", "themes", multiple=True, metavar="ID", help="A theme a moderator reviews; none: all. May be repeated.")
@click.option(
    "--language", "languages", multiple=True, metavar="CODE", help="A language a moderator reads; none: all. May be repeated."
)
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from the first line of standard input.")
def create(email: str, role: str, name: str, themes: tuple[str, ...], languages: tuple[str, ...], password_stdin: bool) -> None:
    """Open an account that can sign in at once. Exit 1 when the address has one, 2 when something cannot be taken."""
    password = _first_line()
    shown = name or email.partition("@")[0]
    try:
        opened = service.prepare_account(email, role, shown, password, themes=themes, languages=languages)
        with transaction():
            number = service.create(opened)
    except Conflict as error:
        click.echo(f"{email}: {error.message}", err=True)
        sys.exit(EXISTS)
    except Invalid as error:
        for field, problem in error.problems.items():
            click.echo(f"{field}: {problem}", err=True)
        sys.exit(REFUSED)
    click.echo(f"created account {number} ({role})")


@commands.command("role")
@click.option("--email", required=True, help="Address of the account.")
@click.option("--role", required=True, type=click.Choice(access.ROLES), help="What the account may do from now on.")
@click.option("--reason", required=True, help="Why, for the log.")
@click.option("--theme", "themes", multiple=True, metavar="ID", help="A theme a moderator reviews; none: all. May be repeated.")
@click.option(
    "--language", "languages", multiple=True, metavar="CODE", help="A language a moderator reads; none: all. May be repeated."
)
def role(email: str, role: str, reason: str, themes: tuple[str, ...], languages: tuple[str, ...]) -> None:
    """Give an account a role, where no two administrators can agree on it. Exit 1 without such an account, 2 when something cannot be taken."""
    try:
        with transaction():
            number = administering.set_role_by_operator(email, role, themes, languages, reason)
    except NotFound as error:
        click.echo(f"{email}: {error.message}", err=True)
        sys.exit(EXISTS)
    except Invalid as error:
        for field, problem in error.problems.items():
            click.echo(f"{field}: {problem}", err=True)
        sys.exit(REFUSED)
    click.echo(f"account {number} is {role}")


def _first_line() -> str:
    raw: bytes = sys.stdin.buffer.readline(10_000)
    return raw.decode("utf-8", "replace").rstrip("\r\n")
