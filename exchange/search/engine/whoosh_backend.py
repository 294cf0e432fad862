"""The embedded engine behind the seam: reading from snapshots, writing one commit at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from exchange.search.backend import KINDS, Answer, Document, Request, Unavailable
from exchange.search.engine import generations, scoring
from exchange.search.engine.fields import fingerprint, schema
from exchange.search.engine.generations import Commit, Generations, Pointer
from exchange.search.engine.narrowing import NO_BOOSTS, Boosts, Narrowing
from exchange.search.engine.segments import Segment
from exchange.search.engine.snapshot import Snapshot
from exchange.search.engine.storage import SharedStorage
from exchange.search.engine.writing import NAME, Writer, merge_small

TRIES = 5
SEGMENT = 20_000


class WhooshBackend:
    """See `SearchBackend`. `memory` bounds the caches in bytes; `boosts` is what ranks beside words."""

    def __init__(self, root: Path, memory: int, boosts: Boosts = NO_BOOSTS) -> None:
        self.boosts = boosts
        self.generations = Generations(root)
        self.kept = scoring.caches(memory)
        self._snapshots: dict[str, Snapshot] = {}
        self._segments: dict[tuple[str, str], Segment] = {}
        self._lock = threading.Lock()

    def search(self, request: Request) -> Answer:
        """The answer, from what was committed last. Raises Unavailable."""
        snapshot = self.snapshot(request.kind)
        try:
            match = scoring.Scorer(snapshot, self.kept).match(request.asked)
        except Unavailable:
            # A file changed under us. What is opened next is checked again.
            self._forget()
            self.generations.report_damage()
            raise
        return Narrowing(snapshot, request, match, self.boosts).answer()

    def _forget(self) -> None:
        with self._lock:
            self._snapshots.clear()
            self._segments.clear()

    def digests(self, kind: str) -> dict[tuple[int, str], str]:
        """The digest of every document held, by record and language. Raises Unavailable."""
        return self.snapshot(kind).digests()

    def health(self) -> str:
        """`ready`, or `missing`, `outdated` or `damaged`."""
        if self.generations.damage_reported():
            return "damaged"
        try:
            for kind in KINDS:
                self.snapshot(kind)
        except Unavailable as reason:
            return str(reason)
        return "ready"

    def basis(self) -> str:
        """The basis given to the last rebuild; "" when there is none."""
        try:
            return self.generations.pointer().basis
        except Unavailable:
            return ""

    def lock(self, *, wait: bool = False) -> AbstractContextManager[bool]:
        """The right to write, for one process or thread at a time."""
        return self.generations.lock(wait=wait)

    def snapshot(self, kind: str) -> Snapshot:
        """The commit that is live now. Raises Unavailable."""
        stamp = self.generations.stamp()
        found = self._snapshots.get(kind)
        if found is not None and stamp is not None and found.stamp[0] == stamp:
            return found
        with self._lock:
            try:
                return self._open(kind)
            except Unavailable as reason:
                if str(reason) == "damaged":
                    self.generations.report_damage()
                raise

    def _open(self, kind: str) -> Snapshot:
        for last in (*[False] * (TRIES - 1), True):
            stamp = self.generations.stamp()
            pointer = self.generations.pointer()
            if pointer.fingerprint != fingerprint():
                raise Unavailable("outdated")
            commit = pointer.commits[kind]
            identity = (pointer.generation, commit.number)
            found = self._snapshots.get(kind)
            if found is not None and found.stamp[1] == identity:
                found.stamp = (stamp, identity)
                return found
            try:
                made = self._read(kind, pointer, (stamp, identity))
            except FileNotFoundError:
                # A writer moved on between the pointer and its files: read the pointer again.
                if last:
                    raise Unavailable("damaged") from None
                continue
            except Unavailable:
                raise
            except Exception as fault:
                raise Unavailable("damaged") from fault
            self._snapshots[kind] = made
            return made
        raise AssertionError

    def _read(self, kind: str, pointer: Pointer, stamp: Any) -> Snapshot:
        commit = pointer.commits[kind]
        storage = SharedStorage(str(self.generations.folder(pointer.generation, kind)), commit.files)
        table = TOC.read(storage, NAME, gen=commit.number)
        held: dict[tuple[str, str], Segment] = {}
        for one in table.segments:
            key = (kind, f"{pointer.generation}/{one.segment_id()}")
            held[key] = self._segments.get(key) or Segment(storage, one, *key)
        self._segments = {**{key: one for key, one in self._segments.items() if key[0] != kind}, **held}
        return Snapshot(kind, stamp, list(held.values()), [sorted(one.deleted_docs()) for one in table.segments])

    def put(self, kind: str, documents: Iterable[Document], drop: Iterable[int] = ()) -> None:
        """Make the index hold exactly `documents` of their records and nothing of those in `drop`; one commit."""
        # The documents of a record stand together.
        wanted = sorted(documents, key=lambda one: one.record)
        snapshot = self.snapshot(kind)
        pointer = self.generations.pointer()
        replaced = {one.record for one in wanted} | set(drop)
        doomed = [number for record in replaced for number in snapshot.documents_of(record)]
        if not wanted and not doomed:
            return
        commit = self._write(pointer, kind, wanted, doomed)
        self.generations.switch(replace(pointer, commits={**pointer.commits, kind: commit}))
        generations.clear(self.generations.folder(pointer.generation, kind), commit.files)

    def drop(self, kind: str, records: Iterable[int]) -> None:
        """Take records out; one commit."""
        self.put(kind, (), records)

    def rebuild(self, contents: Mapping[str, Iterable[Document]], basis: str) -> None:
        """Build everything anew beside the live index and switch to it."""
        name = self.generations.begin()
        pointer = Pointer(name, fingerprint(), basis, {})
        for kind in KINDS:
            folder = self.generations.folder(name, kind)
            TOC.create(FileStorage(str(folder)), schema(), NAME)
            pointer = replace(pointer, commits={**pointer.commits, kind: Commit(0, generations.seal(folder, {}))})
            # Segments of a bounded size keep the memory bounded.
            for some in _parts(contents.get(kind, ()), SEGMENT):
                commit = self._write(pointer, kind, some, ())
                pointer = replace(pointer, commits={**pointer.commits, kind: commit})
        self.generations.switch(pointer)
        self.generations.forget_damage()
        self.generations.sweep(name)

    def _write(self, pointer: Pointer, kind: str, documents: Iterable[Document], doomed: Iterable[int]) -> Commit:
        before = pointer.commits[kind]
        folder = self.generations.folder(pointer.generation, kind)
        generations.clear(folder, before.files)
        writer = Writer(folder, before.number)
        try:
            for number in doomed:
                writer.delete_document(number)
            for document in documents:
                writer.put(document)
        except BaseException:
            writer.cancel()
            raise
        writer.commit(mergetype=merge_small)
        return Commit(writer.generation, self._live(folder, writer, before))

    def _live(self, folder: Path, writer: Writer, before: Commit) -> generations.Sums:
        """The sums of the files that belong to the commit, and nothing left by others."""
        names = {f"{segment.segment_id()}." for segment in writer.committed}
        sums = generations.seal(folder, before.files)
        table = TOC._filename(NAME, writer.generation)
        return {name: one for name, one in sums.items() if name == table or name.partition(".")[0] + "." in names}


def _parts(documents: Iterable[Document], size: int) -> Iterator[Iterable[Document]]:
    """The documents in runs of `size` records, each taken from the one source as it is read; a record's documents stay together."""
    records = groupby(documents, key=lambda one: one.record)
    for _record, first in records:
        yield chain(first, chain.from_iterable(some for _number, some in islice(records, size - 1)))
