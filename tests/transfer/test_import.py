"""Importing a file: what is made, what is left alone, what is told."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox.models import Job
from exchange.practices import moves
from exchange.practices.models import (
    Person,
    Practice,
    Revision,
    Translation,
    TranslationVersion,
    Version,
)
from exchange.transfer import batches, importing, records
from exchange.workflow.models import Event
from tests import factories
from tests.transfer import made

FULL: dict[str, Any] = {
    "record_type": "project",
    "summary": "Short.",
    "description": "What was done.",
    "countries": ["FR", "XK"],
    "year": 2012,
    "organisation": "City",
    "themes": ["waste", "Sand"],
    "keywords": ["one"],
    "url": "https://example.org/1",
    "extra": {"status": "Closed"},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.jsonl"


def outcome(file: Path, *records: dict[str, Any], reviewed: bool = True) -> str:
    report, refused = made.take_in(made.write(file, records), reviewed=reviewed)
    assert not refused
    return str(report)


def statuses(source_id: str = "test:1") -> list[str]:
    return [version.status for version in made.versions(source_id)]


def owed() -> list[str]:
    return list(db.session.scalars(select(Job.key).where(Job.topic == "index").order_by(Job.id)))


def test_a_reviewed_record_is_published_with_a_log_line_and_index_work(file: Path) -> None:
    assert outcome(file, made.record(**FULL)) == "created 1, updated 0, unchanged 0, refused 0"
    practice = made.practice("test:1")
    assert (practice.source, practice.licence, practice.attribution) == ("Test source", "CC-BY-4.0", "Test")
    assert (practice.source_url, practice.record_type) == ("https://example.org/1", "project")
    assert practice.source_record is not None
    assert practice.source_record["countries"] == ["FR", "XK"]
    (version,) = made.versions("test:1")
    assert (version.status, version.evidence, version.start_year, version.organisation) == ("published", None, 2012, "City")
    assert version.published_at is not None
    assert made.said("test:1")["themes"] == ["waste"]
    line = db.session.scalars(select(Event)).one()
    assert (line.what, line.before, line.after, line.part) == ("import_published", None, "published", version.id)
    assert owed() == [f"practice:{practice.id}"]


def test_without_reviewed_it_waits_for_a_moderator_and_is_not_in_the_index(file: Path) -> None:
    outcome(file, made.record(**FULL), reviewed=False)
    (version,) = made.versions("test:1")
    assert (version.status, version.revision) == ("submitted", 1)
    assert version.sent_at is not None
    sent = db.session.scalars(select(Revision)).one()
    assert sent.answers["title"] == "Practice 1"
    assert sent.answers["contacts"] == []
    assert owed() == []


@pytest.mark.parametrize("reviewed", [True, False])
def test_the_same_file_again_changes_nothing(file: Path, reviewed: bool) -> None:
    outcome(file, made.record(**FULL), reviewed=reviewed)
    before = db.session.scalar(select(func.count()).select_from(Event))
    assert outcome(file, made.record(**FULL), reviewed=reviewed) == "created 0, updated 0, unchanged 1, refused 0"
    assert db.session.scalar(select(func.count()).select_from(Event)) == before


def test_a_changed_record_is_published_in_place_of_the_earlier_one(file: Path) -> None:
    outcome(file, made.record(**FULL))
    assert outcome(file, made.record(**{**FULL, "title": "New"})) == "created 0, updated 1, unchanged 0, refused 0"
    assert statuses() == ["superseded", "published"]
    assert made.said("test:1")["title"] == "New"


def test_a_change_not_reviewed_waits_while_the_published_text_stays(file: Path) -> None:
    outcome(file, made.record(**FULL))
    outcome(file, made.record(**{**FULL, "title": "New"}), reviewed=False)
    assert statuses() == ["published", "submitted"]
    outcome(file, made.record(**{**FULL, "title": "Newer"}), reviewed=False)
    assert statuses() == ["published", "withdrawn", "submitted"]
    outcome(file, made.record(**{**FULL, "title": "Newest"}))
    assert statuses() == ["superseded", "withdrawn", "withdrawn", "published"]


def test_what_waits_is_published_when_it_comes_again_as_reviewed(file: Path) -> None:
    outcome(file, made.record(**FULL), reviewed=False)
    assert outcome(file, made.record(**FULL)) == "created 0, updated 1, unchanged 0, refused 0"
    assert statuses() == ["withdrawn", "published"]
    assert outcome(file, made.record(**FULL), reviewed=False) == "created 0, updated 0, unchanged 1, refused 0"


def member_starts(practice_id: int, user_id: int) -> None:
    """Leave the line in the log that a member's draft leaves, also when it was discarded."""
    begun = Event(subject="practice", number=practice_id, actor_id=user_id, what="start", after="draft", at=clock.now())
    db.session.add(begun)


def change(**values: Any) -> None:
    with transaction():
        practice = made.practice("test:1")
        for name, value in values.items():
            setattr(practice, name, value)


def test_a_retracted_practice_stays_retracted(file: Path) -> None:
    outcome(file, made.record(**FULL))
    one, two = factories.moderator().id, factories.moderator().id
    change(retracted_at=clock.now(), retraction_asked_by=one, retracted_by=two, retraction_reason="x", retraction_title="t")
    report, _refused = made.take_in(made.write(file, [made.record(**{**FULL, "title": "New"})]))
    assert (report.unchanged, report.kept) == (1, 1)
    assert statuses() == ["published"]


def test_a_hidden_practice_takes_the_new_text_and_stays_hidden(file: Path) -> None:
    outcome(file, made.record(**FULL))
    change(hidden_at=clock.now(), hidden_reason="x")
    outcome(file, made.record(**{**FULL, "title": "New"}))
    assert statuses() == ["superseded", "published"]
    assert made.practice("test:1").hidden_at is not None


def test_a_practice_with_an_author_or_a_draft_of_a_member_is_theirs(file: Path) -> None:
    outcome(file, made.record(**FULL), made.record(2))
    author = factories.member().id
    now = clock.now()
    with transaction():
        one, two = made.practice("test:1").id, made.practice("test:2").id
        db.session.add(Person(practice_id=one, user_id=author, part="author", position=0, invited_at=now, agreed_at=now))
        member_starts(two, author)
    report, _refused = made.take_in(made.write(file, [made.record(title="New"), made.record(2, title="New")]))
    assert report.kept == 2
    assert statuses("test:1") == statuses("test:2") == ["published"]


def decline() -> None:
    moderator = factories.moderator().id
    with transaction():
        (version,) = made.versions("test:1")
        version.reviewer_id = moderator
        moves.make(version, "take", moderator)
        moves.make(version, "decline", moderator, note="No.", reason="other")


def test_what_moderators_declined_stays_declined(file: Path) -> None:
    outcome(file, made.record(**FULL, translations={"fr": {"title": "T"}}), reviewed=False)
    decline()
    assert db.session.scalars(select(TranslationVersion.status)).all() == ["declined"]
    report, _refused = made.take_in(made.write(file, [made.record(**{**FULL, "title": "New"})]))
    assert report.kept == 1
    assert statuses() == ["declined"]


def translations() -> list[tuple[str, int, str, str]]:
    rows = select(Translation.language, TranslationVersion.number, TranslationVersion.status, TranslationVersion.title).join(
        TranslationVersion, TranslationVersion.translation_id == Translation.id
    )
    return [tuple(row) for row in db.session.execute(rows.order_by(Translation.language, TranslationVersion.number))]  # type: ignore[misc]  # rows of four


def test_translations_are_published_with_their_practice(file: Path) -> None:
    outcome(file, made.record(translations={"fr": {"title": "Un", "description": "Texte"}, "es": {"description": "Texto"}}))
    assert translations() == [("es", 1, "published", "Practice 1"), ("fr", 1, "published", "Un")]
    outcome(file, made.record(translations={"fr": {"title": "Deux"}}))
    assert translations() == [
        ("es", 1, "superseded", "Practice 1"),
        ("fr", 1, "superseded", "Un"),
        ("fr", 2, "published", "Deux"),
    ]


def test_translations_of_what_waits_wait_too_and_are_published_with_it(file: Path) -> None:
    outcome(file, made.record(translations={"fr": {"title": "Un"}}))
    outcome(file, made.record(translations={"fr": {"title": "Deux"}}), reviewed=False)
    outcome(file, made.record(translations={"fr": {"title": "Trois"}}), reviewed=False)
    assert [row[2] for row in translations()] == ["published", "withdrawn", "submitted"]
    moderator = factories.moderator().id
    with transaction():
        first, _withdrawn, waiting = made.versions("test:1")
        waiting.reviewer_id = moderator
        moves.make(waiting, "take", moderator)
        moves.make(first, "supersede", moderator)
        moves.make(waiting, "publish", moderator)
    assert [row[2:] for row in translations()] == [("superseded", "Un"), ("withdrawn", "Deux"), ("published", "Trois")]


def test_a_second_line_with_the_same_identity_is_unchanged_or_refused(file: Path) -> None:
    made.write(file, [made.record(), made.record(), made.record(title="Other")])
    for _time in range(2):
        report, refused = made.take_in(file)
        assert refused == [(3, "source_id test:1 stands on line 1 already, with other content")]
        assert statuses() == ["published"]
    assert str(report) == "created 0, updated 0, unchanged 2, refused 1"


def test_the_number_of_a_practice_of_this_exchange_is_not_taken(file: Path, app: Flask) -> None:
    number = made.written_here({"title": "Ours", "language": "en"})
    ours = json.loads(made.give_out(file))
    assert ours["source_id"] == f"exchange:{number}"
    report, refused = made.take_in(file)
    assert (str(report), report.kept) == ("created 0, updated 0, unchanged 1, refused 0", 1)
    report, refused = made.take_in(made.write(file, [{**ours, "url": "https://elsewhere.example/1"}]))
    assert refused == [(1, f"source_id exchange:{number} is the number of a practice of this exchange")]
    assert db.session.scalar(select(func.count()).select_from(Practice)) == 1


def test_a_record_of_an_exchange_keeps_its_number_and_no_later_practice_gets_it(file: Path) -> None:
    last = made.written_here({"title": "Before", "language": "en"})
    named = [f"exchange:{number}" for number in (last + 1, last + 2, last + 40)]
    made.take_in(made.write(file, [made.record(9), *(made.record(source_id=one) for one in named)]))
    assert [made.practice(one).id for one in named] == [last + 1, last + 2, last + 40]
    later = [made.written_here({"title": "After", "language": "en"}) for _ in range(3)]
    assert min(later) > last + 40
    exported = [json.loads(one)["source_id"] for one in made.give_out(file).splitlines()]
    assert len(exported) == len(set(exported)) == 8


def test_a_record_of_an_exchange_whose_number_another_record_has_gets_another_one(file: Path) -> None:
    last = made.written_here({"title": "Before", "language": "en"})
    made.take_in(made.write(file, [made.record(number) for number in (1, 2, 3)]))
    made.take_in(made.write(file, [made.record(source_id=f"exchange:{last + 2}")]))
    assert made.practice(f"exchange:{last + 2}").id > last + 3
    made.written_here({"title": "After", "language": "en"})
    exported = [json.loads(one)["source_id"] for one in made.give_out(file).splitlines()]
    assert len(exported) == len(set(exported)) == 6


def test_a_number_no_exchange_has_given_is_refused(file: Path) -> None:
    _report, refused = made.take_in(made.write(file, [made.record(source_id="exchange:1000000000")]))
    assert refused == [(1, "source_id exchange:1000000000 names a number that no exchange has given yet")]
    report, _refused = made.take_in(
        made.write(file, [made.record(source_id="exchange:007"), made.record(source_id="exchange:0")])
    )
    assert report.created == 2


def test_more_than_one_batch_and_blank_lines_and_a_byte_order_mark(file: Path) -> None:
    made.write(file, [made.record(number) for number in range(450)])
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n\n") + b"\n  \n")
    report, refused = made.take_in(file)
    assert (report.created, refused) == (450, [])


def test_a_last_line_without_its_end_and_a_line_far_too_long(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "LONGEST_LINE", 1000)
    long = json.dumps(made.record(description="x" * 200_000))
    file.write_text(f"{json.dumps(made.record())}\n{long}\n{json.dumps(made.record(2))}", "utf-8")
    sizes: list[int] = []
    refused: list[int] = []
    report = importing.import_file(
        file, reviewed=True, refuse=lambda number, _reason: refused.append(number), advance=sizes.append
    )
    assert (report.created, refused) == (2, [2])
    assert sum(sizes) == file.stat().st_size


def test_two_imports_of_one_file_at_once_make_each_practice_once(file: Path, app: Flask) -> None:
    made.write(file, [made.record(number) for number in range(300)])
    reports = []

    def work() -> None:
        with app.app_context():
            reports.append(made.take_in(file)[0])
            db.session.remove()

    threads = [threading.Thread(target=work) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(report.created for report in reports) == 300
    assert sum(report.unchanged for report in reports) == 300
    assert db.session.scalar(select(func.count()).select_from(Version)) == 300


@pytest.mark.parametrize("failures", [2, importing.TRIES])
def test_a_batch_that_meets_another_import_is_tried_again_and_not_for_ever(
    file: Path, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    left = [IntegrityError("insert", {}, ValueError())] * failures

    def store(*given: Any) -> Any:
        if left:
            raise left.pop()
        return batches.store(*given)

    monkeypatch.setattr(importing, "store", store)
    monkeypatch.setattr(importing, "FIRST_WAIT", 0.001)
    if failures == importing.TRIES:
        with pytest.raises(IntegrityError):
            outcome(file, made.record())
    else:
        assert outcome(file, made.record()) == "created 1, updated 0, unchanged 0, refused 0"


def test_the_command_counts_on_its_last_line_and_names_what_it_refused(file: Path) -> None:
    made.write(file, [made.record(**FULL), made.record(2, lang="qqq"), made.record(3, translations={"qq": {}})])
    result = made.run("practices", "import", str(file), "--reviewed")
    assert result.exit_code == 1
    assert result.stdout == "created 2, updated 0, unchanged 0, refused 1\n"
    assert result.stderr.splitlines() == [
        "line 2: lang “qqq” is not a known language code",
        "theme words not known: 1 (Sand 1)",
        "country codes not known: 1 (XK 1)",
        "translation languages not known: 1 (qq 1)",
    ]
    assert owed() == []


def test_the_command_ends_with_0_when_nothing_was_refused_and_says_what_it_left(file: Path) -> None:
    made.write(file, [made.record(**{**FULL, "themes": [], "countries": []})])
    made.take_in(file)
    author = factories.member().id
    with transaction():
        member_starts(made.practice("test:1").id, author)
    made.write(file, [made.record()])
    result = made.run("practices", "import", str(file))
    assert (result.exit_code, result.stdout) == (0, "created 0, updated 0, unchanged 1, refused 0\n")
    assert result.stderr == "left as they stand in this exchange: 1\n"


def test_a_file_that_cannot_be_read_ends_with_2(tmp_path: Path) -> None:
    result = made.run("practices", "import", str(tmp_path / "missing.jsonl"))
    assert result.exit_code == 2
    assert "missing.jsonl cannot be read: No such file" in result.stderr
    assert made.run("practices", "import", str(tmp_path)).exit_code == 2


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def feed() -> None:
        pipe.write_text(json.dumps(made.record()) + "\n", "utf-8")

    thread = threading.Thread(target=feed)
    thread.start()
    result = made.run("practices", "import", str(pipe), "--reviewed")
    thread.join()
    assert result.stdout == "created 1, updated 0, unchanged 0, refused 0\n"


def test_nine_of_ten_lines_come_in_when_every_tenth_is_broken(tmp_path: Path) -> None:
    file = made.every_tenth_broken(tmp_path / "file.jsonl", 500)
    report, refused = made.take_in(file)
    assert str(report) == "created 450, updated 0, unchanged 0, refused 50"
    assert [number for number, _reason in refused] == list(range(10, 501, 10))


@pytest.mark.server
def test_ten_thousand_lines_with_a_thousand_broken_ones(tmp_path: Path) -> None:
    file = made.every_tenth_broken(tmp_path / "file.jsonl", 10_000)
    result = made.run("practices", "import", str(file), "--reviewed")
    assert result.stdout == "created 9000, updated 0, unchanged 0, refused 1000\n"
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"line {number}" for number in range(10, 10_001, 10)]
    assert owed() == []
