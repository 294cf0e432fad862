"""One folder is served by one supervisor: the lock that says so, and the settings other processes then act with.

`config.from_environment` reads what is written here, so that `flask --app run …` with the same EXCHANGE_VAR acts
on the instance that is served: the same database, the same addresses in mail.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from config import SERVED_LOCK, SERVED_SETTINGS, SETTINGS, Settings
from exchange.core.private import write_private

PATIENCE_SECONDS = 10.0
SUPERVISOR_LOCK = "supervisor.lock"


class AlreadyServed(Exception):
    """Another supervisor serves the folder."""


@contextmanager
def serving(settings: Settings, environ: Mapping[str, str]) -> Iterator[int]:
    """Hold the folder of `settings`; gives the lock's file number for the children to hold too.

    Raises AlreadyServed: at once while another supervisor runs, and when the children of one that was killed
    have not ended after PATIENCE_SECONDS.
    """
    # Two files: where both kinds of lock are one, as on macOS, a process would keep itself out.
    with (settings.var / SUPERVISOR_LOCK).open("w") as alone, (settings.var / SERVED_LOCK).open("w") as file:
        _hold_alone(alone.fileno())
        _hold_with_children(file.fileno())
        given = {one.name: environ[one.name] for one in SETTINGS if environ.get(one.name) and one.name != "EXCHANGE_VAR"}
        path = settings.var / SERVED_SETTINGS
        write_private(path, [json.dumps(given).encode()])
        try:
            yield file.fileno()
        finally:
            path.unlink(missing_ok=True)


def _hold_alone(number: int) -> None:
    # A record lock is not inherited over a fork: it ends with the supervisor itself.
    try:
        fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise AlreadyServed from None


def _hold_with_children(number: int) -> None:
    # The other lock belongs to the open file, which the children share: it ends with the last of them.
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise AlreadyServed from None
            time.sleep(0.1)
        else:
            return
