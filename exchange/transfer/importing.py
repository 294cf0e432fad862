"""Taking a file of records in: batch by batch, each in one short transaction, as often as wanted with the same result.

What is here already is known by `source_id` and by a digest of what the record says. A practice that members have
made their own, that was retracted, that moderators declined or administrators corrected, is left as it stands, whatever its source says now.
"""

from __future__ import annotations

import io
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy.exc import IntegrityError, OperationalError

from exchange.core.commands import is_full
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.core.upkeep import take_statistics
from exchange.questions import Terms
from exchange.transfer import files, markup, numbers, reading, records, sources
from exchange.transfer.batches import Item, Outcome, Result, store
from exchange.transfer.files import NoRecords
from exchange.transfer.pace import Pace
from exchange.transfer.records import Refused
from exchange.vocabularies import queries as vocabularies

TRIES = 8
FIRST_WAIT = 0.02
# Of lines that are refused so many at most wait for a record to stand on the next line.
MOST_TOLD = 200
# How each outcome is counted; the practice that returns was here before.
COUNTED = {
    Outcome.CREATED: "created",
    Outcome.RETURNED: "updated",
    Outcome.UPDATED: "updated",
    Outcome.UNCHANGED: "unchanged",
    Outcome.KEPT: "unchanged",
}


@dataclass
class Report:
    """What an import did, in lines of the file; `kept` are those among the unchanged that this exchange decided otherwise about."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    kept: int = 0
    themes: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return f"created {self.created}, updated {self.updated}, unchanged {self.unchanged}, refused {self.refused}"

    def add(self, other: Report) -> None:
        """Count what another import did too."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


Refuse = Callable[[int, str], None]
Advance = Callable[[int], object]
Note = Callable[[Sequence[Result]], object]


def say_nothing(_number: int, _words: str) -> None:
    """For lines that nobody waits to hear of."""


@dataclass(frozen=True)
class Told:
    """What a record of the run keeps of a line: a code of `ImportLine.outcome`, the practice, why it was left, and what was said of it."""

    number: int
    outcome: str
    practice_id: int | None = None
    reason: str = ""
    words: str = ""


@dataclass(frozen=True)
class Batch:
    """What a transaction of an import did: the lines after `after` up to `line`, and the bytes read by then.

    `told` are the lines there is something to say of, `unchanged` counts the others; `sources` are those of the records.
    """

    after: int
    line: int
    read: int
    told: Sequence[Told]
    unchanged: int
    sources: Sequence[str]


class Record(Protocol):
    """Where an import is written down. `line` is the last line written down before it began; `add` is called inside the transaction of the batch."""

    line: int

    def add(self, batch: Batch) -> None: ...


def import_file(
    path: Path, *, reviewed: bool, refuse: Refuse, advance: Advance, warn: Refuse = say_nothing, record: Record | None = None
) -> Report:
    """Take in every record of a file: what was done.

    `refuse` is told the number of each line that cannot be taken in, and why; `warn` the number of each whose text was
    mended, and how; `advance` the bytes read since. `reviewed` publishes; otherwise the practices wait for a moderator.
    Raises OSError when the file cannot be read, NoRecords when it holds none to read line by line.
    """
    report = Report()
    for _batch in steps(path, report, reviewed=reviewed, refuse=refuse, advance=advance, warn=warn, record=record):
        pass
    return report


def steps(
    path: Path, report: Report, *, reviewed: bool, refuse: Refuse, advance: Advance, warn: Refuse, record: Record | None
) -> Iterator[None]:
    """`import_file` batch by batch, counting into `report`: each step is one transaction. Lines that `record` has already are read again, not taken in."""
    going = _Going(report, reviewed, refuse, warn, record)
    for number, line, size in _lines_of(path):
        going.take(number, line, size)
        if going.is_full:
            going.keep()
            yield
        advance(size)
    going.keep()
    take_statistics()
    yield


class _Going:
    """An import under way: what was read and not yet written."""

    def __init__(self, report: Report, reviewed: bool, refuse: Refuse, warn: Refuse, record: Record | None) -> None:
        self.report, self.reviewed, self.refuse, self.warn, self.record = report, reviewed, refuse, warn, record
        known = vocabularies.current_vocabularies()
        themes = {one: vocabularies.theme_in_use(one) or one for one in known.themes}
        self.terms = Terms(themes, known.places, known.targets)
        self.seen: dict[str, tuple[int, str]] = {}
        self.waiting: list[Item] = []
        self.told: list[Told] = []
        self.unchanged = self.line = self.read = 0
        self.done = self.kept = record.line if record else 0
        self.pace = Pace()

    @property
    def is_full(self) -> bool:
        """True when what waits makes a batch."""
        return len(self.waiting) >= self.pace.size or len(self.told) >= MOST_TOLD

    def take(self, number: int, line: bytes, size: int) -> None:
        """Read a line; one that was written down before only tells which records the file had by then."""
        self.line, self.read = number, self.read + size
        if not line.strip():
            return
        again = number <= self.done
        try:
            item = _item(number, line, self.terms, say_nothing if again else self._note_mended)
            if _is_first(item, self.seen):
                if not again:
                    self.waiting.append(item)
            elif not again:
                self.report.unchanged += 1
                self.unchanged += 1
        except Refused as reason:
            if not again:
                self._note_refused(number, str(reason))

    def keep(self) -> None:
        """Write what waits, and the record of it, in one transaction."""
        if self.line <= self.kept or not (self.waiting or self.record):
            return
        items, told, unchanged = self.waiting, self.told, self.unchanged
        self.waiting, self.told, self.unchanged = [], [], 0

        def note(results: Sequence[Result]) -> None:
            if self.record is not None:
                self.record.add(_batch(self.kept, self.line, self.read, items, results, told, unchanged))

        if items:
            outcomes = _store(items, self.reviewed, self.pace, note)
        else:
            outcomes = []
            with transaction():
                note([])
        self.kept = self.line
        for item, outcome in zip(items, outcomes, strict=True):
            self._count(item, outcome)

    def _note_mended(self, number: int, words: str) -> None:
        self.told.append(Told(number, "mended", words=words))
        self.warn(number, words)

    def _note_refused(self, number: int, reason: str) -> None:
        self.told.append(Told(number, "refused", words=reason))
        self.report.refused += 1
        self.refuse(number, reason)

    def _count(self, item: Item, outcome: Outcome) -> None:
        if outcome is Outcome.OURS:
            self.report.refused += 1
            self.refuse(item.number, _not_ours(item))
            return
        name = COUNTED[outcome]
        setattr(self.report, name, getattr(self.report, name) + 1)
        self.report.kept += outcome is Outcome.KEPT
        self.report.themes.update(item.content.unknown_themes)
        self.report.places.update(item.content.unknown_places)
        self.report.languages.update(item.content.unknown_languages)


def _not_ours(item: Item) -> str:
    return f"source_id {item.source_id} is the number of a practice of this exchange"


def _batch(
    after: int, line: int, read: int, items: Sequence[Item], results: Sequence[Result], told: Sequence[Told], unchanged: int
) -> Batch:
    lines = list(told)
    for item, result in zip(items, results, strict=True):
        if result.outcome is Outcome.UNCHANGED:
            unchanged += 1
        elif result.outcome is Outcome.OURS:
            lines.append(Told(item.number, "refused", words=_not_ours(item)))
        else:
            lines.append(Told(item.number, result.outcome.value, result.practice_id, result.reason))
    names = list(dict.fromkeys(str(item.content.record["source"]) for item in items))
    return Batch(after, line, read, sorted(lines, key=lambda one: one.number), unchanged, names)


def size_of(path: Path) -> int | None:
    """Bytes of a plain file, None for a pipe; OSError when there is no such file."""
    found = path.stat()
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _lines_of(path: Path) -> Iterator[tuple[int, bytes, int]]:
    """The lines of a file; NoRecords when it is none of lines, or none of them says anything."""
    said = False
    with io.BufferedReader(io.FileIO(path), files.HEAD) as file:
        wrong = files.fault(file.peek())
        if wrong:
            raise NoRecords(wrong)
        for number, line, size in lines(file):
            said = said or bool(line.strip())
            yield number, line, size
    if not said:
        raise NoRecords(files.EMPTY)


def lines(file: IO[bytes]) -> Iterator[tuple[int, bytes, int]]:
    """Number, content and bytes of each line; of one far too long only the beginning is kept, enough to be refused."""
    number = 0
    while line := file.readline(records.LONGEST_LINE + 2):
        number += 1
        size = len(line)
        end = line
        while not end.endswith(b"\n") and (end := file.readline(1 << 16)):
            size += len(end)
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        yield number, line.rstrip(b"\r\n"), size


def _item(number: int, line: bytes, terms: Terms, warn: Refuse) -> Item:
    record = records.read(line)
    if not reading.is_native(record):
        record, mended = markup.plain_record(record)
        if mended:
            warn(number, f"HTML was turned into text in {', '.join(mended)}")
    if numbers.never_given(record["source_id"]):
        raise Refused(f"source_id {record['source_id']} names a number that no exchange has given yet")
    source = sources.sources().get(record["source"], sources.UNKNOWN)
    chosen = sources.selection().get(record["source_id"], ())
    return Item(number, reading.content(record, terms, source, chosen))


def _is_first(item: Item, seen: dict[str, tuple[int, str]]) -> bool:
    """True for the first line of a source_id, False for a later one with the same content; Refused for one with another.

    Were it taken as an update, each import of the file would undo and repeat the one before.
    """
    first, digest = seen.setdefault(item.source_id, (item.number, item.content.digest))
    if first == item.number:
        return True
    if digest == item.content.digest:
        return False
    raise Refused(f"source_id {item.source_id} stands on line {first} already, with other content")


def _store(items: list[Item], reviewed: bool, pace: Pace, note: Note, tries: int = TRIES) -> list[Outcome]:
    """What became of each item. Tries again when another import made the same practices in the meantime."""
    pace.wait()
    try:
        found, seconds = store(items, reviewed, note)
    except (IntegrityError, OperationalError) as error:
        db.session.rollback()
        if tries == 1 or (isinstance(error, OperationalError) and is_full(error)):
            raise
        time.sleep(FIRST_WAIT * 2 ** (TRIES - tries))
        return _store(items, reviewed, pace, note, tries - 1)
    pace.note(len(items), seconds)
    return found
