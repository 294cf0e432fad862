"""The web process: waitress over the socket its supervisor opened, or the reloading server of `make debug`.

Run by the supervisor as `python -m exchange.server.web`, with the number of the socket, or `--debug`.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import Any

from flask import Flask
from waitress.server import create_server
from werkzeug.serving import run_simple

from config import from_environment
from exchange import create_app
from exchange.server import child

# Waitress counts idle and slow clients too; each costs a socket and a small buffer, no thread.
CONNECTIONS = 2_000
IDLE_SECONDS = 60
# Flask refuses a large body with its own page; waitress only keeps what cannot be wanted off the disk.
LARGEST_BODY = 16_000_000


def options(app: Flask) -> dict[str, Any]:
    """How waitress serves `app`, apart from where it listens."""
    return {
        "threads": app.config["WEB_THREADS"],
        "connection_limit": CONNECTIONS,
        "channel_timeout": IDLE_SECONDS,
        "cleanup_interval": 10,
        "asyncore_use_poll": True,
        "max_request_body_size": LARGEST_BODY,
        "ident": None,
        # Headers of proxies are read by the application, and only as many as TRUSTED_PROXIES says.
        "clear_untrusted_proxy_headers": app.config["TRUSTED_PROXIES"] == 0,
    }


def serve(app: Flask, listening: socket.socket) -> None:
    """Answer requests on `listening` until SIGTERM."""
    server = create_server(app, sockets=[listening], **options(app))
    signal.signal(signal.SIGTERM, _leave)
    server.run()


def _leave(*_: object) -> None:
    # Waitress ends its loop and lets its threads finish when the main thread leaves.
    raise SystemExit(0)


def main(arguments: list[str]) -> None:
    """Serve until told to end."""
    debug = arguments == ["--debug"]
    if os.environ.get("WERKZEUG_RUN_MAIN") != "true":
        child.wait_for_go()
    settings = from_environment()
    child.log_to_terminal(settings["LOG_LEVEL"])
    child.end_with_supervisor()
    app = create_app(settings)
    if debug:
        app.debug = True
        run_simple(settings["HOST"], settings["PORT"], app, use_reloader=True, use_debugger=True, threaded=True)
    else:
        serve(app, socket.socket(fileno=int(arguments[0])))


if __name__ == "__main__":
    main(sys.argv[1:])
