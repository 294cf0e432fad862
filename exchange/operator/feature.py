"""The operator's texts in the application: where pages read them, their command, their lines of the log."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import click
from flask import Flask, url_for
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from exchange.changes import tags
from exchange.core import identity
from exchange.core.errors import Invalid
from exchange.core.transaction import transaction
from exchange.operator import queries, service
from exchange.operator.lifecycle import TEXTS, WRITE
from exchange.workflow.models import Event
from exchange.workflow.places import ACTS, Acts, Told

commands = AppGroup("operator", help="Who runs this exchange.")
ASKED = {"name": "Name of this exchange", "operator": "Who runs it", "contact": "E-mail address for questions"}


@commands.command("set-up")
@click.option("--name", help="Name of this exchange.")
@click.option("--operator", help="Who runs it.")
@click.option("--contact", help="E-mail address for questions, which everybody can read.")
def set_up(**given: str | None) -> None:
    """Say in English what the exchange is called and who runs it; asks at a terminal for what is not given. Exit 2 when something cannot be taken."""
    for name, words in ASKED.items():
        value = given[name]
        if value is None and sys.stdin.isatty():
            said = identity.find_text(name, "en")
            value = click.prompt(words, default=said.text if said else "", show_default=said is not None)
        if value is None:
            continue
        try:
            with transaction():
                service.write_by_operator(name, value)
        except Invalid as error:
            click.echo(f"{name}: {'; '.join(error.problems.values())}", err=True)
            sys.exit(2)
        click.echo(f"{name} is set")
    identity.forget()


def tell(lines: Sequence[Event]) -> Mapping[int, Told]:
    """Each line as words."""
    return {one.id: Told(_("Changed a text of the operator"), href=url_for("administration.texts")) for one in lines}


def init(app: Flask) -> None:
    """Let pages of `app` read the texts; add the command."""
    identity.read_from(app, queries.texts)
    tags.made_of(app, identity.state)
    app.cli.add_command(commands)
    kind = Acts(TEXTS.subject, _l("Texts of the operator"), (WRITE,), tell)
    ACTS.fill(app, lambda _context: [kind], order=40)
