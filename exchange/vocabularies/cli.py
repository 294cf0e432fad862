"""`flask vocabularies`: loading the terms."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from exchange.core.transaction import transaction
from exchange.vocabularies import service

commands = AppGroup("vocabularies", help="Themes, countries and regions, goals and targets.")


@commands.command("load")
def load() -> None:
    """Bring the vocabularies to what the files say.

    Run it again after the files change: terms are made, changed or retired, never deleted, and what carries a
    changed term is indexed again. Exit 0 when loaded, 2 when a file cannot be read.
    """
    try:
        with transaction():
            counts = service.load()
    except (OSError, ValueError, KeyError) as error:
        click.echo(f"The vocabularies were not loaded: {type(error).__name__}: {error}", err=True)
        sys.exit(2)
    click.echo(", ".join(f"{name} {count}" for name, count in counts.items()))
