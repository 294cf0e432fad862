"""Where the index is on disk: one folder a generation, and a pointer that says which one and which commit is live.

The pointer is replaced by renaming; readers notice by one `stat`. It lists every file of the commit with its sum, so
that a file cut or changed is noticed when it is opened. Whoosh never calls fsync: this module does,
before the pointer moves.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exchange.retrieval.port import Unavailable
from exchange.retrieval.whoosh.sums import Sum, Sums, is_same, sum_of

POINTER = "current.json"
LOCK = "lock"
DAMAGED = "damaged"
# Their size is how often each was written to: a byte each time, which no crash leaves half done.
REBUILDS = "rebuilds"
DAMAGES = "damages"
TRIES = 5
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Commit:
    """What is live of one kind: the number of its table of contents, and the sum of each file."""

    number: int
    files: Sums = field(default_factory=dict)


@dataclass(frozen=True)
class Pointer:
    """The live generation, the schema it was written for, what it was built from, and the commit of each kind."""

    generation: str
    fingerprint: str
    basis: str
    commits: Mapping[str, Commit]

    def identity(self, kind: str) -> tuple[str, int]:
        """Like no other commit's of the kind."""
        return self.generation, self.commits[kind].number

    def encode(self) -> bytes:
        """The pointer as it stands in its file."""
        kinds = {kind: {"number": one.number, "files": one.files} for kind, one in self.commits.items()}
        text = {"generation": self.generation, "fingerprint": self.fingerprint, "basis": self.basis, "kinds": kinds}
        return json.dumps(text, sort_keys=True).encode()


class Generations:
    """The folder of all generations; each holds an index of every one of `kinds`."""

    def __init__(self, root: Path, kinds: Collection[str]) -> None:
        self.root = root
        self.kinds = kinds

    def stamp(self) -> Stamp | None:
        """Changes with every commit and switch; None when there is no index."""
        try:
            found = (self.root / POINTER).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def pointer(self) -> Pointer:
        """What is live. Raises Unavailable when there is nothing, or nothing that can be read."""
        try:
            raw: dict[str, Any] = json.loads((self.root / POINTER).read_bytes())
            commits = {
                kind: Commit(one["number"], {name: Sum(*values) for name, values in one["files"].items()})
                for kind, one in raw["kinds"].items()
            }
            if commits and not commits.keys() >= set(self.kinds):
                # Written before a kind of record was registered.
                raise Unavailable("outdated")
            return Pointer(raw["generation"], raw["fingerprint"], raw["basis"], {kind: commits[kind] for kind in self.kinds})
        except FileNotFoundError:
            raise Unavailable("missing") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise Unavailable("damaged") from None

    def folder(self, generation: str, kind: str) -> Path:
        """Where the files of a kind are."""
        return self.root / generation / kind

    def begin(self) -> str:
        """The name of a new, empty generation."""
        name = f"g{secrets.token_hex(6)}"
        self._make_root()
        (self.root / name).mkdir(mode=0o700)
        for kind in self.kinds:
            self.folder(name, kind).mkdir(mode=0o700)
        return name

    def switch(self, pointer: Pointer) -> None:
        """Make `pointer` the live one; its files must be on disk already."""
        fresh = self.root / f".{POINTER}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(pointer.encode())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.root / POINTER)
        sync(self.root)

    def live_name(self) -> str:
        """The name of the live generation; "" when there is none that can be read."""
        try:
            return self.pointer().generation
        except Unavailable:
            return ""

    def examine(self, *, thorough: bool) -> None:
        """Raise Unavailable, and leave word, when a file of the live commits is not what was written; see `sums.same`."""
        for _try in range(TRIES):
            stamp = self.stamp()
            if self._is_whole(self.pointer(), thorough):
                return
            if stamp == self.stamp():
                break
            # A writer went on in the meantime and took the files away.
        self.report_damage()
        raise Unavailable("damaged")

    def _is_whole(self, pointer: Pointer, thorough: bool) -> bool:
        for kind, commit in pointer.commits.items():
            for name, was in commit.files.items():
                try:
                    if not is_same(self.folder(pointer.generation, kind) / name, was, thorough=thorough):
                        return False
                except OSError:
                    return False
        return True

    def forget(self) -> None:
        """Let no generation be the live one; their files stay until the next rebuild sweeps them."""
        (self.root / POINTER).unlink(missing_ok=True)
        sync(self.root)

    def sweep(self, *kept: str) -> None:
        """Remove all generations but these; who still reads one keeps its open files."""
        for path in self.root.iterdir():
            if path.is_dir() and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def report_damage(self) -> None:
        """Leave word that the live index cannot be read, for the process that may rebuild it."""
        try:
            os.close(os.open(self.root / DAMAGED, os.O_CREAT | os.O_EXCL, 0o600))
        except OSError:
            # Word was left before; or the folder is gone altogether, which the indexer sees by itself.
            return
        self._note(DAMAGES)

    def damage_reported(self) -> bool:
        """True when a reader left word of damage since the last rebuild."""
        return (self.root / DAMAGED).exists()

    def rebuilt(self) -> None:
        """Take the word of damage away, and note that the index was built anew."""
        (self.root / DAMAGED).unlink(missing_ok=True)
        self._note(REBUILDS)

    def history(self) -> tuple[int, int]:
        """How often this folder's index was built anew, and how often it was found damaged."""
        return self._number_in(REBUILDS), self._number_in(DAMAGES)

    def _note(self, name: str) -> None:
        with suppress(OSError), os.fdopen(os.open(self.root / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
            file.write(b".")

    def _number_in(self, name: str) -> int:
        try:
            return (self.root / name).stat().st_size
        except OSError:
            return 0

    @contextmanager
    def lock(self, *, wait: bool = False) -> Iterator[bool]:
        """Hold the right to write: True inside the block, or False when another process or thread holds it and `wait` is off."""
        self._make_root()
        with os.fdopen(os.open(self.root / LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            # Closing the file gives the lock back, also when the process is killed.
            yield True

    def _make_root(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def clear_away(folder: Path, files: Sums) -> None:
    """Take away what does not belong to a commit: files of the one before, and what a killed writer left."""
    with os.scandir(folder) as entries:
        others = [one for one in entries if one.name not in files and not one.name.endswith("LOCK")]
    for one in others:
        if one.is_dir():
            shutil.rmtree(one.path)
        else:
            Path(one.path).unlink()


def seal(folder: Path, known: Sums) -> Sums:
    """Bring every file of a commit that `known` does not hold to the disk: the sums of all of them, by name."""
    sums: Sums = {}
    with os.scandir(folder) as entries:
        files = [one for one in entries if one.is_file() and not one.name.endswith("LOCK")]
    for one in files:
        if one.name in known and one.stat().st_size == known[one.name].size:
            sums[one.name] = known[one.name]
            continue
        sync(Path(one.path))
        sums[one.name] = sum_of(Path(one.path))
    sync(folder)
    return sums
