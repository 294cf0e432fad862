"""The product in one command: `python run.py` serves it, with the outbox worker beside the web server.

Importing this module starts nothing; `flask --app run …` finds the application factory here.
"""

from __future__ import annotations

import sys

from flask import Flask

import exchange
from config import SettingsError
from exchange.core import private


def create_app() -> Flask:
    """The product for the `flask` command and WSGI servers; settings that cannot be used end the process, with exit code 2."""
    private.begin()
    try:
        app = exchange.create_app()
        private.make_private(app.config["SETTINGS"])
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    return app


if __name__ == "__main__":
    from exchange.server.supervisor import main

    sys.exit(main(sys.argv[1:]))
