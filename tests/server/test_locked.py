"""While another process holds the database's write lock, readers are served and writers are answered soon."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest

from tests.server.conftest import Make
from tests.server.instance import Instance, until
from tests.server.visitor import Answered, Visitor

pytestmark = pytest.mark.server

HELD_SECONDS = 30
COMPARED_SECONDS = 8
WRITERS = 16
READERS = 8
RECORDS = 1_500
RECORD_WORDS = 400
WORDS = ("waste", "water", "energy", "city", "school", "food", "bicycle", "repair", "market", "compost", "village", "river")
PAGES = ("/en/", "/en/practices/", "/en/practices/?q=food", "/en/experts/", "/en/themes/", "/en/about/")
HOLD = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(instance: Instance) -> Iterator[None]:
    """Another process holds the write lock inside the block."""
    command = [sys.executable, "-c", HOLD, str(instance.var / "exchange.sqlite3")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            holder.communicate()


@contextmanager
def at_once(work: Sequence[Callable[[], Answered]], pause: float = 0.0) -> Iterator[list[Answered]]:
    """Do all of it again and again inside the block, each in a thread of its own; what was answered."""
    found: list[Answered] = []
    over = threading.Event()

    def go_on(one: Callable[[], Answered]) -> None:
        while not over.is_set():
            found.append(one())
            over.wait(pause)

    threads = [threading.Thread(target=go_on, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        over.set()
        for thread in threads:
            thread.join()


def members(instance: Instance, number: int) -> list[Visitor]:
    """So many browsers of the demo members in turn, each with the form that starts a draft open."""
    made = [Visitor(instance.port) for _ in range(number)]
    for one, account in zip(made, cycle(instance.accounts()), strict=False):
        one.sign_in(account["email"], account["password"])
        one.open_form("/en/submissions/new/")
    return made


def reading(port: int, first: int) -> Callable[[], Answered]:
    """Opens one page after the other."""
    visitor, turn = Visitor(port), iter(range(first, 1_000_000))
    return lambda: visitor.get(PAGES[next(turn) % len(PAGES)])


def figures(answered: list[Answered]) -> tuple[float, float, float]:
    """Median, 95th of a hundred, and longest, in seconds."""
    times = sorted(one.seconds for one in answered)
    return statistics.median(times), times[int(0.95 * (len(times) - 1))], times[-1]


def tell(name: str, answered: list[Answered]) -> None:
    """Print the figures, for who runs the test to read them."""
    middle, most, longest = figures(answered)
    print(f"{name}: {len(answered)} answers, p50 {middle:.3f} s, p95 {most:.3f} s, longest {longest:.3f} s")  # noqa: T201


def ready(instance: Instance) -> None:
    """Start an instance and wait until all of it is there."""
    instance.start()
    until(lambda: instance.get("/readyz")[0] == 200, "the instance is ready")


def test_readers_are_served_and_writers_answered_while_the_database_is_locked(make: Make, filled: Path) -> None:
    instance = make("locked", over=filled)
    ready(instance)
    writing = [partial(one.post, "/en/submissions/new/") for one in members(instance, WRITERS)]
    asking = [reading(instance.port, number) for number in range(READERS)]
    health = [partial(Visitor(instance.port).get, "/healthz")]
    with at_once(asking) as read_before, at_once(health, 0.1) as alive_before:
        time.sleep(COMPARED_SECONDS)
    with locked(instance), at_once(writing) as written, at_once(asking) as read, at_once(health, 0.1) as alive:
        time.sleep(HELD_SECONDS)
    for name, answered in {
        "readers before": read_before,
        "readers": read,
        "health before": alive_before,
        "health": alive,
        "writers": written,
    }.items():
        tell(name, answered)
    assert {one.status for one in read + alive} == {200}
    # Where others hold the processors, what can be said is that the lock adds little to what there was without it.
    assert figures(read)[1] < max(1, 2 * figures(read_before)[1])
    assert figures(alive)[1] < max(0.1, 2 * figures(alive_before)[1])
    refused = [one for one in written if one.status == 503]
    assert len(refused) >= WRITERS
    assert {one.status for one in written} <= {503, 303}
    assert min(one.seconds for one in refused) >= 2
    assert max(one.seconds for one in written) <= 5
    assert writing[0]().status == 303


def start_or_discard(member: Visitor) -> Answered:
    """Start a draft, or discard the one that was started before: a write at each call, and never many drafts."""
    answered = member.post(f"{member.at}discard/" if member.at else "/en/submissions/new/")
    member.at = "" if member.at else answered.location
    return answered


def large(path: Path) -> Path:
    """A file of invented records with long texts."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        for number in range(RECORDS):
            text = " ".join(chance.choice(WORDS) for _ in range(RECORD_WORDS))
            record = {"source_id": f"invented:{number}", "source": "Invented", "title": f"Practice {number}", "lang": "en"}
            record |= {"licence": "CC-BY-4.0", "attribution": "Nobody", "description": text}
            file.write(json.dumps(record) + "\n")
    return path


def test_members_save_while_a_large_import_runs(make: Make, tmp_path: Path) -> None:
    instance = make("importing")
    file = large(tmp_path / "large.jsonl")
    ready(instance)
    # One browser a member: two of one member that start a draft within the same seconds get the same one.
    writing = [partial(start_or_discard, one) for one in members(instance, len(instance.accounts()))]
    asking = [reading(instance.port, number) for number in range(2)]
    importing = instance.flask_begun("practices", "import", str(file), "--reviewed")
    with at_once(writing, 0.2) as written, at_once(asking, 0.1) as read:
        assert importing.wait(300) == 0
    tell("readers", read)
    tell("writers", written)
    assert instance.count("practices WHERE source_id IS NOT NULL") == RECORDS
    assert {one.status for one in written} == {303}
    assert max(one.seconds for one in written) <= 5
    assert {one.status for one in read} == {200}
