"""`flask outbox`: the worker, a look at what is owed, and at what failed for good."""

from __future__ import annotations

import signal
import sys
import threading

import click
from flask import current_app
from flask.cli import AppGroup

from exchange.core.transaction import transaction
from exchange.outbox import queries, service, worker

commands = AppGroup("outbox", help="Work owed after a change: mail and index.")


@commands.command("work")
@click.option("--once", is_flag=True, help="Return when nothing is due and nobody holds leased work.")
def work(once: bool) -> None:
    """Do jobs until interrupted, or once through what is due."""
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
        click.echo(
            f"{row.topic}: {row.waiting} waiting, {row.failing} failing, oldest {row.oldest_seconds:.0f} s{_describe_failed(row)}"
        )
    if not rows:
        click.echo("nothing owed")


def _describe_failed(row: queries.Backlog) -> str:
    return f", {row.failed} failed for good" if row.failed else ""


@commands.command("failed")
def list_failed() -> None:
    """List the jobs that failed for good, a line each; exit 1 if there are any."""
    rows = queries.failed_jobs()
    for row in rows:
        click.echo(
            f"{row.number} {row.topic} {row.key}: {row.error} after {row.attempts} attempts, {row.failed_at:%Y-%m-%d %H:%M} UTC"
        )
    if rows:
        sys.exit(1)
    click.echo("nothing failed")


@commands.command("retry")
@click.argument("numbers", metavar="[ID]...", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Try every job that failed for good again.")
def retry(numbers: tuple[int, ...], everything: bool) -> None:
    """Try jobs that failed for good again, by their numbers or with --all; exit 1 if a number is of no such job."""
    if bool(numbers) == everything:
        raise click.UsageError("Give the numbers of jobs, or --all.")
    with transaction():
        found = service.retry(None if everything else numbers)
    click.echo(f"trying {len(found)} again")
    unknown = sorted(set(numbers) - set(found))
    for number in unknown:
        click.echo(f"{number} did not fail for good", err=True)
    if unknown:
        sys.exit(1)
