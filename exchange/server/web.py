"""The web process: waitress over the socket its supervisor opened, or the reloading server of `make debug`.

The reloading server starts itself anew when a file changes. For that it must be a program of its own: the
supervisor runs it as `python -m exchange.server.web` with the number of the pipe it ends with.
"""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
from typing import Any, cast

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask
from werkzeug.serving import run_simple

from config import Settings, from_environment
from exchange import create_app
from exchange.core import compression, headers
from exchange.search import service as search
from exchange.server import child
from exchange.server.lanes import Lanes, Request, Work
from exchange.server.restarts import Restarts

log = logging.getLogger(__name__)
# Waitress counts idle and slow clients too; each costs a socket and a small buffer, no thread.
CONNECTIONS = 2_000
IDLE_SECONDS = 60
# So long a thread goes on before others that wait get the interpreter: a short answer waits for each busy thread once.
SWITCH_SECONDS = 0.001
# Flask refuses a large body with its own page; waitress only keeps what cannot be wanted off the disk.
LARGEST_BODY = 16_000_000


def options(app: Flask) -> dict[str, Any]:
    """How waitress serves `app`, apart from where it listens."""
    return {
        "connection_limit": CONNECTIONS,
        "channel_timeout": IDLE_SECONDS,
        "cleanup_interval": 10,
        "asyncore_use_poll": True,
        "max_request_body_size": LARGEST_BODY,
        "ident": None,
        # Headers of proxies are read by the application, and only as many as TRUSTED_PROXIES says.
        "clear_untrusted_proxy_headers": app.config["TRUSTED_PROXIES"] == 0,
    }


def server_of(app: Flask, listening: socket.socket) -> BaseWSGIServer:
    """The server of `app` on `listening`, not yet running. What it refuses before `app` sees it has the security headers too."""
    security = headers.always(production=app.config["SETTINGS"].production)

    class Refusal(ErrorTask):
        def execute(self) -> None:
            self.response_headers = [*security.items(), ("Cache-Control", "no-store")]
            super().execute()

    class Channel(HTTPChannel):
        parser_class = Request
        task_class = Work
        error_task_class = Refusal

    lanes = Lanes(app.config["WEB_THREADS"])
    made = create_server(app, sockets=[listening], _dispatcher=lanes, **options(app))
    server = cast(BaseWSGIServer, made)  # several only for several sockets
    server.channel_class = Channel
    return server


def run(settings: Settings, listening: socket.socket, restarts: Restarts) -> None:
    """Answer requests on `listening` until SIGTERM."""
    child.log_to_terminal(settings["LOG_LEVEL"])
    app = create_app(settings)
    app.extensions["restarts"] = restarts.counts
    sys.setswitchinterval(SWITCH_SECONDS)
    server = server_of(app, listening)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=warm, args=(app,), name="warm", daemon=True).start()
    server.run()


def warm(app: Flask) -> None:
    """Make ready what first requests would wait for. What cannot be made ready now is made when it is asked for."""
    with app.app_context():
        try:
            compression.warm(app)
            search.warm()
        except Exception as fault:
            log.warning("web: not made ready beforehand (%s)", type(fault).__name__)
    child.settle()


def _leave(*_: object) -> None:
    # Waitress ends its loop and lets its threads finish when the main thread leaves.
    raise SystemExit(0)


def reload(lifeline: int) -> None:
    """Serve, and start anew whenever a file changes, until told to end."""
    settings = from_environment()
    child.log_to_terminal(settings["LOG_LEVEL"])
    child.end_with(lifeline)
    app = create_app(settings)
    app.debug = True
    run_simple(settings["HOST"], settings["PORT"], app, use_reloader=True, use_debugger=True, threaded=True)


if __name__ == "__main__":
    reload(int(sys.argv[1]))
