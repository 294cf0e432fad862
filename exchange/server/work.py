"""The worker process: does the jobs of the outbox until told to end."""

from __future__ import annotations

import signal
import threading

from config import Settings
from exchange import create_app
from exchange.outbox import worker
from exchange.server import child


def run(settings: Settings) -> None:
    """Work until SIGTERM."""
    child.log_to_terminal(settings["LOG_LEVEL"])
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    app = create_app(settings)
    child.settle()
    worker.run(app, stop)
