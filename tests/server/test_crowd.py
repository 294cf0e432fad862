"""Many at once: clients that send a byte now and then, and fifty decisions about one practice."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing
from functools import partial

import pytest

from tests.server.conftest import Make
from tests.server.instance import ROOT, Instance
from tests.server.test_locked import PAGES, at_once, figures, reading, ready, tell
from tests.server.visitor import Answered, Visitor

pytestmark = pytest.mark.server

SLOW = 200
SLOW_SECONDS = 15
DECISIONS = ("publish", "request_changes", "decline")
AT_ONCE = 50
# A submission that the demo moderator has taken; the last line printed is its number.
TAKEN = """
import sys
from sqlalchemy import select
from config import from_environment
from exchange import create_app
from exchange.accounts.models import User
from exchange.core.db import db
from tests.review import factories as make
app = create_app(from_environment({"EXCHANGE_VAR": sys.argv[1], "LOG_LEVEL": "ERROR"}))
with app.app_context():
    reviewer = db.session.scalars(select(User).where(User.email == sys.argv[2])).one()
    print(make.in_review(make.author(), reviewer))
"""


class SlowClient:
    """A connection that sends one header line, byte by byte, and never ends it."""

    def __init__(self, port: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.connection.sendall(b"POST /en/account/sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")

    def send_a_byte(self) -> None:
        self.connection.sendall(b"a")

    def close(self) -> None:
        self.connection.close()


def test_readers_are_served_beside_two_hundred_slow_clients(make: Make) -> None:
    instance = make("slow")
    ready(instance)
    asking = [reading(instance.port, number) for number in range(4)]
    for read in asking * len(PAGES):
        read()
    with at_once(asking, 0.05) as before:
        time.sleep(5)
    with ExitStack() as open_clients:
        slow = [open_clients.enter_context(closing(SlowClient(instance.port))) for _ in range(SLOW)]
        with at_once(asking, 0.05) as meanwhile:
            end = time.monotonic() + SLOW_SECONDS
            while time.monotonic() < end:
                for one in slow:
                    one.send_a_byte()
                time.sleep(0.5)
    tell("before", before)
    tell(f"beside {SLOW} slow clients", meanwhile)
    assert {one.status for one in meanwhile} == {200}
    # On a busy machine what can be said is that slow clients add little to what there was without them.
    assert figures(meanwhile)[1] < max(1, 2 * figures(before)[1])


def moderators(instance: Instance, number: int) -> list[Visitor]:
    """Browsers that are all signed in as the demo moderator, each with the page of the review open."""
    account = next(one for one in instance.accounts() if one["role"] == "moderator")
    first = Visitor(instance.port)
    first.sign_in(account["email"], account["password"])
    first.open_form(f"/en/review/{number}/")
    made = [Visitor(instance.port) for _ in range(AT_ONCE)]
    for one in made:
        one.cookies, one.token = dict(first.cookies), first.token
    return made


def decide(visitor: Visitor, number: int, decision: str) -> Answered:
    """Press "Send decision"; every decision has all it asks for."""
    given = {"revision": "1", "decision": decision, "message": f"Because: {decision}.", "send": "1"}
    if decision == "decline":
        given["reason"] = "not_a_practice"
    return visitor.post(f"/en/review/{number}/decide/", **given)


def test_of_fifty_decisions_at_once_one_is_taken_and_the_others_keep_text(make: Make) -> None:
    instance = make("crowd")
    ready(instance)
    account = next(one for one in instance.accounts() if one["role"] == "moderator")
    command = [sys.executable, "-c", TAKEN, str(instance.var), account["email"]]
    number = int(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()[-1])
    start = threading.Barrier(AT_ONCE)
    answers: list[tuple[str, Answered]] = []

    def press(visitor: Visitor, decision: str) -> None:
        start.wait()
        answers.append((decision, decide(visitor, number, decision)))

    # To publish asks for the whole checklist: with none of it ticked that decision is refused, and is one of those that keep text.
    work = [partial(press, one, DECISIONS[place % 3]) for place, one in enumerate(moderators(instance, number))]
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [decision for decision, answer in answers if answer.status == 303]
    refused = [(decision, answer) for decision, answer in answers if answer.status != 303]
    tell("decisions", [answer for _decision, answer in answers])
    assert len(taken) == 1
    assert {answer.status for _decision, answer in refused} <= {409, 422, 503}
    for decision, answer in refused:
        assert f"Because: {decision}." in answer.text
    with closing(sqlite3.connect(instance.var / "exchange.sqlite3")) as base:
        (status,) = base.execute("SELECT status FROM versions WHERE id = ?", (number,)).fetchone()
        lines = base.execute("SELECT what FROM events WHERE part = ? AND after = ?", (number, status)).fetchall()
    assert status == {"request_changes": "changes_requested", "decline": "declined"}[taken[0]]
    assert lines == [(taken[0],)]
