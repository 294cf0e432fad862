"""What an instance keeps is closed to other accounts, whatever was there before."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Settings, SettingsError, from_environment
from exchange.core import private

KEPT = (
    "exchange.sqlite3",
    "exchange.sqlite3-wal",
    "exchange.sqlite3-shm",
    "secret-key",
    "served-settings.json",
    "demo-accounts.json",
    "mail/00000001.eml",
    "index/current.json",
    "index/g1/practices/a.pst",
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Those of an instance whose folder was made by hand and filled with everything open."""
    var = tmp_path / "var"
    for name in KEPT:
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).write_text("x")
        (var / name).chmod(0o644)
    for folder, _folders, _files in os.walk(var):
        Path(folder).chmod(0o755)
    return from_environment({"EXCHANGE_VAR": str(var)})


@pytest.fixture
def own_umask() -> Iterator[None]:
    """What a test sets does not last."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_everything_that_was_open_is_closed(settings: Settings) -> None:
    private.make_private(settings)
    assert mode(settings.var) == 0o700
    assert {name: mode(settings.var / name) for name in KEPT} == dict.fromkeys(KEPT, 0o600)
    assert {mode(path) for path in settings.var.rglob("*") if path.is_dir()} == {0o700}


def test_a_database_elsewhere_is_closed_and_its_folder_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    for ending in private.BESIDE_A_DATABASE:
        Path(f"{elsewhere}/data{ending}").touch(0o644)
    private.make_private(from_environment({"EXCHANGE_VAR": str(tmp_path / "var"), "DATABASE_URL": f"sqlite:///{elsewhere}/data"}))
    assert {mode(path) for path in elsewhere.iterdir()} == {0o600}
    assert mode(elsewhere) == 0o755


def test_a_link_and_a_folder_that_is_not_the_product_s_are_not_followed(settings: Settings, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("x")
    outside.chmod(0o644)
    (settings.var / "link").symlink_to(outside)
    (settings.var / "mail" / "link").symlink_to(outside)
    (settings.var / "other").mkdir(mode=0o755)
    (settings.var / "other" / "file").touch(0o644)
    private.make_private(settings)
    assert mode(outside) == 0o644
    assert mode(settings.var / "other") == 0o700
    assert mode(settings.var / "other" / "file") == 0o644


def test_a_folder_that_all_programs_share_is_refused_and_left_as_it_is(settings: Settings) -> None:
    settings.var.chmod(0o1777)
    with pytest.raises(SettingsError, match="EXCHANGE_VAR"):
        private.make_private(settings)
    assert mode(settings.var) == 0o1777


def test_what_belongs_to_another_account_is_refused_with_its_name(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted", str(path))

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(SettingsError, match=f"Give {settings.var} to the account"):
        private.make_private(settings)


def test_a_database_on_a_server_has_no_files_to_close(tmp_path: Path) -> None:
    address = "postgresql+psycopg://exchange@db/exchange"
    private.make_private(from_environment({"EXCHANGE_VAR": str(tmp_path / "var"), "DATABASE_URL": address}))
    private.make_private(from_environment({"EXCHANGE_VAR": str(tmp_path / "var"), "DATABASE_URL": "no address"}))


def test_what_a_process_makes_from_then_on_is_private(tmp_path: Path, own_umask: None) -> None:
    private.begin()
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    assert (mode(tmp_path / "file"), mode(tmp_path / "folder")) == (0o600, 0o700)


def test_a_private_file_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        private.write_private(tmp_path / "file", [b"x"])
    assert list(tmp_path.iterdir()) == []
