"""An import that is killed, and imported again, ends as one that nobody disturbed; readers are served meanwhile."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.conftest import Make
from tests.server.instance import ROOT, Instance, until

pytestmark = pytest.mark.server

RECORDS = 300
SMALL_DISK = "2200k"
# What the steps of starting and working leave is not part of what was imported; the report of an import says how often it was begun.
APART = {
    "alembic_version",
    "import_lines",
    "import_runs",
    "outbox",
    "prepared",
    "sign_ins",
    "users",
    "sqlite_sequence",
    "sqlite_stat1",
}

# Regular work is owed wherever a worker has run.
IMPORTED_JOBS = "outbox WHERE topic <> 'schedule'"


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of real records."""
    folder = ROOT / "exchange" / "transfer" / "sample"
    lines = [
        line for name in ("ecesp", "climate_adapt") for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines(True)
    ]
    made = tmp_path_factory.mktemp("records") / "records.jsonl"
    made.write_text("".join(lines[:RECORDS]), "utf-8")
    return made


def rows(instance: Instance) -> dict[str, Counter[tuple[object, ...]]]:
    """Every row of every table, numbers of records and times apart."""
    found = {}
    with instance.database() as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if name not in APART]
        for table in tables:
            columns = [
                name
                for _, name, kind, *_ in base.execute(f"PRAGMA table_info({table})")
                if "DATE" not in kind.upper()
                and not (kind.upper() == "INTEGER" and (name in {"id", "number"} or name.endswith("_id")))
            ]
            if columns:
                wanted = ", ".join(f'"{name}"' for name in columns)
                # How often an import was begun is what differs, and is told by its report.
                which = " WHERE subject <> 'import'" if table == "events" else ""
                found[table] = Counter(base.execute(f"SELECT {wanted} FROM {table}{which}").fetchall())  # noqa: S608 - names of our own
    return found


def exported(instance: Instance) -> bytes:
    """What the export gives."""
    file = instance.var / "exported.jsonl"
    instance.flask("practices", "export", str(file))
    return file.read_bytes()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, prepared: Path, records: Path) -> Instance:
    """An exchange that took the file in one go."""
    var = tmp_path_factory.mktemp("undisturbed") / "var"
    shutil.copytree(prepared, var)
    instance = Instance(var)
    done = instance.flask("practices", "import", str(records), "--reviewed")
    assert done.stdout.splitlines()[-1] == f"created {RECORDS}, updated 0, unchanged 0, refused 0"
    instance.flask("search", "check")
    return instance


def import_again(instance: Instance, records: Path, undisturbed: Instance) -> None:
    """Import once more and compare everything with the undisturbed run."""
    done = instance.flask("practices", "import", str(records), "--reviewed")
    said = re.fullmatch(r"created (\d+), updated 0, unchanged (\d+), refused 0", done.stdout.splitlines()[-1])
    assert said, done.stdout
    assert int(said[1]) + int(said[2]) == RECORDS
    assert rows(instance) == rows(undisturbed)
    assert exported(instance) == exported(undisturbed)
    assert instance.flask("search", "check", check=False).returncode == 0
    assert instance.count(IMPORTED_JOBS) == undisturbed.count(IMPORTED_JOBS)


@pytest.mark.parametrize("part", [0.01, 0.4, 1.0], ids=["at the beginning", "in the middle", "while it indexes"])
def test_an_import_killed_and_repeated_gives_the_same(make: Make, records: Path, undisturbed: Instance, part: float) -> None:
    instance = make()
    importing = instance.flask_begun("practices", "import", str(records), "--reviewed")
    until(lambda: instance.count("practices") >= part * RECORDS or importing.poll() is not None, "the import came so far")
    importing.kill()
    importing.wait(10)
    import_again(instance, records, undisturbed)


def test_a_server_killed_during_an_import_changes_nothing_in_the_end(make: Make, records: Path, undisturbed: Instance) -> None:
    instance = make()
    instance.start()
    importing = instance.flask_begun("practices", "import", str(records), "--reviewed")
    until(lambda: instance.count("practices") > 0 or importing.poll() is not None, "the import began")
    for number in instance.children().values():
        os.kill(number, signal.SIGKILL)
    instance.kill()
    importing.wait(120)
    import_again(instance, records, undisturbed)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A filesystem of its own for an exchange, with room for a part of the records only."""
    if os.geteuid() != 0:
        # A mount is root's; `.ci/run` is root, so there it is never left out.
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_an_import_on_a_full_disk_says_so_and_repeated_with_room_gives_the_same(
    small_disk: Path, prepared: Path, records: Path, undisturbed: Instance
) -> None:
    shutil.copytree(prepared, small_disk / "var")
    instance = Instance(small_disk / "var")
    done = instance.flask("practices", "import", str(records), "--reviewed", check=False)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "There is no room left for the database." in done.stderr
    assert "Traceback" not in done.stderr
    assert "created" not in done.stdout
    assert instance.count("practices") == instance.count("versions") < RECORDS
    subprocess.run(["mount", "-o", "remount,size=100m", str(small_disk)], check=True)
    import_again(instance, records, undisturbed)


def test_readers_and_writers_are_served_during_an_import(make: Make, records: Path) -> None:
    instance = make()
    instance.start()
    importing = instance.flask_begun("practices", "import", str(records), "--reviewed")
    slowest = 0.0
    asked = 0
    while importing.poll() is None:
        for address in ("/en/", "/en/practices/?q=food", "/readyz"):
            began = time.monotonic()
            assert instance.get(address)[0] == 200, address
            slowest = max(slowest, time.monotonic() - began)
            asked += 1
    assert importing.returncode == 0
    assert asked > 3
    assert slowest < 20
    until(lambda: "<article" in instance.get("/en/practices/?q=food")[1], "what was imported is found", 60)
