"""What an instance keeps is for the account it runs as alone: mails, passwords' hashes, keys, drafts.

Every process of the product begins with `begin`, so that what it makes is private from the start, whatever it inherited;
`make_private` sets right what was there before, such as a folder made by hand or files put back from a backup.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from config import Settings, SettingsError

OTHERS = stat.S_IRWXG | stat.S_IRWXO
# Folders whose files are all the product's own; of any other only the folder itself is closed.
OWN_FOLDERS = ("mail", "index", "imports")
BESIDE_A_DATABASE = ("", "-wal", "-shm", "-journal")


def begin() -> None:
    """From now on what this process and its children make can be read by their own account alone."""
    os.umask(OTHERS)


def make_private(settings: Settings) -> None:
    """Take from others the right to read or change what the instance of `settings` keeps.

    Raises SettingsError for what belongs to another account and is open, and for a folder that all programs share.
    """
    if settings.var.stat().st_mode & stat.S_ISVTX:
        raise SettingsError(f"Set EXCHANGE_VAR to a folder of the exchange's own: {settings.var} is shared by all programs.")
    for path in _paths(settings):
        _close(path)


def write_private(path: Path, blocks: Iterable[bytes]) -> None:
    """Put `blocks`, one after the other, at `path` for the owner's eyes only, whole or not at all."""
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(blocks)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _paths(settings: Settings) -> Iterator[Path]:
    """The folder first, so that nobody else comes in meanwhile; then what is in it, and a database that lies elsewhere."""
    yield settings.var
    yield from settings.var.iterdir()
    for name in OWN_FOLDERS:
        for folder, folders, files in os.walk(settings.var / name):
            yield from (Path(folder, one) for one in (*folders, *files))
    yield from _database(settings["DATABASE_URL"])


def _database(address: str) -> Iterator[Path]:
    try:
        url = make_url(address)
    except ArgumentError:
        return
    if url.get_backend_name() == "sqlite" and url.database:
        yield from (Path(f"{url.database}{ending}") for ending in BESIDE_A_DATABASE)


def _close(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
        # What a link leads to may be anything.
        if not stat.S_ISLNK(mode) and mode & OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except FileNotFoundError:
        return  # the worker deletes what it has replaced
    except PermissionError:
        raise SettingsError(
            f"Give {path} to the account the exchange runs as: it is another's, and others can read it."
        ) from None
