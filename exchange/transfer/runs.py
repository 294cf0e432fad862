"""Imports that are written down: taken in by a command, or from a page by the worker, some batches at a time.

What a batch did and how far it came are one transaction, so an import that is killed goes on after the last whole batch.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import insert, select

from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Invalid
from exchange.core.private import write_private
from exchange.core.text import one_line, shorten
from exchange.core.transaction import require_transaction, transaction
from exchange.outbox import service as outbox
from exchange.outbox.service import LeasedJob
from exchange.transfer import access, files, importing, lifecycle, undoing
from exchange.transfer.files import NoRecords
from exchange.transfer.importing import Batch, Report
from exchange.transfer.models import ImportLine, ImportRun
from exchange.workflow import service as workflow

FOLDER = "imports"
GOING = "imports_going"
LARGEST_FILE = 15_000_000
# So long a job goes on before it owes the next: shorter than its lease, and than the patience of a server that ends.
SLICE_SECONDS = 3.0
MOST_SOURCES = 5
# A command that has said nothing for so long has ended without saying so.
QUIET = timedelta(hours=1)
COUNTED = {"created": "created", "returned": "updated", "updated": "updated", "kept": "unchanged", "refused": "refused"}


class Overtaken(Exception):
    """Another process goes on with the same import."""


class Written:
    """The record of a run, as an import writes it."""

    def __init__(self, run: ImportRun) -> None:
        self.number, self.line = run.id, run.line

    def add(self, batch: Batch) -> None:
        """Write down what a batch did, inside its transaction. Raises Overtaken when the run has come on without this import."""
        require_transaction()
        run = db.session.get(ImportRun, self.number, with_for_update=True, populate_existing=True)
        if run is None or run.line != batch.after or run.status != lifecycle.RUNNING:
            raise Overtaken
        counts = Counter(COUNTED[one.outcome] for one in batch.told if one.outcome in COUNTED)
        counts["unchanged"] += batch.unchanged
        for name, count in counts.items():
            setattr(run, name, getattr(run, name) + count)
        run.line, run.read, run.updated_at = batch.line, batch.read, clock.now()
        run.sources = list(dict.fromkeys([*run.sources, *batch.sources]))[:MOST_SOURCES]
        rows = [{"run_id": run.id, "undone": "", **vars(one)} for one in batch.told]
        if rows:
            db.session.execute(insert(ImportLine), rows)
        db.session.flush()


def folder() -> Path:
    """Where files wait until their import ends, for the account of the exchange alone."""
    found = Path(current_app.config["EXCHANGE_VAR"]) / FOLDER
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def keep_file(content: bytes) -> str:
    """Keep the bytes of a file until its import ends: the name it is kept by. Call it before the transaction that names it."""
    name = secrets.token_hex(16)
    write_private(folder() / name, [content])
    return name


def check(actor: Actor, content: bytes, note: str) -> None:
    """Go on only when this may be imported. Forbidden; Invalid (at `file`, `note`) with everything that is wrong at once."""
    access.authorise(actor)
    problems = {}
    wrong = files.EMPTY if not content.strip() else files.fault(content[: files.HEAD])
    if len(content) > LARGEST_FILE:
        problems["file"] = str(_("This file is too large for this page. Import it with the command."))
    elif wrong:
        problems["file"] = str(_("This file cannot be taken in: %(reason)s.", reason=wrong))
    if not note.strip():
        problems["note"] = str(_("Write why you import this file."))
    if problems:
        raise Invalid(problems)


def accept(actor: Actor, name: str, stored: str, size: int, *, reviewed: bool, note: str) -> int:
    """Have the worker import a file that `keep_file` keeps: the number of the run. Forbidden as `check` says."""
    access.authorise(actor)
    run = _begin(name, reviewed, by_command=False, actor_id=actor.id, note=note, stored=stored, size=size)
    outbox.enqueue(undoing.TOPIC, {"run": run.id}, key=str(run.id))
    return run.id


def begin_command(path: Path, reviewed: bool) -> Written:
    """The record of a run by a command, in a transaction of its own."""
    with transaction():
        run = _begin(path.name, reviewed, by_command=True, size=importing.size_of(path))
        workflow.make_transition(lifecycle.RUNS, "begin", run, None)
        db.session.flush()
        return Written(run)


def end(number: int, fault: str = "") -> None:
    """Write down that an import has ended, with what kept it from the end of its file, and let go of the file."""
    with transaction():
        run = db.session.get(ImportRun, number, with_for_update=True, populate_existing=True)
        if run is None or run.status not in {lifecycle.WAITING, lifecycle.RUNNING}:
            return
        workflow.make_transition(lifecycle.RUNS, "end", run, None, note=fault)
        run.fault, stored, run.stored = fault, run.stored, None
    if stored:
        (folder() / stored).unlink(missing_ok=True)


def handle(taken: Sequence[LeasedJob]) -> None:
    """Go on with each of these imports, or with undoing it, for a while; what is left is owed again."""
    for one in taken:
        number = int(one.payload["run"])
        more = undoing.go_on(number, SLICE_SECONDS) if one.payload.get("undo") else _go_on(number)
        if more:
            with transaction():
                outbox.enqueue(undoing.TOPIC, one.payload, key=one.key)


def tidy() -> None:
    """End the runs of commands that were killed, and remove files that no run names."""
    old = clock.now() - QUIET
    chosen = select(ImportRun.id).where(ImportRun.by_command, ImportRun.status == lifecycle.RUNNING, ImportRun.updated_at < old)
    quiet = list(db.session.scalars(chosen))
    named = set(db.session.scalars(select(ImportRun.stored).where(ImportRun.stored.is_not(None))))
    db.session.rollback()
    for number in quiet:
        end(number, "The command was stopped.")
    for path in folder().iterdir():
        if path.name not in named and path.stat().st_mtime < old.timestamp():
            path.unlink(missing_ok=True)


def _begin(name: str, reviewed: bool, **values: Any) -> ImportRun:
    now = clock.now()
    shown = shorten(one_line(name), 200)
    run = ImportRun(file_name=shown, reviewed=reviewed, sources=[], created_at=now, updated_at=now, **values)
    db.session.add(run)
    workflow.make_transition(lifecycle.RUNS, "accept", run, values.get("actor_id"), note=values.get("note", ""))
    return run


def _go_on(number: int) -> bool:
    """Import some batches of a run: True when there are more. Raises what keeps it for now, such as a database that is away."""
    going: dict[int, Iterator[None]] = current_app.extensions.setdefault(GOING, {})
    steps = going.pop(number, None) or _steps(number)
    until = time.monotonic() + SLICE_SECONDS
    try:
        for _step in steps:
            if time.monotonic() > until:
                going[number] = steps
                return True
    except Overtaken:
        return False
    except NoRecords as reason:
        end(number, f"The file cannot be taken in: {reason}.")
    except OSError:
        end(number, "The file is no longer here.")
    else:
        end(number)
    return False


def _steps(number: int) -> Iterator[None]:
    """The run batch by batch, from where it has come to. Overtaken for one that has ended, OSError without its file."""
    with transaction():
        run = db.session.get(ImportRun, number, with_for_update=True)
        if run is None or run.status not in {lifecycle.WAITING, lifecycle.RUNNING}:
            raise Overtaken
        if run.status == lifecycle.WAITING:
            workflow.make_transition(lifecycle.RUNS, "begin", run, None)
        written, stored, reviewed = Written(run), run.stored, run.reviewed
    path = folder() / (stored or "")
    if not path.is_file():
        raise FileNotFoundError(path.name)
    quiet = importing.say_nothing
    yield from importing.steps(
        path, Report(), reviewed=reviewed, refuse=quiet, warn=quiet, advance=lambda _size: None, record=written
    )
