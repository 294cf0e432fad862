"""What is no whole copy, and a place that is not free, are refused in a sentence; nothing there is changed by it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import random
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest
from flask import Flask

from exchange.backup import archive
from exchange.core import folders
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.setup import preparation
from tests import factories
from tests.backup import earlier
from tests.backup.conftest import Place
from tests.backup.places import Places, done, rows_of, run, tables_there

Said = dict[str, Any]
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Any:
    """A place that nothing is ever restored into."""
    places = Places(tmp_path_factory.mktemp("empty"), f"{worker_id}_empty")
    app = places.make()
    folders.register(app, "figures")
    yield app
    places.close()


def refusal(app: Flask, file: Path, code: int = 2) -> str:
    """What is said when the file is refused; the place is as it was."""
    var = Path(app.config["EXCHANGE_VAR"])
    before = sorted(str(path) for path in var.parent.rglob("*") if path.suffix not in {".lock", ".sqlite3-wal", ".sqlite3-shm"})
    result = run(app, "backup", "restore", file)
    after = sorted(str(path) for path in var.parent.rglob("*") if path.suffix not in {".lock", ".sqlite3-wal", ".sqlite3-shm"})
    assert result.exit_code == code, result.output + result.stderr + repr(result.exception)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert [one for one in after if not one.endswith(".sqlite3")] == [one for one in before if not one.endswith(".sqlite3")]
    return result.stderr


def remade(copy: Path, file: Path, change: Callable[[Said, Parts], object]) -> Path:
    """A file made from `copy` with its list and parts changed, right sums over all of it."""
    with ZipFile(copy) as members:
        parts = {name: members.read(name) for name in members.namelist()}
    said = json.loads(parts.pop("manifest.json"))
    change(said, parts)
    for table, part in said["tables"].items():
        name = f"tables/{table}.jsonl"
        if name in parts and part and part.pop("sealed", True):
            part["size"], part["sha256"] = len(parts[name]), hashlib.sha256(parts[name]).hexdigest()
    with ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        for name, content in parts.items():
            members.writestr(name, content)
        members.writestr("manifest.json", json.dumps(said))
    return sealed(file)


def sealed(file: Path) -> Path:
    """The file with the sum of its bytes at its end, as a copy has it."""
    with ZipFile(file, "a") as members:
        members.comment = b"0" * archive.SUM_LENGTH
    content = file.read_bytes()[: -archive.SUM_LENGTH]
    file.write_bytes(content + hashlib.sha256(content).hexdigest().encode())
    return file


def test_a_copy_with_any_byte_changed_is_refused(empty: Flask, copy: Path, tmp_path: Path) -> None:
    whole = copy.read_bytes()
    rng = random.Random(8)
    places = [0, 3, 10, len(whole) - 1, len(whole) - 70, len(whole) - 90, *(rng.randrange(len(whole)) for _ in range(150))]
    for place in places:
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << rng.randrange(8)
        (tmp_path / "spoilt.zip").write_bytes(spoilt)
        result = run(empty, "backup", "check", tmp_path / "spoilt.zip")
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1), place
    assert "is damaged" in refusal(empty, tmp_path / "spoilt.zip")
    assert tables_there(empty) == []


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99, 0.9999, 2])
def test_a_copy_cut_or_lengthened_is_refused(empty: Flask, copy: Path, tmp_path: Path, share: float) -> None:
    whole = copy.read_bytes()
    (tmp_path / "cut.zip").write_bytes((whole + whole)[: int(len(whole) * share) - (share == 2)])
    assert "is damaged" in refusal(empty, tmp_path / "cut.zip")
    assert tables_there(empty) == []


def strange_text(file: Path) -> None:
    file.write_text("practice,title\n1,Repair\n" * 100)


def strange_archive(file: Path) -> None:
    with ZipFile(file, "w") as members:
        members.writestr("word/document.xml", "<w/>")


def strange_archive_with_a_sum(file: Path) -> None:
    strange_archive(file)
    sealed(file)


def strange_folder(file: Path) -> None:
    file.mkdir()


def strange_nothing(_file: Path) -> None:
    pass


@pytest.mark.parametrize("make", [strange_text, strange_archive, strange_archive_with_a_sum, strange_folder, strange_nothing])
def test_a_file_that_is_no_copy_is_refused(empty: Flask, tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "strange")
    assert "cannot be restored." in refusal(empty, tmp_path / "strange")
    assert tables_there(empty) == []


def newer_format(said: Said, _parts: Parts) -> None:
    said["format_version"] = 2


def unknown_migration(said: Said, _parts: Parts) -> None:
    said["revision"] = "9999"


def another_format(said: Said, _parts: Parts) -> None:
    said["format"] = "something-else"


def no_list_of_tables(said: Said, _parts: Parts) -> None:
    said["tables"] = {"users": []}


def table_of_its_own(said: Said, parts: Parts) -> None:
    said["tables"]["strange"] = {**said["tables"]["goals"]}
    parts["tables/strange.jsonl"] = parts["tables/goals.jsonl"]


def table_left_out(said: Said, parts: Parts) -> None:
    del said["tables"]["messages"], parts["tables/messages.jsonl"]


def column_of_its_own(said: Said, _parts: Parts) -> None:
    said["tables"]["users"]["columns"][1] = "strange"


def part_of_its_own(_said: Said, parts: Parts) -> None:
    parts["tables/../../strange"] = b"x"


def path_that_climbs(said: Said, parts: Parts) -> None:
    add_file(said, parts, "figures/../../climbed")


def path_from_the_root(said: Said, parts: Parts) -> None:
    add_file(said, parts, "/figures/absolute")


def path_with_a_backslash(said: Said, parts: Parts) -> None:
    add_file(said, parts, "figures/..\\climbed")


def file_of_an_unknown_folder(said: Said, parts: Parts) -> None:
    add_file(said, parts, "index/current.json")


def add_file(said: Said, parts: Parts, name: str) -> None:
    said["files"][name] = {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    parts[f"files/{name}"] = b"x"


def change_row(place: int, value: Any) -> Callable[[Said, Parts], None]:
    """Changes one value of the first member."""

    def change(_said: Said, parts: Parts) -> None:
        lines = parts["tables/users.jsonl"].splitlines(keepends=True)
        row = json.loads(lines[0])
        row[place] = value
        parts["tables/users.jsonl"] = json.dumps(row).encode() + b"\n" + b"".join(lines[1:])

    change.__name__ = f"value_{place}_{str(value)[:12]}"
    return change


def row_too_short(_said: Said, parts: Parts) -> None:
    parts["tables/users.jsonl"] = b"[1]\n" + parts["tables/users.jsonl"]


def row_that_is_no_json(_said: Said, parts: Parts) -> None:
    parts["tables/users.jsonl"] += b"[" * 50_000 + b"\n"


def rows_miscounted(said: Said, _parts: Parts) -> None:
    said["tables"]["users"]["rows"] += 1


def rows_that_point_nowhere(said: Said, parts: Parts) -> None:
    parts["tables/practices.jsonl"] = b""
    said["tables"]["practices"]["rows"] = 0


def rows_that_stand_twice(said: Said, parts: Parts) -> None:
    parts["tables/users.jsonl"] *= 2
    said["tables"]["users"]["rows"] *= 2


def number_without_a_next(said: Said, _parts: Parts) -> None:
    said["tables"]["users"]["last"] = 2**31 - 1


def sum_of_another(said: Said, _parts: Parts) -> None:
    said["tables"]["users"]["sealed"] = False
    said["tables"]["users"]["sha256"] = "0" * 64


CHANGES = [
    newer_format, unknown_migration, another_format, no_list_of_tables, table_of_its_own, table_left_out, column_of_its_own,
    part_of_its_own, path_that_climbs, path_from_the_root, path_with_a_backslash, file_of_an_unknown_folder, change_row(0, "one"),
    change_row(0, 2**70), change_row(0, [1]), change_row(0, None), change_row(1, 5), change_row(1, "half \ud800"),
    change_row(4, "king"), change_row(5, 7), change_row(8, "yesterday"), change_row(8, "2026-01-01T00:00:00"), row_too_short,
    row_that_is_no_json, rows_miscounted, rows_that_point_nowhere, rows_that_stand_twice, number_without_a_next, sum_of_another,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: str(one.__name__))
def test_a_copy_made_by_hand_against_its_own_words_is_refused(
    empty: Flask, copy: Path, tmp_path: Path, change: Callable[[Said, Parts], None]
) -> None:
    assert "cannot be restored." in refusal(empty, remade(copy, tmp_path / "made.zip", change))
    assert tables_there(empty) == []
    assert not (tmp_path / "climbed").exists()


def test_a_link_in_the_archive_is_refused(empty: Flask, copy: Path, tmp_path: Path) -> None:
    file = remade(copy, tmp_path / "link.zip", lambda _said, parts: parts.pop("tables/goals.jsonl"))
    link = ZipInfo("tables/goals.jsonl")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with ZipFile(file, "a") as members:
        members.writestr(link, "/etc/passwd")
    assert "links, encrypted or unusual parts" in refusal(empty, sealed(file))


def test_an_archive_that_would_fill_the_disk_is_refused_unread(empty: Flask, tmp_path: Path) -> None:
    file = tmp_path / "bomb.zip"
    with ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("manifest.json", "{}")
        with members.open("tables/users.jsonl", "w") as part:
            for _ in range(80):
                part.write(bytes(1 << 20))
    assert "far larger unpacked" in refusal(empty, sealed(file))


def test_a_line_without_end_is_not_read_whole(empty: Flask, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LONGEST_LINE", 2_000)
    endless = b'["' + b"x" * 5_000 + b'"]\n'
    assert "is damaged" in refusal(
        empty, remade(copy, tmp_path / "line.zip", lambda _said, parts: parts.update({"tables/users.jsonl": endless}))
    )


def test_a_place_with_a_member_is_not_restored_into(place: Place, copy: Path) -> None:
    app = earlier.full(place())
    before = rows_of(app)
    assert "There is an exchange in this place already" in refusal(app, copy, 1)
    assert rows_of(app) == before


def test_one_row_is_enough_to_be_somebody_s_place(place: Place, copy: Path) -> None:
    app = place()
    with app.app_context():
        preparation.migrate(lambda _said: None)
        factories.member("Somebody")
    assert "it has rows in users" in refusal(app, copy, 1)


def test_a_database_of_something_else_is_not_restored_into(place: Place, copy: Path) -> None:
    app = place()
    with app.app_context(), transaction():
        db.session.connection().exec_driver_sql("CREATE TABLE invoices (number INTEGER)")
    assert "tables of something else" in refusal(app, copy, 1)
    assert tables_there(app) == ["invoices"]


def test_a_place_that_is_served_is_not_restored_into(place: Place, copy: Path) -> None:
    app = place()
    with (Path(app.config["EXCHANGE_VAR"]) / "served.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "is served. Stop it first" in refusal(app, copy, 1)
    done(app, "backup", "restore", copy)


def test_another_file_of_the_same_name_is_not_replaced(place: Place, copy: Path, tmp_path: Path) -> None:
    app = place()
    root = folders.register(app, "figures")
    (root / "one").write_text("another")
    file = remade(copy, tmp_path / "files.zip", lambda said, parts: add_file(said, parts, "figures/one"))
    assert "is another file than the one of the copy" in refusal(app, file, 1)
    assert (root / "one").read_text() == "another"
    (root / "one").unlink()
    done(app, "backup", "restore", file)
    assert (root / "one").read_text() == "x"


def test_a_link_out_of_a_folder_is_not_followed(place: Place, copy: Path, tmp_path: Path) -> None:
    app = place()
    (folders.register(app, "figures") / "out").symlink_to(tmp_path)
    file = remade(copy, tmp_path / "files.zip", lambda said, parts: add_file(said, parts, "figures/out/one"))
    assert "leads out of its folder" in refusal(app, file, 1)
    assert not (tmp_path / "one").exists()
