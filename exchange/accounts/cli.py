"""`flask accounts`: the operator's commands."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from exchange.accounts import access, service
from exchange.core.errors import Conflict, Invalid
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


def _first_line() -> str:
    raw: bytes = sys.stdin.buffer.readline(10_000)
    return raw.decode("utf-8", "replace").rstrip("\r\n")
