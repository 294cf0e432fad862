"""Restoring is whole or not at all, brings older tables up to date, and leaves an exchange that serves and finds what it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.backup import archive, restoring, tables
from exchange.core.db import db
from exchange.outbox import worker
from exchange.search import sync
from exchange.setup import preparation
from tests.backup import earlier
from tests.backup.conftest import Place
from tests.backup.places import done, rows_of, run, tables_there
from tests.client import Reader, words

PRODUCTION = {
    "EXCHANGE_ENV": "production",
    "SECRET_KEY": "q7Vx-2mZ_9tLwB4nRk8sPc3hYd6gFj1e",
    "TRUSTED_HOSTS": "exchange.test,localhost",
    "PUBLIC_URL": "https://exchange.test",
    "RATE_LIMITS": "1",
    "MAIL_SENDER": "exchange@example.org",
}


def test_an_interrupted_restoring_left_nothing_and_is_repeated(place: Place, lived_in: Flask, copy: Path) -> None:
    app = place()

    def interrupt(_rows: int) -> None:
        raise KeyboardInterrupt

    with app.app_context(), archive.open_archive(copy) as found, pytest.raises(KeyboardInterrupt):
        restoring.restore(app, found, interrupt)
    assert tables_there(app) == []
    done(app, "backup", "restore", copy)
    assert rows_of(app) == rows_of(lived_in)


def test_a_prepared_place_without_members_is_restored_into(place: Place, lived_in: Flask, copy: Path) -> None:
    app = place(**PRODUCTION)
    preparation.prepare(app, lambda _said: None)
    done(app, "backup", "restore", copy)
    assert rows_of(app) == rows_of(lived_in)


def test_a_place_restored_into_is_not_restored_into_again(place: Place, lived_in: Flask, copy: Path) -> None:
    app = place()
    done(app, "backup", "restore", copy)
    assert run(app, "backup", "restore", copy).exit_code == 1
    assert rows_of(app) == rows_of(lived_in)


def test_a_copy_of_older_tables_is_brought_up_to_date(place: Place, lived_in: Flask, tmp_path: Path) -> None:
    old, app = place(), place(**PRODUCTION)
    earlier.build(old)
    # Where the newest tables stand already, they go first.
    preparation.prepare(app, lambda _said: None)
    done(old, "backup", "create", tmp_path / "old.zip")
    done(app, "backup", "restore", tmp_path / "old.zip")
    assert rows_of(app) == rows_of(lived_in)
    with app.app_context(), db.engine.connect() as connection:
        newest = tables.revision_of(connection)
    with lived_in.app_context(), db.engine.connect() as connection:
        assert newest == tables.revision_of(connection)


def test_a_restored_exchange_is_found_again_and_its_members_sign_in(place: Place, copy: Path) -> None:
    app = place()
    with app.app_context():
        preparation.migrate(lambda _said: None)
        preparation.load_vocabularies(lambda _said: None)
        # An index of nothing, made before the records came.
        sync.rebuild()
        assert not sync.owed_rebuild()
    done(app, "backup", "restore", copy)
    preparation.prepare(app, lambda _said: None)
    with app.app_context():
        assert sync.owed_rebuild()
        worker.drain(app)
        assert sync.differences() == []
        reader = app.test_client()
        assert isinstance(reader, Reader)
        assert "Repair vouchers for household appliances in Porto" in words(reader.get("/en/practices/?q=vouchers"))
        assert signed_in(reader)


def signed_in(reader: Reader) -> bool:
    """True when the member of the copy can sign in with the password they had."""
    sent = reader.send("/en/account/sign-in/", {"email": earlier.MEMBER, "password": earlier.PASSWORD})
    return sent.status_code == 303 and reader.get("/en/desk/").status_code == 200


def test_members_of_a_copy_keep_their_numbers_and_names(place: Place, copy: Path) -> None:
    app = place()
    done(app, "backup", "restore", copy)
    given = {(row["id"], row["email"], row["name"]) for row in earlier.rows()["users"]}
    with app.app_context():
        assert {(one.id, one.email, one.name) for one in db.session.scalars(select(User))} == given
