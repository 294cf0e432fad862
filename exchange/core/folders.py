"""The folder `EXCHANGE_VAR`: who prepares it now, and the folders in it that hold what cannot be made again, such as files of members.

A copy of the exchange takes these along. A file is written there before the row that names it is committed, and removed after that row is gone; its name is never used
for another content. Whoever reads the rows first and the files later then has every file that the rows name.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

EXTENSION = "folders"


def register(app: Flask, name: str) -> Path:
    """Declare the folder `name` of this application, and make it if it is missing: its path."""
    folder = Path(app.config["EXCHANGE_VAR"]) / name
    folder.mkdir(mode=0o700, exist_ok=True)
    app.extensions.setdefault(EXTENSION, {})[name] = folder
    return folder


def all_folders(app: Flask) -> dict[str, Path]:
    """The folders of this application by name, in order of names."""
    found: dict[str, Path] = app.extensions.get(EXTENSION, {})
    return {name: found[name] for name in sorted(found)}


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Hold the preparation of this folder; the lock ends with the process, however that ends."""
    with (var / "prepare.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
