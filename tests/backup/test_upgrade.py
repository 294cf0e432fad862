"""What the release before left is brought to this one: nothing that people wrote is lost, and it is served and found at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from exchange.backup import numbers
from exchange.backup.values import tables_of
from exchange.changes import queries as changes
from exchange.core.db import db
from exchange.experts import queries as experts
from exchange.outbox import worker
from exchange.practices import lifecycle
from exchange.practices import queries as practices
from exchange.practices.models import Practice, Version
from exchange.search import sync
from exchange.setup import preparation
from tests.backup import earlier
from tests.backup.places import Places
from tests.client import Reader, words

# What the product makes anew by itself, or ends on purpose, does not have to survive; people wrote none of it.
MADE_ANEW = {"prepared", "goals", "targets", "places", "themes", "vocabulary_state", "outbox", "sign_ins"}
# Passwords of accounts that nobody has confirmed, and what ends old links, may change.
MAY_CHANGE = {("users", "password"), ("users", "fs_uniquifier")}
JSON_TEXT = {"answers", "biography", "help_kinds", "links", "reaches", "checks", "source_record", "payload"}


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Flask]:
    """The exchange of the release before, prepared by this one as its first start does; to read, sign in and work in."""
    places = Places(tmp_path_factory.mktemp("upgraded"), f"{worker_id}_upgraded")
    app = places.make()
    earlier.build(app)
    preparation.prepare(app, lambda _said: None)
    yield app
    places.close()


def found_in(app: Flask, table: str) -> list[dict[str, Any]]:
    """The rows of a table as they are now, as a copy writes their values."""
    with app.app_context(), db.engine.connect() as connection:
        one = tables_of(inspect(connection))[table]
        return [dict(zip(one.names, one.write(row), strict=True)) for row in connection.execute(one.table.select())]


def comparable(table: str, row: dict[str, Any], columns: set[str]) -> str:
    """What must be the same of a row, whatever else its table has by now."""
    kept = {name: value for name, value in row.items() if name in columns and (table, name) not in MAY_CHANGE}
    read = {name: json.loads(value) if name in JSON_TEXT and value else value for name, value in kept.items()}
    return json.dumps(read, sort_keys=True, ensure_ascii=False)


@pytest.mark.parametrize("table", sorted(set(earlier.rows()) - MADE_ANEW - {"blocks", "moves"}))
def test_every_row_people_made_survives_the_upgrade(upgraded: Flask, table: str) -> None:
    before, after = earlier.rows()[table], found_in(upgraded, table)
    columns = set(before[0]) & set(after[0])
    assert {"body", "answers", "note", "title", "email"} & set(before[0]) <= columns
    held = {comparable(table, row, columns) for row in after}
    assert {comparable(table, row, columns) for row in before} <= held


def test_every_line_of_the_log_survives_the_upgrade(upgraded: Flask) -> None:
    before, after = earlier.rows()["moves"], found_in(upgraded, "events")
    names = {"practice_id": "number", "version_id": "part", "move": "what"}
    assert after == [{"subject": "practice", **{names.get(name, name): value for name, value in row.items()}} for row in before]


def test_the_record_of_visible_change_begins_with_all_that_is_visible(upgraded: Flask) -> None:
    with upgraded.app_context():
        last = {(row.kind, row.number): (row.what, row.version) for row in changes.since(0, 9_999)}
        seen = {("practice", number): version for number, version in versions_now().items()}
        seen |= {("expert", number): None for number in experts.public_ids()}
        assert seen | {("vocabularies", 1): None} == {one: version for one, (what, version) in last.items() if what != "gone"}
        assert {number for (kind, number), (what, _version) in last.items() if what == "gone" and kind == "practice"} == taken()


def versions_now() -> dict[int, int | None]:
    return practices.visible_versions(practices.published_ids())


def taken() -> set[int]:
    """The practices that were published and are hidden or retracted now."""
    chosen = select(Version.practice_id).join(Version.practice).where(Version.status == lifecycle.PUBLISHED)
    return set(db.session.scalars(chosen.where((Practice.hidden_at.is_not(None)) | (Practice.retracted_at.is_not(None)))))


def test_who_blocked_whom_survives_the_upgrade(upgraded: Flask) -> None:
    wanted = {(row["blocker_id"], row["blocked_id"]) for row in earlier.rows()["blocks"]}
    with upgraded.app_context():
        names = inspect(db.engine)
        holding = [
            table
            for table in names.get_table_names()
            if {"blocker_id", "blocked_id"} <= {column["name"] for column in names.get_columns(table)}
        ]
    assert wanted <= {(row["blocker_id"], row["blocked_id"]) for table in holding for row in found_in(upgraded, table)}


def test_no_number_of_the_release_before_is_given_again(upgraded: Flask) -> None:
    with upgraded.app_context(), db.engine.connect() as connection:
        practices = tables_of(inspect(connection))["practices"]
        assert numbers.last_of(connection, practices) == earlier.NUMBERS_GIVEN["practices"]
    accounts = {row["id"] for row in found_in(upgraded, "users")} - {row["id"] for row in earlier.rows()["users"]}
    assert min(accounts) == earlier.NUMBERS_GIVEN["users"] + 1


def test_members_of_the_release_before_sign_in_and_find_their_work(upgraded: Flask) -> None:
    with upgraded.app_context():
        reader = upgraded.test_client()
        assert isinstance(reader, Reader)
        sent = reader.send("/en/account/sign-in/", {"email": earlier.MEMBER, "password": earlier.PASSWORD})
        assert sent.status_code == 303
        desk = words(reader.get("/en/desk/"))
    assert "Refill – 再装 – إعادة التعبئة 🧴" in desk
    assert "Refill stations in city markets" in desk


def test_practices_of_the_release_before_are_read_and_found(upgraded: Flask) -> None:
    with upgraded.app_context():
        assert sync.owed_rebuild()
        worker.drain(upgraded)
        assert sync.differences() == []
        reader = upgraded.test_client()
        assert isinstance(reader, Reader)
        assert "Repair vouchers for household appliances in Porto" in words(reader.get("/en/practices/?q=vouchers"))
        assert "Bons de réparation à Porto" in words(reader.get("/fr/practices/1/", follow_redirects=True))
        assert "Circular chairs" in words(reader.get("/en/practices/?q=chairs"))
        assert reader.get("/en/practices/6/", follow_redirects=True).status_code in {404, 410}
