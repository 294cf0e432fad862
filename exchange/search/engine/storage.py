"""Whoosh's files, read in place: nothing is copied into the process, and threads do not disturb each other.

Reads name their position (pread), so the pages are those the operating system shares between all processes. A map of
the file would do the same, but a file cut short under it ends the process; here it is an error that can be answered.
"""

from __future__ import annotations

import os
import zlib
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from exchange.search.backend import Unavailable

CHUNK = 1 << 20


class Descriptor:
    """An open file with a place to read on from; closed when nobody holds it any more."""

    def __init__(self, path: Path) -> None:
        self.number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.size = os.fstat(self.number).st_size
        self.place = 0

    def __del__(self) -> None:
        if hasattr(self, "number"):
            os.close(self.number)

    def get(self, position: int, length: int) -> bytes:
        """The bytes there, whoever else reads. Raises Unavailable when the file ends before them."""
        found = os.pread(self.number, length, position)
        if len(found) != length:
            raise Unavailable("damaged")
        return found

    def read(self, length: int = -1) -> bytes:
        """The next bytes; for the head of a file, read once."""
        found = os.pread(self.number, self.size - self.place if length < 0 else length, self.place)
        self.place += len(found)
        return found

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        self.place = place + {os.SEEK_SET: 0, os.SEEK_CUR: self.place, os.SEEK_END: self.size}[whence]
        return self.place

    def tell(self) -> int:
        """The place reached."""
        return self.place

    def close(self) -> None:
        """Nothing: the file is closed when nobody holds it."""

    def readline(self) -> bytes:
        """The rest of a line; unpickling asks for it."""
        rest = self.read()
        line, found, _after = rest.partition(b"\n")
        self.place -= len(rest) - len(line) - len(found)
        return line + found

    def checksum(self) -> int:
        """Of the whole content."""
        check = 0
        for position in range(0, self.size, CHUNK):
            check = zlib.crc32(self.get(position, min(CHUNK, self.size - position)), check)
        return check


class SharedFile(StructFile):  # type: ignore[misc]  # Whoosh's types are skipped
    """What Whoosh reads from, over a Descriptor."""

    def __init__(self, descriptor: Descriptor, name: str) -> None:
        super().__init__(descriptor, name=name)
        self.is_real = False
        self.get = descriptor.get

    def get_array(self, position: int, typecode: str, length: int) -> array[Any]:
        """Numbers of one kind, as Whoosh writes them: the highest byte first."""
        found = array(typecode)
        found.frombytes(self.get(position, length * found.itemsize))
        found.byteswap()
        return found


class SharedStorage(FileStorage):  # type: ignore[misc]  # Whoosh's types are skipped
    """Files of one kind in one generation, each checked against the sum in the pointer when it is opened."""

    def __init__(self, folder: str, sums: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(folder, readonly=True)
        self.sums = sums
        self.checked: set[str] = set()

    def check(self, segment: str) -> None:
        """Look at every file of a segment, those too that only merging reads. Raises as `open_file`."""
        for name in self.sums:
            if name.startswith(f"{segment}."):
                self.open_file(name)

    def open_file(self, name: str, **_options: Any) -> SharedFile:
        """The file. Raises Unavailable when it is not what was written, FileNotFoundError when it is gone."""
        descriptor = Descriptor(Path(self.folder, name))
        if name not in self.checked and self.sums.get(name) != (descriptor.size, descriptor.checksum()):
            raise Unavailable("damaged")
        self.checked.add(name)
        return SharedFile(descriptor, name)

    def file_exists(self, name: str) -> bool:
        """True when the commit holds the file; one that is gone from the disk is damage, not absence."""
        return name in self.sums
