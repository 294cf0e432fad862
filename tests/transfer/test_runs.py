"""Imports that are written down: what the record says, going on after a kill, undoing."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.changes.models import Change
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid
from exchange.core.transaction import transaction
from exchange.practices import moves
from exchange.practices.models import Person, Practice, Version
from exchange.practices.queries import published_ids
from exchange.transfer import batches, importing, lifecycle, queries, runs, undoing
from exchange.transfer.models import ImportLine, ImportRun
from exchange.workflow.models import Event
from tests import factories
from tests.transfer import made
from tests.transfer import runs as imports


@pytest.fixture
def admin() -> User:
    return factories.member("Ada", "administrator")


@pytest.fixture
def second() -> User:
    return factories.member("Bea", "administrator")


def undo(actor: User, number: int) -> bool:
    db.session.rollback()
    with transaction():
        return undoing.undo(db.session.merge(actor), number, "The source asked for it.")


def undone(actor: User, number: int) -> dict[str, int]:
    undo(actor, number)
    imports.work()
    return dict(queries.undone_counts(number))


def practice_ids() -> list[int]:
    db.session.rollback()
    return published_ids()


def test_a_run_tells_file_source_person_counts_and_each_line(admin: User) -> None:
    file = imports.content([*imports.some(2), {"source_id": "broken"}])
    number = imports.imported(admin, file)
    run = imports.run(number)
    assert (run.status, run.file_name, run.actor_id, run.sources) == ("ended", "file.jsonl", admin.id, ["Test source"])
    assert (run.line, run.read, run.created, run.refused, run.fault) == (3, len(file), 2, 1, "")
    rows = queries.lines(number, "", 1).items
    assert [(one.line.number, one.line.outcome, one.title) for one in rows] == [
        (1, "created", "Practice 1"),
        (2, "created", "Practice 2"),
        (3, "refused", ""),
    ]
    assert rows[2].line.words
    assert [one.what for one in queries.events(number)] == ["accept", "begin", "end"]


def test_the_file_of_a_run_is_private_and_gone_when_it_has_ended(admin: User) -> None:
    number = imports.accepted(admin, imports.content(imports.some(1)))
    kept = runs.folder() / str(imports.run(number).stored)
    assert kept.stat().st_mode & 0o077 == 0
    imports.work()
    assert not kept.exists()
    assert imports.run(number).stored is None


def test_a_second_import_changes_nothing_and_says_so(admin: User) -> None:
    file = imports.content(imports.some(2))
    imports.imported(admin, file)
    run = imports.run(imports.imported(admin, file))
    assert (run.created, run.updated, run.unchanged) == (0, 0, 2)


def test_the_command_writes_the_same_record_of_its_run(tmp_path: Path) -> None:
    made.run("practices", "import", str(made.write(tmp_path / "by_command.jsonl", imports.some(2))), "--reviewed")
    run = db.session.scalars(select(ImportRun)).one()
    assert (run.status, run.file_name, run.by_command, run.created, run.line) == ("ended", "by_command.jsonl", True, 2, 2)


def test_a_command_over_a_file_without_records_says_why_it_stopped(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text("[\n1]")
    made.run("practices", "import", str(tmp_path / "list.json"))
    assert "one list" in db.session.scalars(select(ImportRun)).one().fault


def test_a_run_killed_in_the_middle_goes_on_after_its_last_batch(
    admin: User, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [*imports.some(120), imports.some(1)[0]]
    number = imports.accepted(admin, imports.content(records))
    stores = batches.store
    calls = []

    def killed(*given: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return stores(*given)  # type: ignore[arg-type]  # whatever came

    monkeypatch.setattr(importing, "store", killed)
    with pytest.raises(KeyboardInterrupt):
        imports.work()
    run = imports.run(number)
    assert (run.status, run.line, run.created) == ("running", 50, 50)
    assert len(practice_ids()) == 50
    app.extensions.pop(runs.GOING, None)
    with clock.later(timedelta(minutes=2)):
        imports.work()
    run = imports.run(number)
    assert (run.status, run.line, run.created, run.unchanged) == ("ended", 121, 120, 1)
    assert len(practice_ids()) == 120


def test_a_slice_that_is_over_leaves_the_rest_to_the_next_job(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SLICE_SECONDS", 0.0)
    run = imports.run(imports.imported(admin, imports.content(imports.some(120))))
    assert (run.status, run.created) == ("ended", 120)


def test_two_workers_at_one_run_take_each_record_once(admin: User) -> None:
    number = imports.accepted(admin, imports.content(imports.some(120)))
    first, other = runs._steps(number), runs._steps(number)
    next(first)
    list(other)
    with pytest.raises(runs.Overtaken):
        list(first)
    assert imports.run(number).created == 120


def test_a_run_whose_file_is_gone_ends_and_says_so(admin: User) -> None:
    number = imports.accepted(admin, imports.content(imports.some(1)))
    (runs.folder() / str(imports.run(number).stored)).unlink()
    imports.work()
    run = imports.run(number)
    assert (run.status, run.fault) == ("ended", "The file is no longer here.")


def test_a_command_that_was_killed_is_ended_by_the_hourly_look(tmp_path: Path) -> None:
    runs.begin_command(made.write(tmp_path / "f.jsonl", imports.some(1)), True)
    left = runs.folder() / "nobody"
    left.write_text("x")
    os.utime(left, (0, 0))
    with clock.later(timedelta(hours=2)):
        runs.tidy()
    db.session.rollback()
    assert db.session.scalars(select(ImportRun)).one().fault == "The command was stopped."
    assert not left.exists()


def test_undoing_takes_away_what_nobody_has_touched_and_says_what_stays(admin: User) -> None:
    number = imports.imported(admin, imports.content(imports.some(4)))
    confirmed, edited, claimed = (made.practice(f"test:{one}").id for one in (1, 2, 3))
    version = made.versions("test:2")[0]
    with transaction():
        moves.log(confirmed, "confirm", admin.id)
        moves.log(edited, "hide", admin.id, note="Look again")
    assert version.status == "published"
    made_author(claimed)
    assert undone(admin, number) == {"edited": 2, "named": 1, "taken": 1}
    assert imports.run(number).status == "undone"
    assert practice_ids() == [confirmed, edited, claimed]
    assert made.versions("test:4")[0].status == "withdrawn"
    line = db.session.scalars(select(Event).where(Event.what == "undo_import")).one()
    assert (line.actor_id, line.note) == (admin.id, "The source asked for it.")


def made_author(practice_id: int) -> None:
    user = factories.member().id
    with transaction():
        db.session.add(Person(practice_id=practice_id, user_id=user, part="author", position=0, invited_at=clock.now()))


def test_what_waits_for_a_moderator_is_withdrawn_too(admin: User) -> None:
    number = imports.imported(admin, imports.content(imports.some(1)), reviewed=False)
    assert undone(admin, number) == {"taken": 1}
    assert made.versions("test:1")[0].status == "withdrawn"


def test_a_practice_that_a_later_import_changed_stays(admin: User) -> None:
    number = imports.imported(admin, imports.content(imports.some(1)))
    imports.imported(admin, imports.content([made.record(1, title="Other words")]))
    assert undone(admin, number) == {"imported": 1}


def test_an_undone_file_comes_back_with_its_numbers_when_imported_again(admin: User) -> None:
    file = imports.content([{**imports.some(1)[0], "translations": {"fr": {"title": "Bonjour"}}}])
    before = imports.imported(admin, file)
    ids = practice_ids()
    undone(admin, before)
    assert practice_ids() == []
    again = imports.imported(admin, file)
    assert practice_ids() == ids
    assert imports.lines(again) == [(1, "returned", "")]
    assert undone(admin, again) == {"taken": 1}


def test_more_than_a_hundred_take_a_second_administrator(admin: User, second: User) -> None:
    number = imports.imported(admin, imports.content(imports.some(lifecycle.MOST_ALONE + 1)))
    assert undo(admin, number) is False
    imports.work()
    assert len(practice_ids()) == 101
    with pytest.raises(Forbidden), transaction():
        undoing.agree(db.session.merge(admin), number)
    db.session.rollback()
    with transaction():
        undoing.agree(db.session.merge(second), number)
    imports.work()
    assert (imports.run(number).status, practice_ids()) == ("undone", [])


def test_one_administrator_alone_cannot_undo_many_but_the_command_can(admin: User) -> None:
    number = imports.imported(admin, imports.content(imports.some(101)))
    with pytest.raises(Conflict, match="by command"):
        undo(admin, number)
    result = made.run("imports", "undo", str(number), "--reason", "Wrong file")
    assert (result.exit_code, result.stdout) == (0, "taken 101\n")
    assert practice_ids() == []
    assert made.run("imports", "undo", str(number), "--reason", "Again").exit_code == 2


def test_an_import_that_somebody_wants_kept_stays(admin: User, second: User) -> None:
    number = imports.imported(admin, imports.content(imports.some(101)))
    undo(admin, number)
    with transaction():
        undoing.refuse(db.session.merge(second), number, "We want it.")
    assert (imports.run(number).status, len(practice_ids())) == ("ended", 101)


def test_two_administrators_who_undo_at_once_get_it_once(admin: User, second: User) -> None:
    number = imports.imported(admin, imports.content(imports.some(1)))
    assert undo(admin, number)
    with pytest.raises(Conflict):
        undo(second, number)


def test_undoing_needs_a_reason_and_an_administrator(admin: User) -> None:
    number = imports.imported(admin, imports.content(imports.some(1)))
    with pytest.raises(Invalid), transaction():
        undoing.undo(db.session.merge(admin), number, " ")
    with pytest.raises(Forbidden), transaction():
        undoing.undo(User(id=0, role="moderator"), number, "Because")


def test_an_undo_killed_in_the_middle_goes_on(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    number = imports.imported(admin, imports.content(imports.some(60)))
    undo(admin, number)
    assert undoing.go_on(number, 0.0001)
    assert db.session.scalar(select(ImportLine.id).where(ImportLine.undone == "taken")) is not None
    assert len(practice_ids()) == 10
    imports.work()
    assert (practice_ids(), imports.run(number).status) == ([], "undone")


def test_the_index_forgets_what_is_undone(admin: User) -> None:
    number = imports.imported(admin, imports.content(imports.some(1)))
    undone(admin, number)
    newest = db.session.scalars(select(Change).where(Change.kind == "practice").order_by(Change.sequence.desc())).first()
    assert newest is not None
    assert (newest.number, newest.what) == (db.session.scalars(select(Practice.id)).one(), "gone")
    assert db.session.scalar(select(Version.status)) == "withdrawn"
