"""Settings: what is read, what is made, what production refuses to start without."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import config
from config import DEMANDED_IN_PRODUCTION, ROOT, SETTINGS, Settings, SettingsError, from_environment

EVERYWHERE = "0.0.0.0"  # noqa: S104 - read, not bound
KEY = "q7Vx-2mZ_9tLwB4nRk8sPc3hYd6gFj1e"
PRODUCTION = {
    "EXCHANGE_ENV": "production",
    "SECRET_KEY": KEY,
    "TRUSTED_HOSTS": "exchange.example.org, www.exchange.example.org",
    "PUBLIC_URL": "https://exchange.example.org/",
    "MAIL_SENDER": "exchange@example.org",
}


def read(folder: Path, **given: str) -> Settings:
    return from_environment({"EXCHANGE_VAR": str(folder), **given})


def test_development_needs_nothing(tmp_path: Path) -> None:
    settings = read(tmp_path, PORT="8123")
    assert not settings.production
    assert settings["PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert settings["MAIL_SENDER"] == "exchange@localhost"
    assert settings["DATABASE_URL"] == f"sqlite:///{tmp_path / 'exchange.sqlite3'}"
    assert settings["SMTP_URL"] == ""
    assert settings.var == tmp_path


def test_the_folder_is_made_and_a_relative_one_lies_in_the_project(tmp_path: Path) -> None:
    assert read(tmp_path / "a" / "b").var.is_dir()
    relative = tmp_path.relative_to("/")
    above = Path(*[".."] * len(ROOT.parts[1:]))
    assert from_environment({"EXCHANGE_VAR": str(above / relative)}).var.resolve() == tmp_path


def test_the_environment_of_the_process_is_read_when_none_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXCHANGE_VAR", str(tmp_path))
    monkeypatch.setenv("EXCHANGE_NAME", "Our Exchange")
    assert from_environment()["EXCHANGE_NAME"] == "Our Exchange"


def test_the_secret_of_development_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first, second = read(tmp_path)["SECRET_KEY"], read(tmp_path)["SECRET_KEY"]
    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]


def test_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    found: list[str] = []
    starts = [threading.Thread(target=lambda: found.append(read(tmp_path)["SECRET_KEY"])) for _process in range(8)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(set(found)) == 1


def test_who_comes_second_takes_the_secret_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def another_was_faster(_fresh: Path, path: Path) -> None:
        path.write_text("the secret of the first")
        raise FileExistsError

    monkeypatch.setattr(os, "link", another_was_faster)
    assert read(tmp_path)["SECRET_KEY"] == "the secret of the first"


def test_a_secret_that_is_given_is_kept_nowhere(tmp_path: Path) -> None:
    assert read(tmp_path, SECRET_KEY="given")["SECRET_KEY"] == "given"
    assert list(tmp_path.iterdir()) == []


def test_production_starts_with_what_it_demands(tmp_path: Path) -> None:
    settings = read(tmp_path, **PRODUCTION)
    assert settings.production
    assert settings["TRUSTED_HOSTS"] == ["exchange.example.org", "www.exchange.example.org"]
    assert settings["PUBLIC_URL"] == "https://exchange.example.org"
    assert settings["SMTP_URL"] == "smtp://localhost:25"
    assert settings.as_flask()["SESSION_COOKIE_SECURE"] is True
    assert not (tmp_path / "secret-key").exists()


@pytest.mark.parametrize("name", DEMANDED_IN_PRODUCTION)
@pytest.mark.parametrize("value", ["", "  "])
def test_production_refuses_to_start_without(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(tmp_path, **{**PRODUCTION, name: value})


def test_production_names_everything_that_is_missing_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY, TRUSTED_HOSTS, PUBLIC_URL, MAIL_SENDER"):
        read(tmp_path, EXCHANGE_ENV="production")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({**PRODUCTION, "SECRET_KEY": "short"}, "SECRET_KEY"),
        ({**PRODUCTION, "PUBLIC_URL": "exchange.example.org"}, "PUBLIC_URL"),
        ({**PRODUCTION, "PUBLIC_URL": "https://"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "ftp://exchange.example.org"}, "PUBLIC_URL"),
        ({"EXCHANGE_ENV": "staging"}, "EXCHANGE_ENV"),
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"WEB_THREADS": "0"}, "WEB_THREADS"),
        ({"SESSION_DAYS": "0"}, "SESSION_DAYS"),
        ({"SAMPLE": "yes"}, "SAMPLE"),
        ({"SESSION_DAYS": "99999999999"}, "SESSION_DAYS"),
        ({"SEARCH_MEMORY": "-4"}, "SEARCH_MEMORY"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"SEARCH_ENGINE": "cluster"}, "SEARCH_ENGINE"),
        ({"PUBLIC_URL": "http://["}, "PUBLIC_URL"),
        ({"EXCHANGE_VAR": "/dev/null/var"}, "EXCHANGE_VAR"),
        ({"SMTP_URL": "mail.example.org"}, "SMTP_URL"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL"),
        ({"EXCHANGE_VAR": "static/var"}, "EXCHANGE_VAR"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(tmp_path: Path, given: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        read(tmp_path, **given)


UNSAFE = {
    "SECRET_KEY": ["a" * 40, "abc123" * 8, "please-change-this-key-before-you-serve", "0123456789abcdefghijklmnopqrstuvwxyz"],
    "METRICS_TOKEN": ["a", "a" * 40, "password-of-the-monitor", KEY],
    "PUBLIC_URL": ["http://exchange.example.org", "http://localhost:8000", "https://you:hush-hush@exchange.example.org"],
    "TRUSTED_HOSTS": ["*", "*.example.org", "https://exchange.example.org", "other.example.org", "."],
    "MAIL_SENDER": ["exchange", "exchange@", "exchange@localhost", "a@b.org, c@d.org"],
    "RATE_LIMITS": ["0"],
    "LOG_LEVEL": ["DEBUG"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in UNSAFE.items() for value in values])
def test_production_refuses_an_unsafe_value_and_says_how_to_mend_it(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path / "var", **{**PRODUCTION, name: value})
    assert f"Set {name} to " in str(caught.value)
    assert name not in {"SECRET_KEY", "METRICS_TOKEN", "PUBLIC_URL"} or len(value) < 5 or value not in str(caught.value)
    assert not (tmp_path / "var").exists(), "nothing is made for settings that cannot be used"


def test_everything_wrong_is_told_at_once_a_line_each(tmp_path: Path) -> None:
    wrong = {name: values[0] for name, values in UNSAFE.items()}
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, **{**PRODUCTION, **wrong, "PORT": "eighty", "WEB_THREADS": "0", "SMTP_URL": "mail", "FLASK_DEBUG": "1"})
    told = str(caught.value).splitlines()
    for name in (*wrong, "PORT", "WEB_THREADS", "SMTP_URL"):
        assert sum(name in line for line in told) >= 1, name
    assert sum("FLASK_DEBUG" in line for line in told) == 1
    assert len(told) == len(set(told)) == len(wrong) + 4


@pytest.mark.parametrize(
    "hosts", ["exchange.example.org", "EXCHANGE.example.org:443", ".example.org", "127.0.0.1, exchange.example.org"]
)
def test_production_takes_hosts_that_hold_the_public_one(tmp_path: Path, hosts: str) -> None:
    assert read(tmp_path, **{**PRODUCTION, "TRUSTED_HOSTS": hosts}).production


@pytest.mark.parametrize("make", [secrets.token_urlsafe, secrets.token_hex])
def test_keys_and_tokens_made_by_chance_are_taken(tmp_path: Path, make: Callable[[int], str]) -> None:
    for _try in range(20):
        assert read(tmp_path, **{**PRODUCTION, "SECRET_KEY": make(48), "METRICS_TOKEN": make(24)}).production


@pytest.mark.parametrize("sender", ["exchange@example.org", "Practice Exchange <exchange@example.org>"])
def test_production_takes_a_sender_with_and_without_a_name(tmp_path: Path, sender: str) -> None:
    assert read(tmp_path, **{**PRODUCTION, "MAIL_SENDER": sender})["MAIL_SENDER"] == sender


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"FLASK_DEBUG": "1", "HOST": EVERYWHERE}, True),
        ({"FLASK_DEBUG": "true", "HOST": "::"}, True),
        ({"FLASK_DEBUG": "1", "HOST": "192.0.2.1"}, True),
        ({**PRODUCTION, "FLASK_DEBUG": "1"}, True),
        ({**PRODUCTION, "FLASK_DEBUG": "0", "HOST": EVERYWHERE}, False),
        ({"FLASK_DEBUG": "1", "HOST": "127.0.0.1"}, False),
        ({"FLASK_DEBUG": "1", "HOST": "::1"}, False),
        ({"FLASK_DEBUG": "1", "HOST": "localhost"}, False),
        ({"FLASK_DEBUG": "no", "HOST": EVERYWHERE}, False),
    ],
)
def test_the_debugger_is_served_to_this_machine_in_development_alone(
    tmp_path: Path, given: dict[str, str], refused: bool
) -> None:
    if not refused:
        assert read(tmp_path, **given)
        return
    with pytest.raises(SettingsError, match="debugger"):
        read(tmp_path, **given)


def test_development_takes_what_only_production_refuses(tmp_path: Path) -> None:
    unsafe = {name: values[0] for name, values in UNSAFE.items()}
    assert not read(tmp_path, **unsafe).production


def test_no_value_of_a_secret_stands_in_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, **{**PRODUCTION, "SECRET_KEY": "hush-hush"})
    assert "hush" not in str(caught.value)


def test_every_setting_can_be_read_at_its_default(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert {setting.name for setting in SETTINGS} == set(settings.values)
    assert all(setting.kind in config.READERS for setting in SETTINGS)
