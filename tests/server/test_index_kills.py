"""The process that writes the index is killed at any moment: readers go on, and after the next work index and database agree."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.server.conftest import Make
from tests.server.instance import ROOT, Instance

pytestmark = pytest.mark.server

RECORDS = 120
KILLS = 12
OWE = """
INSERT INTO outbox (topic, key, payload, created_at, due_at, attempts)
SELECT 'index', 'practice:' || id, '{"kind": "practice", "id": ' || id || '}', created_at, created_at, 0 FROM practices
"""


def owe_everything(instance: Instance) -> None:
    """Change each title and promise the index a look at it, as saving does."""
    with closing(sqlite3.connect(instance.var / "exchange.sqlite3", timeout=30)) as base, base:
        base.execute("UPDATE versions SET title = title || ' again'")
        base.execute(OWE)


def begin(instance: Instance, *words: str) -> subprocess.Popen[bytes]:
    """A command of the product, begun."""
    command = [sys.executable, "-m", "flask", "--app", "run", *words]
    return subprocess.Popen(command, cwd=ROOT, env=instance.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_the_index_equals_the_database_after_every_kill(make: Make) -> None:
    instance = make("killed")
    sample = (ROOT / "exchange" / "practices" / "sample" / "ecesp.jsonl").read_text("utf-8").splitlines(keepends=True)
    records = instance.var / "records.jsonl"
    records.write_text("".join(sample[:RECORDS]), "utf-8")
    instance.flask("practices", "import", str(records), "--reviewed")
    whims = random.Random(7)
    for number in range(KILLS):
        owe_everything(instance)
        process = begin(instance, *(("search", "rebuild") if number % 4 == 3 else ("outbox", "work")))
        time.sleep(whims.uniform(0.5, 4.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
    instance.flask("outbox", "work", "--once")
    assert "no difference" in instance.flask("search", "check").stdout


def test_two_workers_leave_one_right_index(make: Make) -> None:
    instance = make("two")
    sample = (ROOT / "exchange" / "practices" / "sample" / "ecesp.jsonl").read_text("utf-8").splitlines(keepends=True)
    records = instance.var / "records.jsonl"
    records.write_text("".join(sample[:RECORDS]), "utf-8")
    instance.flask("practices", "import", str(records), "--reviewed")
    owe_everything(instance)
    workers = [begin(instance, "outbox", "work", "--once") for _ in range(2)]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    assert "no difference" in instance.flask("search", "check").stdout
