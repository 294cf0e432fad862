"""The product in one command: `python run.py` serves it, with the outbox worker beside the web server.

Importing this module starts nothing; `flask --app run …` finds the application factory here.
"""

from __future__ import annotations

import sys

from exchange import create_app

__all__ = ["create_app"]

if __name__ == "__main__":
    from exchange.server.supervisor import main

    sys.exit(main(sys.argv[1:]))
