"""The embedded engine behind the seam: reading from snapshots, writing one commit at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any, TypeVar

from exchange.retrieval import analysis, parsing
from exchange.retrieval.kinds.searchable import Kinds
from exchange.retrieval.parsing import Word
from exchange.retrieval.port import Answer, Capability, Document, Hit, Measure, Request, Support, Unavailable
from exchange.retrieval.terms import Term
from exchange.retrieval.whoosh import evidence, generations, merging, scoring, similarity, suggesting, tables
from exchange.retrieval.whoosh.fields import fingerprint
from exchange.retrieval.whoosh.generations import Commit, Generations, Pointer
from exchange.retrieval.whoosh.memory import Memory
from exchange.retrieval.whoosh.merging import GivenUp, Policy, Watch
from exchange.retrieval.whoosh.narrowing import NO_BOOSTS, Boosts, Narrowing
from exchange.retrieval.whoosh.snapshot import Snapshot
from exchange.retrieval.whoosh.snapshots import Snapshots
from exchange.retrieval.whoosh.storage import SharedStorage
from exchange.retrieval.whoosh.sums import Sums
from exchange.retrieval.whoosh.writing import Writer

Result = TypeVar("Result")
WARMED = 500
SEGMENT = 20_000
SIMILAR_KEPT = 1_000_000


class WhooshEngine:
    """See `SearchEngine`. `kinds` are what it holds; `memory` bounds the caches in bytes; `boosts` is what ranks beside words."""

    capabilities = frozenset(Capability)

    def __init__(self, root: Path, kinds: Kinds, memory: int, boosts: Boosts = NO_BOOSTS) -> None:
        self.kinds = kinds
        self.boosts = boosts
        self.generations = Generations(root, kinds)
        self.kept = scoring.caches(memory * 3 // 4)
        self.kept_words = suggesting.make_memory(memory // 4)
        self.alike: Memory[tuple[int, ...]] = Memory(SIMILAR_KEPT, lambda numbers: 32 * len(numbers))
        self.snapshots = Snapshots(self.generations, kinds, self._warm)

    def search(self, request: Request) -> Answer:
        """The answer, from what was committed last. Raises Unavailable."""
        return self._narrow(request).answer()

    def support(self, request: Request, link: str) -> Mapping[str, Support]:
        """For each code of `link`, what the records that match say for it. Raises Unavailable."""
        narrowed = self._narrow(request)
        kept = narrowed.matching_records()
        return evidence.support(narrowed.snapshot, link, kept, narrowed.rank(kept))

    def similar(self, kind: str, documents: Sequence[Document], limit: int) -> Sequence[int]:
        """The records most like the one these documents are of, best first, never itself. Raises Unavailable."""
        snapshot = self.snapshot(kind)
        key = (snapshot.identity, kind, *(one.digest() for one in documents), limit)
        return self.alike.get(key, lambda: self._careful(lambda: similarity.similar(snapshot, self.kept, documents, limit)))

    def _narrow(self, request: Request) -> Narrowing:
        snapshot = self.snapshot(request.kind)
        match = self._careful(lambda: evidence.match(scoring.Scorer(snapshot, self.kept), request))
        return Narrowing(snapshot, request, match, self.boosts)

    def suggest(self, kind: str, text: str, language: str, limit: int) -> Sequence[Hit]:
        """Records whose title holds the words of `text`, the last one as a beginning. Raises Unavailable."""
        helper = suggesting.Helper(self.snapshot(kind), self.kept_words)
        return self._careful(lambda: helper.titles(text, language, limit))

    def spell(self, kind: str, words: Sequence[Word]) -> Mapping[str, str]:
        """The nearest word of the index for each of `words` that no text holds. Raises Unavailable."""
        helper = suggesting.Helper(self.snapshot(kind), self.kept_words)
        return self._careful(lambda: helper.spell(words))

    def _careful(self, read: Callable[[], Result]) -> Result:
        try:
            return read()
        except Unavailable:
            # A file changed under us. What is opened next is checked again.
            self.snapshots.forget()
            self.generations.report_damage()
            raise

    def digests(self, kind: str) -> dict[tuple[int, str], str]:
        """The digest of every document held, by record and language. Raises Unavailable."""
        return self.snapshot(kind).digests()

    def health(self, *, thorough: bool = False) -> str:
        """`ready`, or `missing`, `outdated` or `damaged`."""
        if self.generations.damage_reported():
            return "damaged"
        try:
            for kind in self.kinds:
                self.snapshots.current_snapshot(kind)
            # An open file does not show that it is gone from its folder, or that it was changed after it was opened.
            self.generations.examine(thorough=thorough)
        except Unavailable as reason:
            return str(reason)
        return "ready"

    def state(self) -> str:
        """Names the commits that searches read now. Raises Unavailable."""
        if self.generations.damage_reported():
            raise Unavailable("damaged")
        return json.dumps([self.snapshots.current_snapshot(kind).identity for kind in self.kinds])

    def figures(self) -> Sequence[Measure]:
        """What the live index is made of, and what befell it. Raises Unavailable."""
        pointer = self.generations.pointer()
        held = {kind: self._segments_on_disk(pointer, kind) for kind in pointer.commits}
        deleted = {kind: sum(one.deleted_count() for one in some) for kind, some in held.items()}
        living = {kind: sum(one.doc_count_all() for one in some) - deleted[kind] for kind, some in held.items()}
        commits = {kind: commit.number for kind, commit in pointer.commits.items()}
        segments = {kind: len(some) for kind, some in held.items()}
        rebuilds, damages = self.generations.history()
        return [
            Measure("generation", "1, with the name of the live generation.", {pointer.generation: 1}, "generation"),
            Measure("commit", "Number of the last commit in the live generation, by kind.", commits, "kind"),
            Measure("documents", "Documents that can be found, by kind.", living, "kind"),
            Measure("deleted", "Documents deleted but not merged away yet, by kind.", deleted, "kind"),
            Measure("segments", "Segments the index consists of, by kind.", segments, "kind"),
            Measure("rebuilds", "How often the index was built anew.", {"": rebuilds}, counts_up=True),
            Measure("damages", "How often damage to the index was found.", {"": damages}, counts_up=True),
        ]

    def _segments_on_disk(self, pointer: Pointer, kind: str) -> list[Any]:
        storage = SharedStorage(str(self.generations.folder(pointer.generation, kind)), pointer.commits[kind].files)
        try:
            return tables.read(storage.content(tables.file_name(pointer.commits[kind].number)))
        except FileNotFoundError:
            raise Unavailable("damaged") from None

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
        """The commit to read now. Raises Unavailable."""
        return self.snapshots.current_snapshot(kind)

    def _warm(self, snapshot: Snapshot) -> None:
        """Make ready what searches asked for lately."""
        scorer = scoring.Scorer(snapshot, self.kept)
        for _identity, kind, sought in self.kept.impacts.recent_keys(WARMED):
            if kind == snapshot.kind and isinstance(sought, Term):
                scorer.impact(sought)
        for facet in snapshot.searchable.names:
            snapshot.facet(facet)

    def put(self, kind: str, documents: Iterable[Document], drop: Iterable[int] = ()) -> None:
        """Make the index hold exactly `documents` of their records and nothing of those in `drop`; one commit."""
        # The documents of a record stand together.
        wanted = sorted(documents, key=lambda one: one.record)
        snapshot = self.snapshots.open_now(kind)
        pointer = self.generations.pointer()
        replaced = {one.record for one in wanted} | set(drop)
        doomed = [number for record in replaced for number in snapshot.documents_of(record)]
        if not wanted and not doomed:
            return
        self._go_live(pointer, kind, self._write(pointer, kind, wanted, doomed))

    def _go_live(self, pointer: Pointer, kind: str, commit: Commit) -> None:
        self.generations.switch(replace(pointer, commits={**pointer.commits, kind: commit}))
        generations.clear_away(self.generations.folder(pointer.generation, kind), commit.files)

    def drop(self, kind: str, records: Iterable[int]) -> None:
        """Take records out; one commit."""
        self.put(kind, (), records)

    def tidy(self, give_way: Callable[[], bool]) -> bool:
        """Merge what has piled up, a piece: True when there may be more, False when nothing was worth it or it gave way."""
        pointer = self.generations.pointer()
        for kind in self.kinds:
            chosen = merging.worth_merging(self._segments_on_disk(pointer, kind))
            if not chosen:
                continue
            try:
                commit = self._write(pointer, kind, (), (), merging.merge(chosen), Watch(give_way))
            except GivenUp:
                return False
            self._go_live(pointer, kind, commit)
            return True
        return False

    def rebuild(self, contents: Mapping[str, Iterable[Document]], basis: str) -> None:
        """Build everything anew beside the live index and switch to it; what failed leaves nothing behind."""
        pointer = Pointer(self.generations.begin(), fingerprint(), basis, {})
        # A rebuild that was killed left its folder: on a full disk it may be what fills it.
        self.generations.sweep(self.generations.live_name(), pointer.generation)
        try:
            for kind in self.kinds:
                pointer = self._build(pointer, kind, contents.get(kind, ()))
            self.generations.switch(pointer)
        except BaseException:
            self.generations.sweep(self.generations.live_name())
            raise
        self.generations.rebuilt()
        self.generations.sweep(pointer.generation)
        for kind in self.kinds:
            self.snapshots.open_now(kind)

    def forget(self) -> None:
        """Hold nothing any more: `health` is `missing` until the next rebuild."""
        self.generations.forget()
        self.snapshots.forget()

    def _build(self, pointer: Pointer, kind: str, documents: Iterable[Document]) -> Pointer:
        """`pointer` with a commit that holds exactly `documents`, looked at as a reader would."""
        folder = self.generations.folder(pointer.generation, kind)
        (folder / tables.file_name(0)).write_bytes(tables.encode([]))
        pointer = replace(pointer, commits={**pointer.commits, kind: Commit(0, generations.seal(folder, {}))})
        held: dict[tuple[int, str], str] = {}
        sample: list[str] = []

        def count(one: Document) -> Document:
            held[one.record, one.language] = one.digest()
            if not sample:
                sample.extend(token.form for token in analysis.tokens(one.title) if token.form.isascii())
            return one

        # Segments of a bounded size keep the memory bounded.
        for some in _parts(map(count, documents), SEGMENT):
            pointer = replace(pointer, commits={**pointer.commits, kind: self._write(pointer, kind, some, ())})
        snapshot = self.snapshots.read(kind, pointer)
        match = scoring.Scorer(snapshot, self.kept).match(parsing.parse(" ".join(sample)))
        if snapshot.digests() != held or (sample and not match.found.any()):
            raise Unavailable("damaged")
        return pointer

    def _write(
        self, pointer: Pointer, kind: str, documents: Iterable[Document], doomed: Iterable[int],
        policy: Policy = merging.put_beside, watch: Callable[[], None] = lambda: None,
    ) -> Commit:  # fmt: skip
        before = pointer.commits[kind]
        folder = self.generations.folder(pointer.generation, kind)
        generations.clear_away(folder, before.files)
        writer = Writer(folder, before, watch)
        try:
            for number in doomed:
                writer.delete_document(number)
            for document in documents:
                writer.put(document)
        except BaseException:
            writer.abandon()
            raise
        try:
            writer.write(policy)
        except Unavailable:
            self.generations.report_damage()
            raise
        return Commit(writer.generation, self._live_sums(folder, writer, before))

    def _live_sums(self, folder: Path, writer: Writer, before: Commit) -> Sums:
        """The sums of the files that belong to the commit, and nothing left by others."""
        names = {f"{segment.segment_id()}." for segment in writer.committed}
        sums = generations.seal(folder, before.files)
        table = tables.file_name(writer.generation)
        return {name: one for name, one in sums.items() if name == table or name.partition(".")[0] + "." in names}


def _parts(documents: Iterable[Document], size: int) -> Iterator[Iterable[Document]]:
    """The documents in runs of `size` records, each taken from the one source as it is read; a record's documents stay together."""
    records = groupby(documents, key=lambda one: one.record)
    for _record, first in records:
        yield chain(first, chain.from_iterable(some for _number, some in islice(records, size - 1)))
