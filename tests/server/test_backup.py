"""A copy made while the product serves and people write, brought back into an empty folder and served there."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.server.conftest import Make
from tests.server.instance import until

pytestmark = pytest.mark.server

COPIES = 5
SMALL_DISK = "64k"
NOW = "2026-11-28 00:00:00.000000"


def write(file: Path, end: threading.Event, written: list[int]) -> None:
    """Write drafts as a member does, each with its version in one transaction, until told to end."""
    base = sqlite3.connect(file, timeout=30, isolation_level=None)
    base.execute("PRAGMA foreign_keys=ON")
    while not end.is_set():
        base.execute("BEGIN IMMEDIATE")
        number = base.execute("INSERT INTO practices (created_at) VALUES (?)", (NOW,)).lastrowid
        base.execute(
            "INSERT INTO versions (practice_id, number, status, revision, edit, title, summary, language, kind, scale, "
            "organisation, answers, created_at, updated_at, reopened, checks, words) "
            "VALUES (?, 1, 'draft', 0, 0, ?, '', '', '', '', '', '{}', ?, ?, 0, '[]', 0)",
            (number, f"Written beside {number}", NOW, NOW),
        )
        base.execute("COMMIT")
        written.append(number or 0)
    base.close()


def test_copies_made_while_people_write_are_each_of_one_moment(make: Make, filled: Path, tmp_path: Path) -> None:
    serving = make("serving", over=filled)
    serving.start()
    end, written = threading.Event(), list[int]()
    writer = threading.Thread(target=write, args=(serving.var / "exchange.sqlite3", end, written))
    writer.start()
    sizes = []
    try:
        for number in range(COPIES):
            before = len(written)
            said = serving.flask("backup", "create", str(tmp_path / f"{number}.zip"))
            assert said.stdout.startswith("copied ")
            assert len(written) > before
            sizes.append(len(written))
    finally:
        end.set()
        writer.join()
    for number, most in enumerate(sizes):
        place = make(f"place{number}", empty=True)
        place.flask("backup", "restore", str(tmp_path / f"{number}.zip"))
        assert place.count("(SELECT 1 FROM practices WHERE id NOT IN (SELECT practice_id FROM versions))") == 0
        beside = place.count("versions WHERE title LIKE 'Written beside %'")
        assert (sizes[number - 1] if number else 0) <= beside <= most
        assert place.count("pragma_integrity_check WHERE integrity_check <> 'ok'") == 0


def test_a_restored_exchange_is_served_and_its_practices_are_found(make: Make, filled: Path, tmp_path: Path) -> None:
    serving = make("serving", over=filled)
    serving.start()
    serving.flask("backup", "create", str(tmp_path / "copy.zip"))
    refused = serving.flask("backup", "restore", str(tmp_path / "copy.zip"), check=False)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert serving.answers()
    place = make("place", empty=True)
    place.flask("backup", "restore", str(tmp_path / "copy.zip"))
    place.start()
    with place.database() as base:
        number, title = base.execute("SELECT practice_id, title FROM versions WHERE status = 'published' LIMIT 1").fetchone()
    assert place.count("versions WHERE status = 'published'") == serving.count("versions WHERE status = 'published'")
    address = f"/en/practices/?q={quote(max(title.split(), key=len))}"
    until(lambda: f'href="/en/practices/{number}/' in place.get(address)[1], "it is found")
    until(lambda: place.flask("search", "check", check=False).returncode == 0, "the index is that of the database")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A filesystem with room for a part of a copy only."""
    if os.geteuid() != 0:
        # A mount is root's; `.ci/run` is root, so there it is never left out.
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_copy_on_a_full_disk_says_so_and_leaves_nothing(make: Make, filled: Path, small_disk: Path) -> None:
    instance = make("var", over=filled)
    done = instance.flask("backup", "create", str(small_disk / "copy.zip"), check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "cannot be written: No space left on device." in done.stderr
    assert "Traceback" not in done.stderr
    assert list(small_disk.iterdir()) == []


def test_a_restoring_that_is_killed_is_done_again(make: Make, filled: Path, tmp_path: Path) -> None:
    source = make("source", over=filled)
    source.flask("backup", "create", str(tmp_path / "copy.zip"))
    place = make("place", empty=True)
    killed = place.flask_begun("backup", "restore", str(tmp_path / "copy.zip"))
    until(lambda: (place.var / "exchange.sqlite3-wal").exists() or killed.poll() is not None, "it began to write")
    killed.kill()
    killed.wait(10)
    again = place.flask("backup", "restore", str(tmp_path / "copy.zip"), check=False)
    assert again.returncode in {0, 1}, again.stderr
    assert place.count("versions") == source.count("versions")
    assert place.count("version_themes") == source.count("version_themes")
