"""The index of a served exchange under kills, two writers, and harm to its files: readers go on, and it mends itself."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.server.conftest import RECORDS, Make
from tests.server.instance import ROOT, Instance, until

pytestmark = pytest.mark.server

KILLS = 6
REDUCED = "The search index is being built."
OWE = """
INSERT INTO outbox (topic, key, payload, created_at, due_at, attempts)
SELECT 'index', 'practice:' || id, '{"kind": "practice", "id": ' || id || '}', created_at, created_at, 0 FROM practices
"""


def owe_everything(instance: Instance) -> None:
    """Change each title and promise the index a look at it, as saving does."""
    with instance.database() as base, base:
        base.execute("UPDATE versions SET title = title || ' again'")
        base.execute(OWE)


def test_a_short_drill_loses_nothing() -> None:
    command = [sys.executable, "-m", "tests.drill.kills", "--kills", str(KILLS), "--records", str(RECORDS), "--seed", "7"]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("EXCHANGE_", "DATABASE_"))}
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"^{KILLS} kills .* 0 failed; index and database are equal", done.stdout, re.MULTILINE)


def test_two_workers_leave_one_right_index(make: Make, filled: Path) -> None:
    instance = make("two", over=filled)
    owe_everything(instance)
    workers = [instance.flask_begun("outbox", "work", "--once") for _ in range(2)]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    assert "no difference" in instance.flask("search", "check").stdout


def index_of(instance: Instance) -> Path:
    return instance.var / "index"


def largest(instance: Instance, suffix: str) -> Path:
    """A file of the live index."""
    return max(index_of(instance).glob(f"g*/practices/*{suffix}"), key=lambda path: path.stat().st_size)


def flip(path: Path) -> None:
    """Change one byte in the middle of a file."""
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    path.write_bytes(whole)


HARMS: dict[str, Callable[[Instance], object]] = {
    "the folder is deleted": lambda instance: shutil.rmtree(index_of(instance)),
    "the pointer is changed": lambda instance: flip(index_of(instance) / "current.json"),
    "a byte is changed": lambda instance: flip(largest(instance, ".pst")),
    "a file is cut": lambda instance: os.truncate(largest(instance, ".pst"), 100),
    "a file is gone": lambda instance: largest(instance, ".facts").unlink(),
}


@contextmanager
def standing_still(instance: Instance) -> Iterator[None]:
    """The worker does nothing inside the block."""
    number = instance.children()["work"]
    os.kill(number, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(number, signal.SIGCONT)


def page(instance: Instance) -> str:
    """The list of practices, which answers whatever befell the index."""
    status, said = instance.get("/en/practices/")
    assert status == 200
    assert f"{RECORDS} practices" in said
    return said


def mended(instance: Instance, generation: str) -> bool:
    """True when the index was built anew and answers."""
    whole = REDUCED not in page(instance)
    return whole and instance.get("/readyz")[0] == 200 and generation not in {path.name for path in index_of(instance).glob("g*")}


def test_whatever_befalls_the_index_of_a_served_exchange_it_mends_itself(make: Make, filled: Path) -> None:
    instance = make("harmed", over=filled)
    instance.start()
    until(lambda: instance.get("/readyz")[0] == 200, "the instance is ready")
    for harm, do in HARMS.items():
        [generation] = [path.name for path in index_of(instance).glob("g*")]
        with standing_still(instance):
            do(instance)
            # With files open a reader goes on; without the pointer the database answers, and the page says so.
            assert (REDUCED in page(instance)) == (harm in {"the folder is deleted", "the pointer is changed"}), harm
        until(lambda before=generation: mended(instance, before), harm)  # type: ignore[misc]  # the name is bound now
    owe_everything(instance)
    os.kill(instance.children()["work"], signal.SIGKILL)
    until(lambda: instance.get("/en/practices/?q=again")[1].count("<article") > 0, "the next worker goes on")
    assert "no difference" in instance.flask("search", "check").stdout


def test_a_worker_on_a_full_disk_goes_on_by_itself_when_there_is_room(make: Make, filled: Path) -> None:
    instance = make("full", over=filled)
    instance.start()
    until(lambda: instance.get("/readyz")[0] == 200, "the instance is ready")
    worker = instance.children()["work"]
    _soft, hard = resource.prlimit(worker, resource.RLIMIT_FSIZE)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (2_000, hard))
    owe_everything(instance)
    until(
        lambda: "index failed" in instance.said() or "index could not be worked" in instance.said(),
        "the worker meets the full disk",
    )
    assert REDUCED not in page(instance)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (hard, hard))
    until(
        lambda: "again" in instance.get("/en/practices/?q=again")[1] and instance.get("/readyz")[0] == 200, "the index is level"
    )
    until(lambda: "no difference" in instance.flask("search", "check", check=False).stdout, "nothing was lost")
