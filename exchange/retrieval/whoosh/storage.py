"""A segment's files, read in place: nothing is copied into the process, and threads do not disturb each other.

Reads name their position (pread), so the pages are those the operating system shares between all processes. A map of
the file would do the same, but a file cut short under it ends the process; here it is an error that can be answered.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from exchange.retrieval.port import Unavailable
from exchange.retrieval.whoosh.sums import Sums, is_same


class Descriptor:
    """An open file; closed when nobody holds it any more."""

    def __init__(self, path: Path) -> None:
        self.number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def __del__(self) -> None:
        if hasattr(self, "number"):
            os.close(self.number)

    def get(self, position: int, length: int) -> bytes:
        """The bytes there, whoever else reads. Raises Unavailable when the file ends before them."""
        found = os.pread(self.number, length, position)
        if len(found) != length:
            raise Unavailable("damaged")
        return found


class SharedStorage(FileStorage):  # type: ignore[misc]  # Whoosh's types are skipped
    """Files of one kind in one generation, held to the sums in the pointer."""

    def __init__(self, folder: str, sums: Sums) -> None:
        super().__init__(folder, readonly=True)
        self.sums = sums

    def check(self, segment: str, *, thorough: bool) -> None:
        """Look at every file of a segment, those too that only merging reads.

        Raises Unavailable when one is not what was written, FileNotFoundError when it is gone.
        """
        for name, was in self.sums.items():
            if name.startswith(f"{segment}.") and not is_same(Path(self.folder, name), was, thorough=thorough):
                raise Unavailable("damaged")

    def content(self, name: str) -> bytes:
        """All of a file, held to its checksum. Raises as `check`."""
        found = Path(self.folder, name).read_bytes()
        if name not in self.sums or zlib.crc32(found) != self.sums[name].check:
            raise Unavailable("damaged")
        return found
