"""A new room plugs in: states, form, search, blocks, notice and log, without a change in any other room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict

from exchange.accounts.models import User
from exchange.changes import queries as changes
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden
from exchange.core.transaction import transaction
from exchange.outbox import worker
from exchange.search import parameters, service, sync
from exchange.setup import preparation
from exchange.workflow import queries as log
from tests import factories
from tests.accounts.mailbox import mails
from tests.backup.places import Places
from tests.client import Reader, words
from tests.practices import records
from tests.sample_room import room

GIVEN = {"title": "Repair vouchers in Nyeri", "countries-0": "KE", "story": "It *began*"}


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Flask]:
    """An exchange with the room, prepared as an instance is."""
    made = Places(tmp_path_factory.mktemp("trials"), f"{worker_id}_trials")
    app = made.make()
    room.init(app)
    preparation.prepare(app, lambda _said: None)
    with app.app_context(), transaction():
        room.Apart.metadata.create_all(db.session.connection())
    yield app
    made.close()


@pytest.fixture
def here(exchange: Flask) -> Iterator[Flask]:
    """The exchange, with its context pushed and an index."""
    with exchange.app_context():
        sync.rebuild()
        yield exchange
        db.session.remove()


@pytest.fixture
def practice(here: Flask) -> int:
    """A published practice."""
    return records.published(factories.member().id)


@pytest.fixture
def member(here: Flask) -> User:
    return factories.member()


def reader_of(app: Flask, member: User) -> Reader:
    reader = app.test_client()
    assert isinstance(reader, Reader)
    reader.sign_in(member)
    return reader


def begin(app: Flask, member: User, practice: int) -> room.Trial:
    """A trial begun through the form, as the newest there is."""
    answer = reader_of(app, member).send(f"/en/trials/of/{practice}/", GIVEN)
    assert answer.status_code == 303
    return room.running()[-1]


def drain(app: Flask) -> None:
    db.session.rollback()
    worker.drain(app)
    db.session.rollback()


def found(app: Flask, **values: str) -> tuple[int, dict[str, int]]:
    """How many trials a search finds, and how many in each country."""
    with app.test_request_context("/en/"):
        g.language = "en"
        answer = service.search(parameters.read("trials", MultiDict(values)).request("en")).answer
    return answer.total, dict(answer.counts.get("country", {}))


def test_bad_input_of_its_form_is_refused_with_its_sentence_and_kept(here: Flask, practice: int, member: User) -> None:
    answer = reader_of(here, member).send(f"/en/trials/of/{practice}/", {**GIVEN, "title": "T" * 90})
    assert answer.status_code == 422
    assert "Shorten this answer by 10 characters" in words(answer)
    assert "T" * 90 in answer.get_data(as_text=True)
    assert "It *began*" in answer.get_data(as_text=True)


def test_its_block_stands_on_the_pages_of_other_rooms(here: Flask, practice: int, member: User) -> None:
    begin(here, member, practice)
    reader, moderator = reader_of(here, member), reader_of(here, factories.member(role="moderator"))
    for page in (
        reader.get(f"/en/practices/{practice}/", follow_redirects=True),
        reader.get("/en/desk/?show=mine"),
        reader.get("/en/"),
    ):
        assert page.status_code == 200
        assert "Tried by Repair vouchers in Nyeri" in words(page)
        assert "Trials" in words(page)
    assert "Tried by Repair vouchers in Nyeri" in words(moderator.get(f"/en/review/practices/{practice}/"))


def test_its_records_are_indexed_found_filtered_and_gone_when_over(here: Flask, practice: int, member: User) -> None:
    before = found(here, q="vouchers")[0]
    trial = begin(here, member, practice)
    drain(here)
    assert found(here, q="vouchers") == (before + 1, {"KE": before + 1})
    assert found(here, q="vouchers", country="BR")[0] == 0
    with transaction():
        room.end(member, db.session.get_one(room.Trial, trial.id), "It works.")
    drain(here)
    assert found(here, q="vouchers")[0] == before


def test_its_records_are_found_in_the_database_without_an_index(here: Flask, practice: int, member: User) -> None:
    begin(here, member, practice)
    sync.forget()
    assert found(here, q="vouchers")[0] == len(room.running())


def test_its_notice_goes_in_a_week_and_not_after_the_end(here: Flask, practice: int) -> None:
    asked, over = factories.member(), factories.member()
    begin(here, asked, practice)
    ended = begin(here, over, practice)
    with transaction():
        room.end(over, db.session.get_one(room.Trial, ended.id), "It works.")
    drain(here)
    assert not [mail for mail in mails() if mail["To"] in {asked.email, over.email}]
    with clock.later(room.WEEK + timedelta(minutes=1)):
        drain(here)
    assert [
        mail["To"] for mail in mails() if mail["Subject"] == "How did it go?" and mail["To"] in {asked.email, over.email}
    ] == [asked.email]


def test_its_states_are_logged_and_its_changes_are_on_record(here: Flask, practice: int, member: User) -> None:
    start = max((row.sequence for row in changes.since(0, 9_999)), default=0)
    trial = begin(here, member, practice)
    other = factories.member()
    held = db.session.get_one(room.Trial, trial.id)
    with pytest.raises(Forbidden, match="Only who tries"), transaction():
        room.end(other, held, "Not mine")
    with transaction():
        room.end(member, held, "It works.")
    with pytest.raises(Conflict), transaction():
        room.end(member, held, "Again")
    assert [(line.what, line.after) for line in log.events_of(room.TRIALS, trial.id)] == [("begin", "running"), ("end", "ended")]
    rows = [(row.kind, row.number, row.what) for row in changes.since(start, 9_999) if row.kind == room.KIND]
    assert rows == [("trial", trial.id, "visible"), ("trial", trial.id, "gone")]


def test_an_exchange_without_the_room_has_nothing_of_it(app: Flask, reader: Reader) -> None:
    assert reader.get("/en/trials/of/1/").status_code == 404
    assert "Tried by" not in words(reader.get("/en/"))
