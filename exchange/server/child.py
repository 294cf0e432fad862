"""What the web process and the worker have in common: they wait to be told to go, and end with their supervisor."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time

GO = b"go\n"
GRACE_SECONDS = 6.0


def wait_for_go() -> None:
    """Return when the supervisor says so on standard input; end the process when the supervisor is gone instead."""
    if sys.stdin.buffer.readline() != GO:
        sys.exit(0)


def end_with_supervisor() -> None:
    """From now on: when standard input closes, which is when the supervisor ended in whatever way, end this process too."""
    threading.Thread(target=_watch, name="supervisor-watch", daemon=True).start()


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def log_to_terminal(level: str) -> None:
    """Write the log of this process to standard error, a line an event."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # Waitress reports every request that waits for a thread; only what it cannot serve matters.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
