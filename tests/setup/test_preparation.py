"""What an instance needs before it serves; each step once for the same files."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from flask import Flask
from sqlalchemy import func, select, text

from config import Settings
from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.setup import demo_accounts, marks, preparation
from exchange.vocabularies.models import Theme


@pytest.fixture
def settings(app: Flask, tmp_path: Path) -> Settings:
    """Those of the application, with a folder of the test's own."""
    return Settings({**app.config["SETTINGS"].values, "EXCHANGE_VAR": str(tmp_path), "SAMPLE": False})


@pytest.fixture
def own(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with those settings."""
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return app


def prepare(app: Flask) -> list[str]:
    said: list[str] = []
    preparation.prepare(app, said.append)
    return said


def forget(step: str) -> None:
    with transaction():
        db.session.execute(text("DELETE FROM prepared WHERE step = :step"), {"step": step})


def test_the_second_preparation_finds_nothing_to_do(own: Flask) -> None:
    assert prepare(own) == ["Loading the vocabularies", "Making the demo accounts"]
    assert prepare(own) == []


def test_a_step_that_was_not_written_down_is_done_again(own: Flask) -> None:
    prepare(own)
    forget("vocabularies")
    assert prepare(own) == ["Loading the vocabularies"]
    assert db.session.scalar(select(func.count()).select_from(Theme)) == 52


def test_a_step_with_other_files_is_done_again(own: Flask) -> None:
    prepare(own)
    with transaction():
        marks.finish("vocabularies", "0" * 64)
    assert prepare(own) == ["Loading the vocabularies"]
    assert marks.finished_digest("vocabularies") == preparation.digest_of(preparation.VOCABULARIES)


def test_tables_of_an_older_release_are_migrated(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(preparation, "upgrade", lambda directory: asked.append(directory))
    with transaction():
        db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    said: list[str] = []
    preparation.migrate(said.append)
    assert said == ["Preparing the database"]
    assert len(asked) == 1


@pytest.mark.parametrize("code", [None, 0])
def test_the_sample_is_loaded_once(own: Flask, monkeypatch: pytest.MonkeyPatch, code: int | None) -> None:
    calls: list[list[str]] = []

    def take(args: list[str], **_rest: object) -> int | None:
        calls.append(args)
        return code

    monkeypatch.setattr(own.cli, "main", take)
    for _start in range(2):
        preparation.load_sample(own, lambda _text: None)
    assert calls == [["sample", "load"]]


def test_a_sample_that_cannot_be_loaded_is_said_and_tried_again(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own.cli, "main", lambda **_rest: 2)
    with pytest.raises(preparation.Failed, match="exit code 2"):
        preparation.load_sample(own, lambda _text: None)
    assert marks.finished_digest("sample") is None


def test_a_command_that_cannot_work_fails_with_its_own_words(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_rest: object) -> None:
        raise click.ClickException("The database does not work: database or disk is full.")

    monkeypatch.setattr(own.cli, "main", full)
    with pytest.raises(preparation.Failed, match="disk is full"):
        preparation.load_sample(own, lambda _text: None)
    assert marks.finished_digest("sample") is None


def test_ctrl_c_during_the_sample_is_an_interruption(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(**_rest: object) -> None:
        raise click.Abort

    monkeypatch.setattr(own.cli, "main", interrupted)
    with pytest.raises(KeyboardInterrupt):
        preparation.load_sample(own, lambda _text: None)


def test_an_instance_that_wants_the_sample_loads_it(own: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[Flask] = []
    monkeypatch.setitem(own.config, "SETTINGS", Settings({**settings.values, "SAMPLE": True}))
    monkeypatch.setattr(preparation, "load_sample", lambda one, _say: loaded.append(one))
    prepare(own)
    assert loaded == [own]


def test_production_makes_no_account(own: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(own.config, "SETTINGS", Settings({**settings.values, "EXCHANGE_ENV": "production"}))
    prepare(own)
    assert not demo_accounts.file_of(settings).exists()
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_the_digest_speaks_of_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one").write_text("1")
    first = preparation.digest_of(tmp_path)
    assert preparation.digest_of(tmp_path) == first
    (tmp_path / "a" / "one").rename(tmp_path / "a" / "two")
    assert preparation.digest_of(tmp_path) != first


def test_the_demo_accounts_are_three_and_their_file_is_private(own: Flask, settings: Settings) -> None:
    prepare(own)
    path = demo_accounts.file_of(settings)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one["role"] for one in json.loads(path.read_text())] == ["member", "moderator", "administrator"]


def test_a_changed_file_gives_the_same_accounts_new_passwords(own: Flask, settings: Settings) -> None:
    prepare(own)
    path = demo_accounts.file_of(settings)
    before = json.loads(path.read_text())
    path.write_text("[]")
    assert prepare(own) == ["Making the demo accounts"]
    after = json.loads(path.read_text())
    assert [one["email"] for one in after] == [one["email"] for one in before]
    assert all(new["password"] != old["password"] for new, old in zip(after, before, strict=True))
    assert db.session.scalar(select(func.count()).select_from(User)) == 3


def test_the_command_prepares_without_serving(own: Flask) -> None:
    done = own.test_cli_runner().invoke(args=["prepare"])
    assert done.exit_code == 0, done.output
    assert "Making the demo accounts" in done.output
