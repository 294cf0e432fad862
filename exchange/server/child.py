"""The processes of a running product: forked from the supervisor, which has loaded the code once for all of them.

The supervisor opens no database and starts no thread, so that what it forks at any time begins clean. When it
ends, in whatever way, its children read the end of a pipe that only it held open, and end too.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import ForkProcess
from pathlib import Path

GRACE_SECONDS = 6.0
FORKS = multiprocessing.get_context("fork")


class Lifeline:
    """The pipe by which children notice that their supervisor is gone."""

    def __init__(self) -> None:
        self.number, self._held = os.pipe()

    def follow(self) -> None:
        """In a child: from now on end with the supervisor."""
        os.close(self._held)
        end_with(self.number)


def begin(name: str, work: Callable[[], None], lifeline: Lifeline) -> ForkProcess:
    """Run `work` in a process of its own, named `name` in lists of processes."""

    def run() -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which ends its children in order.
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with suppress(OSError):
            Path("/proc/self/comm").write_text(name, encoding="ascii")
        lifeline.follow()
        work()

    process = FORKS.Process(target=run, name=name)
    process.start()
    return process


def end(processes: list[ForkProcess]) -> None:
    """End the processes: ask, wait some seconds, then make them."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for process in processes:
        process.join(max(0.1, until - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


def end_with(number: int) -> None:
    """From now on: when the pipe of this number closes, end this process too."""
    threading.Thread(target=_watch, args=(number,), name="supervisor-watch", daemon=True).start()


def _watch(number: int) -> None:
    while os.read(number, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def settle() -> None:
    """What this process has made until now stays for good: looking for what nobody holds any more need not go through it again.

    Going through all of the code and its data takes tens of milliseconds, which every few dozen answers would wait for.
    """
    gc.collect()
    gc.freeze()


def log_to_terminal(level: str) -> None:
    """Write the log of this process to standard error, a line an event."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # Waitress reports every request that waits for a thread; only what it cannot serve matters.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
