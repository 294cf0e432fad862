"""`flask outbox`: the worker and a look at what is owed."""

from __future__ import annotations

import signal
import threading

import click
from flask import current_app
from flask.cli import AppGroup

from exchange.outbox import queries, worker

commands = AppGroup("outbox", help="Work owed after a change: mail and index.")


@commands.command("work")
@click.option("--once", is_flag=True, help="Return when nothing is due and nobody holds leased work.")
def work(once: bool) -> None:
    """Keep promises until interrupted, or once through what is due."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own accessor
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if once:
        click.echo(f"kept {worker.drain(app, stop)}")
        return
    worker.run(app, stop)


@commands.command("status")
def status() -> None:
    """Print what is owed, a line a topic."""
    rows = queries.backlog()
    for row in rows:
        click.echo(f"{row.topic}: {row.waiting} waiting, {row.failing} failing, oldest {row.oldest_seconds:.0f} s")
    if not rows:
        click.echo("nothing owed")
