"""The process that keeps the index is killed again and again, at any moment, while somebody searches: `make drill`.

Each kill comes during writes, during a merge, during a rebuild, or exactly between the files of a commit and the pointer
that makes them live. After each, a reader that was not there before must find every practice. In the end the index must
equal the database. A practice is never lost, so their number is what every search is held to.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from config import from_environment
from exchange import create_app
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox import worker
from exchange.outbox.worker import Queue
from exchange.practices.models import Practice, Version
from exchange.practices.searchable import PRACTICES
from exchange.practices.service import record_change
from exchange.retrieval.engines import engine
from exchange.retrieval.port import Request
from exchange.retrieval.whoosh.engine import WhooshEngine
from exchange.retrieval.whoosh.generations import Generations, Pointer
from exchange.search import sync
from tests.retrieval.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 4_000_000
SMALL_BATCH = 4
SINGLE_COMMITS = 10
LONGEST_SECONDS = 3.0
BEGUN, DONE = b"b", b"d"
WRITES, MERGES, REBUILDS, BETWEEN = "writes", "merges", "rebuilds", "between files and pointer"
SHARES = {WRITES: 40, MERGES: 25, REBUILDS: 15, BETWEEN: 20}


class Failed(Exception):
    """Something was lost or wrong."""


def flask(var: Path, *words: str) -> None:
    """A command of the product over the folder."""
    environ = {**os.environ, "EXCHANGE_VAR": str(var), "SAMPLE": "0"}
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "run", *words], cwd=ROOT, env=environ, check=True, capture_output=True
    )


def prepare(var: Path, records: int) -> Flask:
    """An exchange with so many real practices, and its application."""
    flask(var, "prepare")
    lines = (ROOT / "exchange" / "transfer" / "sample" / "ecesp.jsonl").read_text("utf-8").splitlines(keepends=True)
    (var / "records.jsonl").write_text("".join(lines[:records]), "utf-8")
    flask(var, "practices", "import", str(var / "records.jsonl"), "--reviewed")
    return create_app(from_environment({"EXCHANGE_VAR": str(var), "RATE_LIMITS": "0", "LOG_LEVEL": "CRITICAL"}))


class Drill:
    """One exchange, and what happened to it so far."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.app = app
        self.whims = random.Random(seed)
        self.root = Path(app.config["EXCHANGE_VAR"]) / "index"
        with app.app_context():
            self.practices = list(db.session.scalars(select(Practice.id)))
            db.engine.dispose()
        self.took = dict.fromkeys(SHARES, 1.0)
        self.kills: Counter[str] = Counter()
        self.late = 0

    def change(self, most: int) -> None:
        """Change some titles and promise the index a look at them, as saving does."""
        chosen = self.whims.sample(self.practices, min(most, len(self.practices)))
        with self.app.app_context():
            with transaction():
                for number in chosen:
                    title = f"Food and waste, looked at {self.whims.random()}"
                    db.session.execute(update(Version).where(Version.practice_id == number).values(title=title))
                    record_change(number)
            db.engine.dispose()

    def kill(self, what: str) -> None:
        """Begin the work in a process of its own, and kill it at some moment of it."""
        self.change(3 * SMALL_BATCH)
        child, heard = self._begin(what)
        if os.read(heard, 1) != BEGUN:
            raise Failed(f"{what}: the work ended before it began")
        begun = time.monotonic()
        if what != BETWEEN:
            time.sleep(self.whims.uniform(0.0, min(1.1 * self.took[what], LONGEST_SECONDS)))
        os.kill(child, signal.SIGKILL)
        _end(child, what)
        if os.read(heard, 1) == DONE:
            self.late += 1
            self.took[what] *= 0.8
        else:
            self.took[what] = max(self.took[what], time.monotonic() - begun)
        os.close(heard)
        self.kills[what] += 1
        self.look()

    def _begin(self, what: str) -> tuple[int, int]:
        """A child at this work, and where to hear when it begins and when it is done."""
        heard, told = os.pipe()
        child = self._fork(lambda: self._work(what, told))
        os.close(told)
        return child, heard

    def _fork(self, work: Callable[[], None]) -> int:
        child = os.fork()
        if child:
            return child
        try:
            with self.app.app_context():
                work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)

    def _work(self, what: str, told: int) -> None:
        inner = self.whims.choice([WRITES, MERGES, REBUILDS]) if what == BETWEEN else what
        if inner == MERGES:
            self._scatter()
        if what == BETWEEN:
            _stop_before_the_switch(told)
        else:
            os.write(told, BEGUN)
        self._do(inner)
        os.write(told, DONE)

    def _do(self, what: str, batch: int = SMALL_BATCH) -> None:
        if what == WRITES:
            # Small batches make many commits.
            queue = Queue(sync.TOPIC, sync.handle, batch=batch, guard=sync.guard, idle=sync.tidy)
            self.app.extensions["outbox"][sync.TOPIC] = queue
            worker.drain(self.app)
        elif what == REBUILDS:
            sync.rebuild()
        else:
            with engine().lock(wait=True):
                while sync.tidy(lambda: False):
                    pass

    def _scatter(self) -> None:
        """Many commits of one practice each, so that there is something to merge."""
        for number in self.whims.sample(self.practices, SINGLE_COMMITS):
            with sync.guard():
                sync._index(PRACTICES, [number])

    def look(self) -> None:
        """Read the index as somebody who comes now: whole, and every practice found."""
        fresh = WhooshEngine(self.root, KINDS, MEMORY)
        if (health := fresh.health(thorough=True)) != "ready":
            raise Failed(f"the index is {health}")
        total = fresh.search(Request(PRACTICES, limit=0)).total
        if total != len(self.practices):
            raise Failed(f"{total} of {len(self.practices)} practices are found")

    def settle(self) -> None:
        """Let the worker finish, and hold the index against the database."""
        _end(self._fork(lambda: self._do(WRITES, sync.BATCH)), "the rest of the work")
        # One that holds nothing yet: it reads what is live now, and leaves no thread behind for the next child.
        self.app.extensions["search"] = WhooshEngine(self.root, KINDS, MEMORY)
        with self.app.app_context():
            differences = sync.differences()
            held = sum(len(engine().digests(kind)) for kind in KINDS)
            db.session.rollback()
            db.engine.dispose()
        if differences or not held:
            raise Failed(f"{len(differences)} differences between index and database, such as {differences[:3]}")


def _end(child: int, what: str) -> None:
    """Wait for the end of a child. Failed when it ended by a fault of its own."""
    _number, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise Failed(f"{what}: the process failed by itself")


def _stop_before_the_switch(told: int) -> None:
    """Make this process wait for its end where the files of a commit are on disk and the pointer is not moved."""

    def switch(self: Generations, pointer: Pointer) -> None:
        os.write(told, BEGUN)
        time.sleep(600)

    Generations.switch = switch  # type: ignore[method-assign]  # in this process, which is about to be killed


def read_on(app: Flask, practices: int, asked: Any, failed: Any) -> None:
    """Somebody who searches all the time, on the pages: each answer must come from the index and hold every practice."""
    reader = app.test_client()
    while True:
        answer = reader.get("/en/practices/")
        asked.value += 1
        if answer.status_code != 200 or f"{practices} practices" not in answer.get_data(as_text=True):
            failed.value += 1
        time.sleep(0.2)


def run(var: Path, kills: int, records: int, seed: int, say: Callable[[str], None]) -> str:
    """The drill: the line that sums it up. Raises Failed."""
    say(f"Preparing an exchange with {records} practices; seed {seed}")
    drill = Drill(prepare(var, records), seed)
    drill.settle()
    several = multiprocessing.get_context("fork")
    asked, failed = several.Value("i", 0), several.Value("i", 0)
    reader = several.Process(target=read_on, args=(drill.app, len(drill.practices), asked, failed), daemon=True)
    reader.start()
    try:
        for number in range(1, kills + 1):
            drill.kill(drill.whims.choices(list(SHARES), list(SHARES.values()))[0])
            if not number % 50:
                drill.settle()
            if not number % 10:
                say(f"{number} kills; {asked.value} searches meanwhile, {failed.value} failed")
        drill.settle()
    finally:
        reader.kill()
        reader.join()
    if failed.value:
        raise Failed(f"{failed.value} of {asked.value} searches failed")
    each = ", ".join(f"{drill.kills[what]} {what if what == BETWEEN else f'in {what}'}" for what in SHARES)
    return (
        f"{kills} kills ({each}; {drill.late} came after the work was done): "
        f"{asked.value} searches meanwhile, 0 failed; index and database are equal"
    )


def main() -> None:
    """Run the drill, print how it goes, and end with 1 if anything was lost or wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--records", type=int, default=120)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    chosen = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            said = run(Path(folder) / "var", chosen.kills, chosen.records, chosen.seed, lambda line: print(line, flush=True))
        except Failed as reason:
            sys.exit(f"FAILED with seed {chosen.seed}: {reason}")
    print(f"{said} ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
