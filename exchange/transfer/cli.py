"""`flask practices` and `flask sample`: practices in and out as files."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from tqdm import tqdm

from exchange.core.errors import DomainError
from exchange.core.transaction import transaction
from exchange.transfer import exporting, importing, queries, reading, runs, schema, settling, sources, undoing
from exchange.transfer.files import NoRecords
from exchange.transfer.importing import Report

practices = AppGroup("practices", help="Practices in and out as JSON Lines (docs/practice-record.schema.json).")
imports = AppGroup("imports", help="Imports that were run: a list, and undoing one.")
sample = AppGroup("sample", help="Practices of other collections, to fill a new exchange.")

SAMPLE_FILES = ("ecesp.jsonl", "climate_adapt.jsonl", "world_bank.jsonl", "ademe.jsonl", "usaid.jsonl")
LISTED = 50
SLICE_SECONDS = 5.0
SOME_REFUSED = 1
UNREADABLE = 2


@practices.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reviewed", is_flag=True, help="Publish at once: the records were reviewed elsewhere.")
def import_command(file: Path, reviewed: bool) -> None:
    """Take in the records of FILE, one JSON object a line.

    Without --reviewed they wait for a moderator. Run it as often as you like: a record is known by its source_id, and
    one that says the same as before changes nothing. What members have edited, what was declined or retracted here is
    left as it stands. Lines that cannot be taken in are named on standard error; the last line on standard output
    counts what was done. Returns when what was imported can be searched. Tags and entities of HTML are turned into text,
    and the line is named. Exit 0 if no line was refused, 1 if some were, 2 if the file cannot be read or is no JSON Lines.
    """
    _end(*_import([file], reviewed))


@practices.command("export")
@click.argument("file", type=click.Path(path_type=Path))
def export_command(file: Path) -> None:
    """Write every published practice to FILE, one JSON object a line, sorted by source_id.

    A file of that name is replaced when the new one is whole. Exit 0 when written, 2 if it cannot be.
    """
    try:
        with _bar("practices", exporting.count(), "Exporting") as bar:
            count = exporting.export_file(file, bar.update)
    except OSError as error:
        click.echo(f"The file {file} cannot be written: {error.strerror}", err=True)
        click.get_current_context().exit(UNREADABLE)
    click.echo(f"exported {count}")


@practices.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of a record, as it stands in docs/practice-record.schema.json."""
    click.echo(json.dumps(schema.schema(), ensure_ascii=False, indent=2))


@imports.command("list")
def list_command() -> None:
    """Print the imports that were run, the newest first, a line each: number, file, state, what was done."""
    for run in queries.newest_runs(LISTED):
        click.echo(f"{run.id}: {run.file_name}, {run.status}, {queries.counts_of(run)}")


@imports.command("undo")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why; it stands in the log of each practice.")
def undo_command(number: int, reason: str) -> None:
    """Take away from readers what the import NUMBER made and nobody has changed since.

    The operator's way where one administrator alone may not. Exit 0 when undone, 2 when there is no such import or it cannot be undone now.
    """
    try:
        with transaction():
            undoing.undo_by_operator(number, reason)
    except DomainError as error:
        click.echo(error.message, err=True)
        sys.exit(UNREADABLE)
    while undoing.go_on(number, SLICE_SECONDS):
        pass
    _settle(_app())
    for name, count in sorted(queries.undone_counts(number).items()):
        click.echo(f"{name} {count}")


@sample.command("load")
def load_command() -> None:
    """Publish the sample: practices of five other collections, chosen and mapped to themes in its selection.csv.

    Run it again at any time: what is here already stays. Output and exit codes are those of `practices import`.
    """
    _end(*_import([sources.SAMPLE / name for name in SAMPLE_FILES], reviewed=True))


def _import(files: list[Path], reviewed: bool) -> tuple[Report, int]:
    """What the import of all files did together, and the exit code."""
    total = Report()
    code = 0
    try:
        size = sum(importing.size_of(file) or 0 for file in files)
    except OSError as error:
        return total, _unreadable(error, files[0])
    settling.prepare(_app())
    try:
        with _bar("B", size or None, "Importing") as bar:
            for file in files:
                total.add(_import_one(file, reviewed, bar))
    except OSError as error:
        code = _unreadable(error, files[0])
    except NoRecords as reason:
        click.echo(f"The file {file} cannot be taken in: {reason}.", err=True)
        code = UNREADABLE
    _settle(_app())
    _tell(total)
    return total, code or (SOME_REFUSED if total.refused else 0)


def _import_one(file: Path, reviewed: bool, bar: tqdm[NoReturn]) -> Report:
    """What the import of a file did; the exchange keeps a record of it, as of one from a page."""
    written = runs.begin_command(file, reviewed)
    fault = "The command was stopped."
    try:
        report = importing.import_file(
            file, reviewed=reviewed, refuse=_tell_line, warn=_tell_line, advance=bar.update, record=written
        )
        fault = ""
    except NoRecords as reason:
        fault = f"The file cannot be taken in: {reason}."
        raise
    finally:
        runs.end(written.number, fault)
    return report


def _unreadable(error: OSError, file: Path) -> int:
    click.echo(f"The file {error.filename or file} cannot be read: {error.strerror}", err=True)
    return UNREADABLE


def _settle(app: Flask) -> None:
    with _bar("practices", settling.count_owed(), "Indexing") as bar:
        left = settling.settle(app, bar.update)
    if left:
        click.echo(
            f"{left} changes are not in the index yet. See `flask --app run outbox status`; the exchange goes on trying.",
            err=True,
        )


def _tell_line(number: int, reason: str) -> None:
    tqdm.write(f"line {number}: {reason}", file=sys.stderr)


def _tell(report: Report) -> None:
    """What came in without being understood, and what was left as it stands: information, not refusals."""
    lists: Mapping[str, Mapping[str, int]] = {
        "theme words not known": report.themes,
        "country codes not known": report.places,
        "translation languages not known": report.languages,
    }
    for name, words in lists.items():
        if words:
            click.echo(f"{name}: {sum(words.values())} ({reading.shown_words(words)})", err=True)
    if report.kept:
        click.echo(f"left as they stand in this exchange: {report.kept}", err=True)


def _end(report: Report, code: int) -> None:
    click.echo(str(report))
    click.get_current_context().exit(code)


def _bar(unit: str, total: int | None, what: str) -> tqdm[NoReturn]:
    """A progress bar on standard error, on a terminal only."""
    return tqdm(
        total=total, unit=unit, unit_scale=unit == "B", desc=what, disable=not sys.stderr.isatty(), file=sys.stderr, leave=False
    )


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own accessor
    return app
