"""The file of a copy: a ZIP archive with a member for each table and each file, and the list of them.

The comment at the end of the archive is the SHA-256 of all bytes before it, so that no change of any byte goes unseen.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from exchange.backup import manifest
from exchange.backup.manifest import Manifest, Part, Refused, TablePart

BLOCK = 1 << 20
SUM_LENGTH = 64
LONGEST_LINE = 64 << 20
LONGEST_MANIFEST = 64 << 20
MOST_PARTS = 200_000
# Text packs to a tenth or so; what claims to be a great deal more was made to fill a disk or to take for ever.
MOST_PACKED = 200
SMALL = 64 << 20

DAMAGED = "The file is damaged, or it was not made by `backup create`."


class Writer:
    """An archive in the making, over a file that can be read and written. Use it in a `with` statement."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._zip = ZipFile(file, "w", ZIP_DEFLATED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        # After a fault there may be no room for what closing writes, and nobody reads it.
        with suppress(OSError, ValueError):
            self._zip.close()

    def add(self, name: str, blocks: Iterable[bytes]) -> Part:
        """Put a member with these bytes behind the others: its size and sum."""
        size, digest = 0, hashlib.sha256()
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        with self._zip.open(info, "w", force_zip64=True) as member:
            for block in blocks:
                size += len(block)
                digest.update(block)
                member.write(block)
        return Part(size, digest.hexdigest())

    def finish(self, made: Manifest) -> None:
        """Put the list of the parts and the sum of the whole behind them, and bring all of it to the disk."""
        self.add(manifest.NAME, [made.encode()])
        self._zip.comment = b"0" * SUM_LENGTH
        self._zip.close()
        self._file.flush()
        size = self._file.seek(0, os.SEEK_END)
        total = _sum_of(self._file, size - SUM_LENGTH)
        self._file.seek(size - SUM_LENGTH)
        self._file.write(total.encode())
        self._file.flush()
        os.fsync(self._file.fileno())


class Archive:
    """An archive that is whole by its own account; `check` reads all of it."""

    def __init__(self, members: ZipFile, made: Manifest) -> None:
        self._zip = members
        self.manifest = made
        self._parts = made.parts

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member. Refused when they are not those that the list of parts says."""
        with self._member(name) as read:
            while block := read(BLOCK, whole_lines=False):
                yield block

    def rows(self, table: str) -> Iterator[list[Any]]:
        """The rows of a table: values of JSON, as many as it has columns. Refused as `blocks`, and for any other shape."""
        part = self.manifest.tables[table]
        count = 0
        with self._member(f"{manifest.TABLES}{table}.jsonl") as read:
            while line := read(LONGEST_LINE, whole_lines=True):
                count += 1
                yield _row(line, part, table)
        if count != part.rows:
            raise Refused(f"The copy has {count} rows of the table {table} and says {part.rows}.")

    def check(self) -> None:
        """Read every part. Refused when one is not what the list of parts says."""
        for table in self.manifest.tables:
            for _row_of_it in self.rows(table):
                pass
        for name in self.manifest.files:
            for _block in self.blocks(f"{manifest.FILES}{name}"):
                pass

    @contextmanager
    def _member(self, name: str) -> Iterator[Any]:
        part = self._parts[name]
        digest, left = hashlib.sha256(), part.size

        def read(most: int, *, whole_lines: bool) -> bytes:
            nonlocal left
            # One byte more than is left would show that the member is longer than it says.
            limit = min(most, left) + 1
            block: bytes = member.readline(limit) if whole_lines else member.read(min(most, limit))
            left -= len(block)
            if left < 0 or len(block) > most:
                raise Refused(DAMAGED)
            digest.update(block)
            return block

        # NotImplementedError is what zipfile raises for a way of packing that it does not know.
        try:
            with self._zip.open(name) as member:
                yield read
        except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise Refused(DAMAGED) from error
        if left or digest.hexdigest() != part.sha256:
            raise Refused(DAMAGED)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive at `path`, of which the whole and the list of parts were checked. Refused for any other file."""
    with _file(path) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - SUM_LENGTH))
        if size <= SUM_LENGTH or file.read() != _sum_of(file, size - SUM_LENGTH).encode():
            raise Refused(DAMAGED)
        # As above; a name that is no UTF-8 is damage too.
        try:
            with ZipFile(file) as members:
                yield Archive(members, _read_manifest(members, size))
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
            raise Refused(DAMAGED) from error


def _file(path: Path) -> IO[bytes]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Refused("A copy is a regular file, and this is none.")
        return path.open("rb")
    except OSError as error:
        raise Refused(f"It cannot be read: {error.strerror}.") from error


def _read_manifest(members: ZipFile, size: int) -> Manifest:
    """The list of parts, when the archive holds exactly these, as plain members, and no more than such a file can hold."""
    infos = {one.filename: one for one in members.infolist()}
    listed = infos.get(manifest.NAME)
    if listed is None or len(infos) != len(members.infolist()) or len(infos) > MOST_PARTS:
        raise Refused(DAMAGED)
    if not all(map(_is_plain, infos.values())):
        raise Refused("The archive holds links, encrypted or unusual parts, which `backup create` never makes.")
    claimed = sum(one.file_size for one in infos.values())
    if listed.file_size > LONGEST_MANIFEST or claimed > max(SMALL, MOST_PACKED * size):
        raise Refused("The archive would be far larger unpacked than a copy is.")
    with members.open(listed) as member:
        made = manifest.read(member.read(LONGEST_MANIFEST))
    if {name: one.file_size for name, one in infos.items() if one is not listed} != {
        name: one.size for name, one in made.parts.items()
    }:
        raise Refused("The parts of the archive are not those that its list names.")
    return made


def _is_plain(info: ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    encrypted = info.flag_bits & 1
    return kind in {0, stat.S_IFREG} and not encrypted and info.compress_type in {ZIP_STORED, ZIP_DEFLATED}


def _row(line: bytes, part: TablePart, table: str) -> list[Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, list) or len(row) != len(part.columns) or any(isinstance(one, list | dict) for one in row):
        raise Refused(f"A row of the table {table} cannot be read.")
    return row


def _sum_of(file: IO[bytes], size: int) -> str:
    """The SHA-256 of the first `size` bytes."""
    digest = hashlib.sha256()
    file.seek(0)
    while size and (block := file.read(min(BLOCK, size))):
        digest.update(block)
        size -= len(block)
    return digest.hexdigest()
