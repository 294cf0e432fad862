"""Which commit this process reads: noticed by one `stat`, opened once, kept while nothing newer is there.

A commit within the live generation adds little and is opened by the search that notices it. Another generation is a
whole index: it is opened and warmed beside, and searches are answered from the one in hand until then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from exchange.retrieval.kinds.searchable import Kinds
from exchange.retrieval.port import Unavailable
from exchange.retrieval.whoosh import tables
from exchange.retrieval.whoosh.fields import fingerprint
from exchange.retrieval.whoosh.generations import Generations, Pointer, Stamp
from exchange.retrieval.whoosh.segments import Segment
from exchange.retrieval.whoosh.snapshot import Snapshot
from exchange.retrieval.whoosh.storage import SharedStorage

TRIES = 5


class Snapshots:
    """The snapshot of each kind. `warm` is given one opened beside, before it takes the place of the one in hand."""

    def __init__(self, generations: Generations, kinds: Kinds, warm: Callable[[Snapshot], None]) -> None:
        self.generations = generations
        self.kinds = kinds
        self.warm = warm
        self._held: dict[str, tuple[Stamp | None, Snapshot]] = {}
        self._segments: dict[tuple[str, str], Segment] = {}
        self._lock = threading.Lock()
        self._beside: dict[str, threading.Thread] = {}
        self._refused: dict[str, Stamp | None] = {}

    def current_snapshot(self, kind: str) -> Snapshot:
        """The commit that is live now, or the one before while another generation is being opened. Raises Unavailable."""
        stamp = self.generations.stamp()
        held = self._held.get(kind)
        if held is None or stamp is None:
            return self.open_now(kind)
        known = stamp in (held[0], self._refused.get(kind))
        return held[1] if known or self._opens_beside(kind, held[1], stamp) else self.open_now(kind)

    def open_now(self, kind: str) -> Snapshot:
        """The commit that is live now, opened here and now if it is not in hand. Raises Unavailable."""
        with self._lock:
            try:
                return self._open(kind)
            except Unavailable as reason:
                self._report(reason)
                raise

    def wait(self) -> None:
        """Come back when nothing is being opened beside."""
        for thread in list(self._beside.values()):
            thread.join()

    def forget(self) -> None:
        """Let go of everything: what is opened next is checked again."""
        with self._lock:
            self._held.clear()
            self._segments.clear()

    def _opens_beside(self, kind: str, held: Snapshot, stamp: Stamp) -> bool:
        """True while the live generation is another one and is being opened beside; begins that where it has not begun."""
        thread = self._beside.get(kind)
        if thread is not None and thread.is_alive():
            return True
        if self.generations.pointer().generation == held.generation:
            return False
        thread = threading.Thread(target=self._replace, args=(kind, stamp), name=f"index-{kind}", daemon=True)
        self._beside[kind] = thread
        thread.start()
        return True

    def _replace(self, kind: str, stamp: Stamp) -> None:
        try:
            stamp_found, made = self._make(kind)
            self.warm(made)
        except Unavailable as reason:
            self._refused[kind] = stamp
            self._report(reason)
            return
        with self._lock:
            self._keep(kind, stamp_found, made)

    def _report(self, reason: Unavailable) -> None:
        if str(reason) == "damaged":
            self.generations.report_damage()

    def _open(self, kind: str) -> Snapshot:
        held = self._held.get(kind)
        stamp = self.generations.stamp()
        if held is not None and stamp is not None and held[0] == stamp:
            return held[1]
        stamp, made = self._make(kind)
        self._keep(kind, stamp, made)
        return made

    def _keep(self, kind: str, stamp: Stamp | None, made: Snapshot) -> None:
        self._held[kind] = (stamp, made)
        others = {key: one for key, one in self._segments.items() if key[0] != kind}
        self._segments = {**others, **{(kind, one.name): one for one in made.segments}}

    def _make(self, kind: str) -> tuple[Stamp | None, Snapshot]:
        """The live commit with the stamp it was found under."""
        for last in (*[False] * (TRIES - 1), True):
            stamp = self.generations.stamp()
            pointer = self.generations.pointer()
            if pointer.fingerprint != fingerprint():
                raise Unavailable("outdated")
            held = self._held.get(kind)
            if held is not None and held[1].identity == pointer.identity(kind):
                return stamp, held[1]
            try:
                return stamp, self.read(kind, pointer)
            except FileNotFoundError:
                # A writer moved on between the pointer and its files: read the pointer again.
                if last:
                    raise Unavailable("damaged") from None
            except Unavailable:
                raise
            except Exception as fault:
                raise Unavailable("damaged") from fault
        raise AssertionError

    def read(self, kind: str, pointer: Pointer) -> Snapshot:
        """The commit of a pointer, live or not; segments in hand are used again."""
        commit = pointer.commits[kind]
        storage = SharedStorage(str(self.generations.folder(pointer.generation, kind)), commit.files)
        held = tables.read(storage.content(tables.file_name(commit.number)))
        segments = []
        for one in held:
            name = f"{pointer.generation}/{one.segment_id()}"
            segments.append(self._segments.get((kind, name)) or Segment(storage, one, kind, name))
        return Snapshot(self.kinds[kind], pointer.identity(kind), segments, [sorted(one.deleted_docs()) for one in held])
