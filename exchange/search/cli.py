"""`flask search`: build the index anew, and compare it with the database."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup
from tqdm import tqdm

from exchange.retrieval.engines import engine
from exchange.retrieval.port import Capability, Unavailable
from exchange.search import documents, sync

commands = AppGroup("search", help="The search index.")


@commands.command("rebuild")
def rebuild() -> None:
    """Build the index from the database beside the live one, then switch to it."""
    if Capability.KEEPING not in engine().capabilities:
        click.echo("no index to build")
        return
    total = documents.total()
    with tqdm(total=total, unit=" records", disable=not sys.stderr.isatty()) as bar:
        sync.rebuild(bar.update)
    click.echo(f"indexed {total}")


@commands.command("check")
def check() -> None:
    """List differences between database and index; exit 1 if there are any."""
    try:
        found = sync.differences()
    except Unavailable as reason:
        click.echo(f"index {reason}")
        sys.exit(1)
    for one in found:
        click.echo(f"{one.what}: {one.kind} {one.record} {one.language}")
    if found:
        sys.exit(1)
    click.echo("no difference")
