"""Reads of imports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.paging import PER_PAGE, Page
from exchange.practices.models import Version
from exchange.transfer import lifecycle
from exchange.transfer.models import ImportLine, ImportRun
from exchange.workflow import queries as log
from exchange.workflow.models import Event


@dataclass(frozen=True)
class LineRow:
    """A line of an import with the title its practice has now, "" where it has none, and the language of that."""

    line: ImportLine
    title: str
    language: str


def runs(page: int) -> Page[ImportRun]:
    """The imports that were run, the newest first."""
    total = run_count()
    chosen = select(ImportRun).order_by(ImportRun.id.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return Page(db.session.scalars(chosen).all(), total, page)


def run_count() -> int:
    """How many imports were run."""
    return db.session.scalar(select(func.count()).select_from(ImportRun)) or 0


def file_names(numbers: Collection[int]) -> dict[int, str]:
    """The names of the files of these imports."""
    rows = db.session.execute(select(ImportRun.id, ImportRun.file_name).where(ImportRun.id.in_(numbers)))
    return {row.id: row.file_name for row in rows}


def newest_runs(most: int) -> Sequence[ImportRun]:
    """The newest imports, the newest first."""
    return db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(most)).all()


def undos_asked() -> Sequence[ImportRun]:
    """The imports that an administrator asked to undo, and that wait for another one; the oldest first."""
    chosen = select(ImportRun).where(ImportRun.status == lifecycle.UNDO_ASKED)
    return db.session.scalars(chosen.order_by(ImportRun.updated_at, ImportRun.id)).all()


def run(number: int) -> ImportRun | None:
    """The import of this number; None for none."""
    return db.session.get(ImportRun, number)


def counts_of(found: ImportRun) -> str:
    """What an import did, as the command says it."""
    return f"created {found.created}, updated {found.updated}, unchanged {found.unchanged}, refused {found.refused}"


def made_count(number: int) -> int:
    """How many practices an import made, or brought back, that no undo has looked at."""
    made = (ImportLine.run_id == number, ImportLine.outcome.in_(lifecycle.MADE), ImportLine.undone == "")
    return db.session.scalar(select(func.count()).where(*made)) or 0


def outcome_counts(number: int) -> Mapping[str, int]:
    """The lines of an import that are written down, by outcome."""
    return _counts(ImportLine.outcome, number)


def undone_counts(number: int) -> Mapping[str, int]:
    """What an undo did with the practices of an import, by code of `words.UNDONE_WORDS`."""
    return {code: count for code, count in _counts(ImportLine.undone, number).items() if code}


def _counts(column: InstrumentedAttribute[str], number: int) -> dict[str, int]:
    rows = db.session.execute(select(column, func.count()).where(ImportLine.run_id == number).group_by(column))
    return {row[0]: row[1] for row in rows}


def lines(number: int, outcome: str, page: int) -> Page[LineRow]:
    """The lines of an import that are written down, by number: those of one outcome, or of all with ""."""
    chosen = [ImportLine.run_id == number, *([ImportLine.outcome == outcome] if outcome else [])]
    total = db.session.scalar(select(func.count()).where(*chosen)) or 0
    found = db.session.scalars(
        select(ImportLine).where(*chosen).order_by(ImportLine.number, ImportLine.id).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    ).all()
    titles = _titles({one.practice_id for one in found if one.practice_id is not None})
    return Page([LineRow(one, *titles.get(one.practice_id or 0, ("", ""))) for one in found], total, page)


def _titles(ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Title and language of the newest version of each practice, whoever may read it."""
    chosen = select(Version.practice_id, Version.title, Version.language).where(Version.practice_id.in_(ids))
    return {row[0]: (row[1], row[2]) for row in db.session.execute(chosen.order_by(Version.number))}


def events(number: int) -> Sequence[Event]:
    """The log of an import, oldest first."""
    return log.events_of(lifecycle.RUNS, number)


def names(ids: Iterable[int | None]) -> Mapping[int, str]:
    """The names of these members."""
    wanted = {one for one in ids if one is not None}
    return {row[0]: row[1] for row in db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))}
