"""Taking a file of records in: batch by batch, each in one short transaction, as often as wanted with the same result.

What is here already is known by `source_id` and by a digest of what the record says. A practice that members have
made their own, that was retracted, or that moderators declined, is left as it stands, whatever its source says now.
"""

from __future__ import annotations

import io
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from sqlalchemy.exc import IntegrityError, OperationalError

from exchange.core.commands import is_full
from exchange.core.db import db
from exchange.core.upkeep import take_statistics
from exchange.questions import Terms
from exchange.transfer import files, markup, numbers, reading, records, sources
from exchange.transfer.batches import Item, Outcome, store
from exchange.transfer.files import NoRecords
from exchange.transfer.pace import Pace
from exchange.transfer.records import Refused
from exchange.vocabularies import queries as vocabularies

TRIES = 8
FIRST_WAIT = 0.02


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


def _say_nothing(_number: int, _words: str) -> None:
    return


def import_file(path: Path, *, reviewed: bool, refuse: Refuse, advance: Advance, warn: Refuse = _say_nothing) -> Report:
    """Take in every record of a file: what was done.

    `refuse` is told the number of each line that cannot be taken in, and why; `warn` the number of each whose text was
    mended, and how; `advance` the bytes read since. `reviewed` publishes; otherwise the practices wait for a moderator.
    Raises OSError when the file cannot be read, NoRecords when it holds none to read line by line.
    """
    report = Report()
    known = vocabularies.current_vocabularies()
    terms = Terms({one: vocabularies.theme_in_use(one) or one for one in known.themes}, known.places, known.targets)
    seen: dict[str, tuple[int, str]] = {}
    waiting: list[Item] = []
    pace = Pace()

    def no(number: int, reason: str) -> None:
        report.refused += 1
        refuse(number, reason)

    def keep() -> None:
        for item, outcome in zip(waiting, _store(waiting, reviewed, pace), strict=True):
            _count(report, item, outcome, no)
        waiting.clear()

    for number, line, size in _lines_of(path):
        try:
            if line.strip():
                item = _item(number, line, terms, warn)
                if _is_first(item, seen, report):
                    waiting.append(item)
        except Refused as reason:
            no(number, str(reason))
        if len(waiting) >= pace.size:
            keep()
        advance(size)
    keep()
    take_statistics()
    return report


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


def _is_first(item: Item, seen: dict[str, tuple[int, str]], report: Report) -> bool:
    """True for the first line of a source_id. A later one with the same content is unchanged; with another it is refused.

    Were it taken as an update, each import of the file would undo and repeat the one before.
    """
    first, digest = seen.setdefault(item.source_id, (item.number, item.content.digest))
    if first == item.number:
        return True
    if digest == item.content.digest:
        report.unchanged += 1
        return False
    raise Refused(f"source_id {item.source_id} stands on line {first} already, with other content")


def _store(items: list[Item], reviewed: bool, pace: Pace, tries: int = TRIES) -> list[Outcome]:
    """What became of each item. Tries again when another import made the same practices in the meantime."""
    if not items:
        return []
    pace.wait()
    try:
        found, seconds = store(items, reviewed)
    except (IntegrityError, OperationalError) as error:
        db.session.rollback()
        if tries == 1 or (isinstance(error, OperationalError) and is_full(error)):
            raise
        time.sleep(FIRST_WAIT * 2 ** (TRIES - tries))
        return _store(items, reviewed, pace, tries - 1)
    pace.note(len(items), seconds)
    return found


def _count(report: Report, item: Item, outcome: Outcome, no: Refuse) -> None:
    if outcome is Outcome.OURS:
        no(item.number, f"source_id {item.source_id} is the number of a practice of this exchange")
        return
    if outcome is Outcome.KEPT:
        report.kept += 1
        report.unchanged += 1
    else:
        setattr(report, outcome.value, getattr(report, outcome.value) + 1)
    report.themes.update(item.content.unknown_themes)
    report.places.update(item.content.unknown_places)
    report.languages.update(item.content.unknown_languages)
