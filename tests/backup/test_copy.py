"""A copy brought back is the same exchange: the same rows on either database, and nothing that lets somebody in."""

from __future__ import annotations

import json
import resource
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, inspect, select

from config import SECRETS, SETTINGS
from exchange.accounts.models import SignIn, User
from exchange.backup import archive, creating, plain
from exchange.backup.values import tables_of
from exchange.core import clock, folders
from exchange.core.db import db
from exchange.core.transaction import transaction
from tests.backup import earlier
from tests.backup.conftest import Place
from tests.backup.places import done, rows_of, run, stored_rows_of, tables_there
from tests.databases import SERVER

SECRET = {
    "SECRET_KEY": "0123456789-secret-key-0123456789-0123",
    "SMTP_URL": "smtp://sender:smtp-password@localhost:25",
    "METRICS_TOKEN": "metrics-token-0123456789-0123456789",
}


def test_a_restored_copy_holds_the_same_rows(place: Place, lived_in: Flask, copy: Path) -> None:
    there = place()
    assert "rows of" in done(there, "backup", "restore", copy)
    assert rows_of(there) == rows_of(lived_in)
    assert stored_rows_of(there) == stored_rows_of(lived_in)
    assert all(rows_of(there)[name] for name in ("users", "versions", "events", "outbox", "messages", "comments"))


@pytest.mark.parametrize("to_sqlite", [True, False], ids=["to SQLite", "from SQLite"])
def test_a_copy_moves_an_exchange_to_the_other_database(place: Place, tmp_path: Path, to_sqlite: bool) -> None:
    if not SERVER:
        pytest.skip("needs the PostgreSQL server of `make test-postgres`")
    here, there = earlier.full(place(sqlite=not to_sqlite)), place(sqlite=to_sqlite)
    done(here, "backup", "create", tmp_path / "copy.zip")
    done(there, "backup", "restore", tmp_path / "copy.zip")
    assert rows_of(there) == rows_of(here)
    assert next_number(there) == earlier.NUMBERS_GIVEN["users"] + 1


def next_number(app: Flask) -> int:
    """The number of a member made now."""
    with app.app_context(), transaction():
        user = User(email="next@example.org", name="Next", fs_uniquifier="next", created_at=clock.now())
        db.session.add(user)
        db.session.flush()
        return user.id


def test_a_number_once_given_is_never_given_again(place: Place, copy: Path) -> None:
    there = place()
    done(there, "backup", "restore", copy)
    assert next_number(there) == earlier.NUMBERS_GIVEN["users"] + 1


def test_nobody_is_signed_in_after_a_restoring(place: Place, lived_in: Flask, copy: Path) -> None:
    there = place()
    with lived_in.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 1
    done(there, "backup", "restore", copy)
    with there.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_a_copy_holds_what_was_there_at_one_moment(place: Place, tmp_path: Path) -> None:
    here, there = earlier.full(place()), place()
    before = rows_of(here)
    beside: list[int] = []

    def write_beside(_rows: int) -> None:
        beside.append(next_number_by(here, len(beside)))

    with here.app_context():
        creating.create(here, tmp_path / "copy.zip", write_beside)
    assert len(beside) > 10
    done(there, "backup", "restore", tmp_path / "copy.zip")
    assert rows_of(there) == before


def next_number_by(app: Flask, count: int) -> int:
    """Make and remove members in a transaction of their own, as somebody does who writes meanwhile."""
    with app.app_context(), transaction():
        user = User(email=f"beside{count}@example.org", name="Beside", fs_uniquifier=f"beside{count}", created_at=clock.now())
        db.session.add(user)
        db.session.flush()
        db.session.execute(delete(User).where(User.email == f"beside{count - 2}@example.org"))
        return user.id


def test_a_copy_is_readable_for_its_owner_alone(copy: Path) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_copy_never_takes_the_place_of_another_file(lived_in: Flask, tmp_path: Path) -> None:
    (tmp_path / "copy.zip").write_text("something")
    result = run(lived_in, "backup", "create", tmp_path / "copy.zip")
    assert result.exit_code == 2
    assert "exists already" in result.stderr
    assert (tmp_path / "copy.zip").read_text() == "something"


def test_a_file_that_came_meanwhile_is_not_replaced(lived_in: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    with lived_in.app_context(), pytest.raises(FileExistsError):
        creating.create(lived_in, folder / "copy.zip", lambda _rows: (folder / "copy.zip").touch())
    assert [(path.name, path.stat().st_size) for path in folder.iterdir()] == [("copy.zip", 0)]


@contextmanager
def no_file_longer_than(limit: int) -> Iterator[None]:
    """Writing past `limit` fails in this process, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("limit", [0, 100, 3_000, 20_000])
def test_a_full_disk_leaves_no_half_made_copy(lived_in: Flask, tmp_path: Path, limit: int) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    with no_file_longer_than(limit):
        result = run(lived_in, "backup", "create", folder / "copy.zip")
    assert result.exit_code == 2, result.output
    assert "cannot be written: File too large." in result.stderr
    assert list(folder.iterdir()) == []


def test_a_place_without_an_exchange_gives_no_copy(place: Place, tmp_path: Path) -> None:
    result = run(place(), "backup", "create", tmp_path / "copy.zip")
    assert result.exit_code == 3
    assert "There is no exchange here to copy" in result.stderr
    assert not (tmp_path / "copy.zip").exists()


def test_a_copy_holds_no_secret(place: Place, tmp_path: Path) -> None:
    app = earlier.full(place(**SECRET, OPERATOR="The operator"))
    done(app, "backup", "create", tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as members:
        content = b"".join(members.read(name) for name in members.namelist())
        said = json.loads(members.read("manifest.json"))
    for secret in [*SECRET.values(), "smtp-password", app.config["DATABASE_URL"]]:
        assert secret.encode() not in content
    assert said["settings"]["OPERATOR"] == "The operator"
    assert set(said["secrets"]) == {*SECRET, "DATABASE_URL", "RATE_LIMIT_STORE"}


def test_every_setting_of_text_is_said_to_be_secret_or_plain() -> None:
    texts = {one.name for one in SETTINGS if one.kind == "text"}
    assert texts == SECRETS | plain.PLAIN | plain.LEFT_OUT, (
        "Put a new text setting in one of the lists of exchange/backup/plain.py."
    )
    assert not SECRETS & plain.PLAIN


def test_settings_that_differ_are_told_after_a_restoring(place: Place, tmp_path: Path) -> None:
    done(earlier.full(place(**SECRET, OPERATOR="The operator")), "backup", "create", tmp_path / "copy.zip")
    said = run(place(), "backup", "restore", tmp_path / "copy.zip").stderr
    assert "OPERATOR was 'The operator'" in said
    assert "METRICS_TOKEN was set" in said


def test_every_column_of_every_table_can_be_copied() -> None:
    assert set(tables_of(inspect(db.engine))) == {*db.metadata.tables, "alembic_version"}


def test_the_check_says_what_a_copy_holds(place: Place, copy: Path) -> None:
    elsewhere = place()
    assert done(elsewhere, "backup", "check", copy).startswith("whole: ")
    assert tables_there(elsewhere) == []


def test_files_of_members_are_taken_along(place: Place, tmp_path: Path) -> None:
    lived_in, there = earlier.full(place()), place()
    root = folders.register(lived_in, "figures")
    (root / "ab").mkdir()
    (root / "ab" / "one.png").write_bytes(bytes(range(256)) * 5_000)
    (root / "empty").touch()
    (root / "link").symlink_to("/etc/hostname")
    folders.register(there, "figures")
    done(lived_in, "backup", "create", tmp_path / "copy.zip")
    # An interrupted restoring put one of them in place already.
    (Path(there.config["EXCHANGE_VAR"]) / "figures" / "empty").touch()
    done(there, "backup", "restore", tmp_path / "copy.zip")
    found = Path(there.config["EXCHANGE_VAR"]) / "figures"
    assert {str(path.relative_to(found)): path.read_bytes() for path in found.rglob("*") if path.is_file()} == {
        "ab/one.png": bytes(range(256)) * 5_000,
        "empty": b"",
    }


def test_a_copy_is_read_in_pieces(copy: Path) -> None:
    with archive.open_archive(copy) as found:
        rows = found.rows("versions")
        assert len(next(rows)) == len(found.manifest.tables["versions"].columns)
        assert sum(1 for _row in rows) == found.manifest.tables["versions"].rows - 1
