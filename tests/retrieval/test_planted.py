"""A pickle planted in an index folder, with sums that fit it, runs nothing."""

from __future__ import annotations

import os
import pickle
import re
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from whoosh.codec.whoosh3 import STORED_COLUMN
from whoosh.columns import CompressedBytesColumn
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from exchange.practices.searchable import PRACTICES
from exchange.retrieval import parsing
from exchange.retrieval.port import Request, Unavailable
from exchange.retrieval.whoosh import merging, sums
from exchange.retrieval.whoosh.engine import WhooshEngine
from exchange.retrieval.whoosh.fields import schema
from tests.retrieval.engine import MEMORY, document, search
from tests.retrieval.kinds import KINDS


class Planted:
    """Makes the folder `path` when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.path),)


def alone(planted: Planted) -> bytes:
    return pickle.dumps(planted)


def as_table_of_whoosh(planted: Planted) -> bytes:
    """A table of contents as Whoosh writes and reads it, with the pickle as schema and as segments."""
    held = BytesIO()
    stream = StructFile(held)
    for size in (struct.calcsize(one) for one in ("!i", "!q", "!f")):
        stream.write_varint(size)
    stream.write_int(-12345)
    stream.write_int(-111)
    for number in (3, 0, 0):
        stream.write_varint(number)
    stream.write_string(pickle.dumps(planted))
    stream.write_int(merging.STEP)
    stream.write_int(0)
    stream.write_pickle(planted)
    return held.getvalue()


def as_earlier_columns(planted: Planted) -> bytes:
    head = pickle.dumps(planted)
    return struct.pack("<Q", len(head)).ljust(16, b"\0") + head


def as_stored_field(planted: Planted) -> bytes:
    held = BytesIO()
    writer = CompressedBytesColumn().writer(StructFile(held))
    writer.add(0, pickle.dumps(planted))
    writer.finish(1)
    return held.getvalue()


SHAPES = [alone, as_table_of_whoosh, as_earlier_columns, as_stored_field]
FILES = ["toc", "facts", "pst", "_stored.col", "_words_len.col"]


def plant(backend: WhooshEngine, ending: str, content: bytes) -> None:
    """Put `content` in place of every file with this ending, and make the pointer say that it belongs there."""
    pointer = backend.generations.pointer()
    commit = pointer.commits[PRACTICES]
    folder = backend.generations.folder(pointer.generation, PRACTICES)
    paths = [folder / name for name in commit.files if re.search(rf"\.{ending}$", name)]
    assert paths, f"no file of the index ends in {ending}"
    for path in paths:
        path.write_bytes(content)
    forged = replace(commit, files={**commit.files, **{path.name: sums.sum_of(path) for path in paths}})
    backend.generations.switch(replace(pointer, commits={**pointer.commits, PRACTICES: forged}))


def work(backend: WhooshEngine) -> None:
    """All that is done with an index: look, search, write, merge, build anew."""
    tried: list[Callable[[], object]] = [
        backend.health,
        lambda: backend.health(thorough=True),
        backend.figures,
        lambda: backend.digests(PRACTICES),
        lambda: backend.search(Request(PRACTICES, parsing.parse("waste"), counts=("theme",))),
        lambda: backend.suggest(PRACTICES, "wa", "en", 5),
        lambda: backend.tidy(lambda: False),
        lambda: backend.put(PRACTICES, [document(99, "water")], drop=[1]),
        backend.basis,
    ]
    for one in tried:
        # What was forged may fail in any way, as long as it does not run.
        with suppress(Exception):
            one()
    backend.rebuild({PRACTICES: [document(1, "waste")]}, "")


@pytest.mark.parametrize("ending", FILES)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda one: str(one.__name__))
def test_a_pickle_planted_in_a_file_of_the_index_runs_nothing(
    backend: WhooshEngine, tmp_path: Path, ending: str, shape: Callable[[Planted], bytes]
) -> None:
    for number in range(merging.STEP):
        backend.put(PRACTICES, [document(number, "waste", codes={"theme": ("waste",)})])
    plant(backend, ending, shape(Planted(tmp_path / "run")))
    fresh = WhooshEngine(backend.generations.root, KINDS, MEMORY)
    work(fresh)
    assert not (tmp_path / "run").exists()
    assert search(fresh, "waste") == [1]


@pytest.mark.parametrize("name", ["current.json", "damaged", "lock", "rebuilds"])
def test_a_pickle_planted_beside_the_generations_runs_nothing(backend: WhooshEngine, tmp_path: Path, name: str) -> None:
    (backend.generations.root / name).write_bytes(alone(Planted(tmp_path / "run")))
    work(WhooshEngine(backend.generations.root, KINDS, MEMORY))
    assert not (tmp_path / "run").exists()


def test_an_index_of_the_earlier_form_is_outdated_and_its_pickles_run_nothing(backend: WhooshEngine, tmp_path: Path) -> None:
    backend.put(PRACTICES, [document(1, "waste")])
    plant(backend, "toc", as_table_of_whoosh(Planted(tmp_path / "run")))
    backend.generations.switch(replace(backend.generations.pointer(), fingerprint="earlier"))
    fresh = WhooshEngine(backend.generations.root, KINDS, MEMORY)
    assert fresh.health() == fresh.health(thorough=True) == "outdated"
    for ask in (fresh.figures, lambda: search(fresh, "waste"), lambda: fresh.put(PRACTICES, [document(2, "waste")])):
        with pytest.raises(Unavailable):
            ask()
    assert not (tmp_path / "run").exists()
    work(fresh)
    assert (fresh.health(), search(fresh, "waste")) == ("ready", [1])
    assert not (tmp_path / "run").exists()


def test_what_is_planted_here_would_run(tmp_path: Path) -> None:
    """Otherwise the tests above would show nothing."""
    content = as_table_of_whoosh(Planted(tmp_path / "table"))

    class Storage:
        def open_file(self, _name: str) -> StructFile:
            return StructFile(BytesIO(content))

    with suppress(Exception):
        TOC.read(Storage(), "MAIN", gen=merging.STEP, schema=schema())
    assert (tmp_path / "table").exists()
    column = as_stored_field(Planted(tmp_path / "column"))
    STORED_COLUMN.reader(StructFile(BytesIO(column)), 0, len(column), 1)[0]
    assert (tmp_path / "column").exists()
