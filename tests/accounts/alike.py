"""Addresses of every kind, and how long each is answered: `python -m tests.accounts.alike` prints the figures of 40 pairs.

The ratio is that of an address with something to hide to one that nobody knows, asked one after the other: its median over the pairs.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
from flask_migrate import upgrade
from werkzeug.test import TestResponse

from config import ROOT, from_environment
from exchange import create_app
from exchange.accounts import security
from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.transaction import transaction
from tests import factories
from tests.accounts.mailbox import PASSWORD
from tests.client import FORM_TOKEN, Reader

PAIRS = 40
UNKNOWN = "unknown@example.org"
KINDS = ("confirmed", "unconfirmed", "registered", "closed")
PAGES = ("register", "confirm", "reset", "sign-in", "sign-in, the password of then")
Clock = Callable[[], float]


def address_of(kind: str) -> str:
    return f"{kind}@example.org"


def make(reader: Reader) -> None:
    """One address of each kind; an account that waits has a password from an earlier release."""
    kept = security.make_hash(PASSWORD)
    for kind in ("confirmed", "unconfirmed", "closed"):
        factories.member(email=address_of(kind), password=kept, confirmed=kind != "unconfirmed")
    with transaction():
        db.session.query(User).where(User.email == address_of("closed")).one().active = False
    ask(reader, "register", address_of("registered"))


def ask(reader: Reader, page: str, email: str, clock: Clock = time.perf_counter) -> tuple[TestResponse, float]:
    """Send the form of a page with this address, as somebody who guesses: the answer, and what it took in seconds."""
    name, _comma, then = page.partition(", ")
    found = FORM_TOKEN.search(reader.get(f"/en/account/{name}/").get_data(as_text=True))
    assert found
    # A right password is what an account of its own has; only for one that waits it must be worth nothing.
    typed = {"name": "Ann", "email": email, "password": PASSWORD if then else "not the password"}
    begun = clock()
    answer = reader.post(f"/en/account/{name}/", data={"csrf_token": found[1], **typed})
    return answer, clock() - begun


def ratio(reader: Reader, page: str, kind: str, clock: Clock, pairs: int = PAIRS) -> float:
    """The median over the pairs of what an address of this kind takes, in what an unknown one takes."""
    found = []
    for number in range(pairs):
        order = (address_of(kind), UNKNOWN) if number % 2 else (UNKNOWN, address_of(kind))
        took = {email: ask(reader, page, email, clock)[1] for email in order}
        found.append(took[address_of(kind)] / took[UNKNOWN])
    return statistics.median(found)


def asked(page: str, kind: str) -> bool:
    """False where the answer may differ: the password of an account that can be used signs in."""
    return not (page.startswith("sign-in,") and kind == "confirmed")


def main() -> int:
    """Print a line for each page and kind; 0."""
    with tempfile.TemporaryDirectory() as folder:
        settings = from_environment({"EXCHANGE_VAR": str(Path(folder)), "RATE_LIMITS": "0", "LOG_LEVEL": "ERROR"})
        app = create_app(settings)
        app.test_client_class = Reader
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            reader = app.test_client()
            assert isinstance(reader, Reader)
            make(reader)
            click.echo(f"{'page':32} {'kind':12} {'wall':>6} {'processor':>10}")
            for page in PAGES:
                for kind in KINDS:
                    if asked(page, kind):
                        both = [ratio(reader, page, kind, clock) for clock in (time.perf_counter, time.process_time)]
                        click.echo(f"{page:32} {kind:12} {both[0]:6.3f} {both[1]:10.3f}")
            db.session.remove()
            db.engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
