"""The worker process: keeps what the outbox promises until told to end. Run by the supervisor as `python -m exchange.server.work`."""

from __future__ import annotations

import signal
import threading

from config import from_environment
from exchange import create_app
from exchange.outbox import worker
from exchange.server import child


def main() -> None:
    """Work until SIGTERM."""
    child.wait_for_go()
    settings = from_environment()
    child.log_to_terminal(settings["LOG_LEVEL"])
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    child.end_with_supervisor()
    worker.run(create_app(settings), stop)


if __name__ == "__main__":
    main()
