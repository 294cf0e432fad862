"""Writing everything published to a file, one record a line, sorted by `source_id`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from flask import current_app
from sqlalchemy import select

from exchange.core import identity
from exchange.core.db import db
from exchange.core.languages import page_language
from exchange.practices import queries, texts
from exchange.practices.models import Practice
from exchange.practices.queries import Published
from exchange.questions import Terms
from exchange.transfer import records, sources, writing
from exchange.vocabularies import queries as vocabularies

BATCH = 200
Advance = Callable[[int], object]


def export_file(path: Path, advance: Advance) -> int:
    """Write all practices everybody may read to `path`: how many.

    The file takes its place only when it is whole; one that stands there until then is replaced at that moment.
    Raises OSError when it cannot be written. `advance` is told how many were written since.
    """
    folder = path.parent
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{path.name}-")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            count = _write_all(file, advance)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(0o666 & ~_umask())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return count


def count() -> int:
    """How many practices an export would write now."""
    return len(queries.published_ids())


def everything() -> Iterator[dict[str, Any]]:
    """The record of each practice everybody may read, sorted by `source_id`, a batch at a time in memory."""
    terms = Terms(
        {one: vocabularies.theme_in_use(one) or one for one in vocabularies.current_vocabularies().themes},
        vocabularies.current_vocabularies().places,
        vocabularies.current_vocabularies().targets,
    )
    ids = [number for _source_id, number in sorted(_identities())]
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        found = {one.practice.id: one for one in queries.published_many(some)}
        for number in some:
            if number in found:
                yield _record(found[number], terms)
        # What was read is not read again: a long export keeps no old state and holds no transaction open.
        db.session.rollback()
        db.session.expunge_all()


def _identities() -> Iterator[tuple[str, int]]:
    rows = db.session.execute(select(Practice.id, Practice.source_id).where(Practice.id.in_(queries.visible_numbers())))
    for number, source_id in rows:
        yield source_id or f"exchange:{number}", number


def _record(one: Published, terms: Terms) -> dict[str, Any]:
    source = sources.sources().get(one.practice.source or "", sources.UNKNOWN)
    return writing.record_of(one, terms, identity.name_in_records(), _address(one), source)


def _address(one: Published) -> str:
    lang = page_language(one.version.language) or "en"
    map_ = current_app.url_map.bind("exchange")
    path = map_.build("practices.show", {"lang": lang, "number": one.practice.id, "slug": texts.slug(one.version.title)})
    return f"{current_app.config['PUBLIC_URL']}{path}"


def _write_all(file: IO[str], advance: Advance) -> int:
    count = 0
    for record in everything():
        file.write(records.write(record) + "\n")
        count += 1
        advance(1)
    return count


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
