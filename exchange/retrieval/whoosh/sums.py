"""What a file of the index was when it was written, and whether it still is."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import NamedTuple

CHUNK = 1 << 20


class Sum(NamedTuple):
    """Size in bytes, CRC-32 of the content, and when it was written last, in nanoseconds."""

    size: int
    check: int
    changed: int


Sums = dict[str, Sum]
# Files with another time than they were written at that were found whole all the same, as after a restore, and that time.
_read_through: dict[tuple[Path, int], int] = {}


def checksum(path: Path) -> int:
    """Of the content of a file."""
    check = 0
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            check = zlib.crc32(part, check)
    return check


def sum_of(path: Path) -> Sum:
    """What a file is now."""
    found = path.stat()
    return Sum(found.st_size, checksum(path), found.st_mtime_ns)


def is_same(path: Path, was: Sum, *, thorough: bool) -> bool:
    """True when a file is what it was. Raises OSError when it is gone.

    One that nobody wrote to since is believed, unless `thorough`: reading hundreds of megabytes through takes longer than any
    question, and is done every few minutes. One that was written to, or copied, is read through once.
    """
    found = path.stat()
    if found.st_size != was.size:
        return False
    if not thorough and found.st_mtime_ns in {was.changed, _read_through.get((path, was.check))}:
        return True
    whole = checksum(path) == was.check
    if whole and found.st_mtime_ns != was.changed:
        _read_through[path, was.check] = found.st_mtime_ns
    return whole
