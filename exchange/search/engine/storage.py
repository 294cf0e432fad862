"""Whoosh's files, mapped into memory and shared between processes instead of copied into each."""

from __future__ import annotations

import mmap
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile

from exchange.search.backend import Unavailable


class MappedFile(BufferFile):  # type: ignore[misc]  # Whoosh ships no types
    """A file as a view on the mapped pages. Reading at a position needs no seek, so threads do not disturb each other."""

    def __init__(self, mapped: mmap.mmap, name: str) -> None:
        StructFile.__init__(self, mapped, name=name)
        self._buf = memoryview(mapped)

    def close(self) -> None:
        """Let go of the view; the pages stay mapped while anybody else looks at them."""
        self.is_closed = True
        self._buf = memoryview(b"")


class MappedStorage(FileStorage):  # type: ignore[misc]  # Whoosh ships no types
    """Files of one kind in one generation, each checked against the sum in the pointer when it is first opened."""

    def __init__(self, folder: str, sums: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(folder, readonly=True)
        self.sums = sums

    def open_file(self, name: str, **_options: Any) -> StructFile:
        """The file, mapped. Raises Unavailable when it is not what was written."""
        with Path(self.folder, name).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            # A file without content cannot be mapped.
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        if self.sums.get(name) != (size, zlib.crc32(mapped)):
            raise Unavailable("damaged")
        return MappedFile(mapped, name) if isinstance(mapped, mmap.mmap) else BufferFile(mapped, name=name)

    def file_exists(self, name: str) -> bool:
        """True when the commit holds the file; one that is gone from the disk is damage, not absence."""
        return name in self.sums
