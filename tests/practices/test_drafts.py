"""Verbs over drafts: start, save, new version, discard; and the author's confirmation."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from exchange.core.transaction import transaction
from exchange.outbox.models import Job
from exchange.practices import answers, queries, service
from exchange.practices.edits import BaseRevision
from exchange.practices.models import Practice, Version
from exchange.practices.service import DraftChanged, drafts
from exchange.workflow.models import Event
from tests import factories
from tests.practices import records


def actor(number: int) -> User:
    found = db.session.get(User, number)
    assert found is not None
    return found


def given(version_id: int, author: int) -> dict[str, Any]:
    db.session.rollback()
    found = queries.draft(version_id, author)
    assert found is not None
    return found.answers


def moves_of(practice_id: int) -> list[str]:
    return list(db.session.scalars(select(Event.what).where(Event.number == practice_id).order_by(Event.id)))


def test_a_member_starts_a_draft_and_is_its_author() -> None:
    me = factories.member().id
    number = records.draft(me)
    found = queries.draft(number, me)
    assert found is not None
    assert (found.version.status, found.version.number, found.answers["licence"]) == ("draft", 1, "CC-BY-4.0")
    assert [(one.user_id, one.part) for one in found.people] == [(me, "author")]
    assert moves_of(found.version.practice_id) == ["start"]


def test_a_member_without_a_confirmed_address_starts_nothing() -> None:
    me = factories.member(confirmed=False)
    with pytest.raises(Forbidden), transaction():
        service.start(me)
    assert db.session.scalar(select(func.count(Practice.id))) == 0


def test_there_is_an_end_to_open_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    me = factories.member().id
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
    records.draft(me)
    with clock.later(drafts.REPEAT), pytest.raises(TooMany), transaction():
        service.start(actor(me))


def test_a_button_pressed_twice_starts_one_draft_and_a_later_press_another() -> None:
    me, other = factories.member().id, factories.member().id
    first, second = records.draft(me), records.draft(me)
    assert first == second
    assert records.draft(other) != first
    with clock.later(drafts.REPEAT):
        assert records.draft(me) != first


def test_a_draft_begun_a_moment_ago_and_saved_since_is_not_started_again() -> None:
    me = factories.member().id
    first = records.draft(me, {"title": "A practice"})
    assert records.draft(me) != first


def test_a_draft_keeps_anything() -> None:
    me = factories.member().id
    odd = {
        "title": "x" * 500,
        "start": "soon",
        "tools": [{"url": "", "label": "half"}],
        "themes": ["waste"],
        "countries": ["KE", "001"],
    }
    number = records.draft(me, odd)
    kept = given(number, me)
    assert {name: kept[name] for name in odd} == odd
    assert db.session.get(Version, number).edit == 1  # type: ignore[union-attr]  # it was just made


def test_saving_the_same_again_changes_nothing() -> None:
    me = factories.member().id
    number = records.draft(me, {"title": "A"})
    with transaction():
        saved = service.save(actor(me), number, {"title": "A"}, BaseRevision(1))
    assert (saved.edit, saved.left) == (1, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"themes": ["no-such"]}, {"countries": ["XX"]}, {"targets": ["99.9"]}, {"kind": "magic"}, {"offers": ["magic"]},
        {"partners": [{"name": "A", "role": "magic"}]}, {"problem": "x" * 100_001},
    ],
)  # fmt: skip
def test_codes_of_no_list_and_endless_texts_are_refused_and_nothing_is_written(wrong: dict[str, Any]) -> None:
    me = factories.member().id
    number = records.draft(me, {"title": "A"})
    with pytest.raises(Invalid) as error, transaction():
        service.save(actor(me), number, {**wrong, "title": "B"}, BaseRevision(1))
    assert list(error.value.problems) == list(wrong)
    assert given(number, me)["title"] == "A"


def test_a_text_changed_elsewhere_is_never_overwritten() -> None:
    me = factories.member().id
    number = records.draft(me, {"title": "A", "summary": "S"})
    old = BaseRevision.showing(1, {"title": "A", "summary": "S"})
    with transaction():
        service.save(actor(me), number, {"title": "first"}, old)
    with pytest.raises(DraftChanged) as error, transaction():
        service.save(actor(me), number, {"title": "second", "summary": "new"}, old)
    assert (error.value.names, error.value.theirs["title"], error.value.edit) == (["title"], "first", 2)
    assert given(number, me)["summary"] == "S"
    with transaction():
        saved = service.save(actor(me), number, {"title": "A", "summary": "new"}, old)
    assert saved.left == ["title"]
    assert (given(number, me)["title"], given(number, me)["summary"]) == ("first", "new")


def test_nobody_else_writes_and_nothing_is_written_after_sending() -> None:
    me, other = factories.member().id, factories.member().id
    number = records.whole_draft(me)
    for who, what in ((other, number), (me, number + 1000)):
        with pytest.raises(NotFound), transaction():
            service.save(actor(who), what, {"title": "X"}, BaseRevision(1))
    assert queries.draft(number, other) is None
    records.publish(number)
    with pytest.raises(Conflict, match="This version is published"), transaction():
        service.save(actor(me), number, {"title": "X"}, BaseRevision(1))
    assert queries.draft(number, me) is None


def test_a_new_version_begins_with_the_published_answers_apart_from_declarations() -> None:
    me = factories.member().id
    practice = records.published(me)
    with transaction():
        number = service.new_version(actor(me), practice)
    found = queries.draft(number, me)
    assert found is not None
    assert found.version.number == 2
    assert {name: found.answers[name] for name in records.WHOLE} == {**records.WHOLE, "agreed": False, "terms": False}
    with pytest.raises(Conflict), transaction():
        service.new_version(actor(me), practice)


def test_only_a_published_practice_of_one_s_own_has_a_new_version() -> None:
    me, other = factories.member().id, factories.member().id
    number = records.draft(me)
    practice = db.session.get(Version, number).practice_id  # type: ignore[union-attr]  # it was just made
    with pytest.raises(Conflict), transaction():
        service.new_version(actor(me), practice)
    for number in (practice, 999_999):
        with pytest.raises(NotFound), transaction():
            service.new_version(actor(other), number)


def test_discarding_removes_a_practice_never_sent_and_leaves_its_log() -> None:
    me = factories.member().id
    number = records.draft(me, {"title": "A", "themes": ["waste"]})
    practice = db.session.get(Version, number).practice_id  # type: ignore[union-attr]  # it was just made
    with transaction():
        service.discard(actor(me), number)
    assert db.session.get(Practice, practice) is None
    assert db.session.scalar(select(func.count(Version.id))) == 0
    assert moves_of(practice) == ["start", "discard"]


def test_discarding_a_later_version_keeps_the_published_one() -> None:
    me = factories.member().id
    practice = records.published(me)
    with transaction():
        number = service.new_version(actor(me), practice)
    with transaction():
        service.discard(actor(me), number)
    assert queries.published_practice(practice) is not None


def test_a_draft_with_a_second_author_or_once_sent_is_not_discarded() -> None:
    me, other = factories.member().id, factories.member().id
    records.profile(other)
    number = records.draft(me, {"title": "A"})
    practice = db.session.get(Version, number).practice_id  # type: ignore[union-attr]  # it was just made
    with transaction():
        service.invite(actor(me), number, "author", other)
    with transaction():
        service.answer_invitation(actor(other), practice, "author", True)
    with pytest.raises(Conflict), transaction():
        service.discard(actor(me), number)
    sent = records.whole_draft(me)
    with transaction():
        from exchange.practices import moves

        version = db.session.get(Version, sent)
        assert version is not None
        moves.make(version, "submit", me)
        moves.make(version, "withdraw", me)
        moves.make(version, "reopen", me)
    with pytest.raises(Conflict), transaction():
        service.discard(actor(me), sent)


def test_an_author_confirms_a_published_practice_and_the_index_is_told() -> None:
    me, other = factories.member().id, factories.member().id
    practice = records.published(me)
    with transaction():
        service.confirm(actor(me), practice)
    assert db.session.get(Practice, practice).confirmed_at is not None  # type: ignore[union-attr]  # it was just made
    assert moves_of(practice)[-1] == "confirm"
    owed = db.session.scalars(select(Job).where(Job.topic == "index")).all()
    look = (f"practice:{practice}", {"kind": "practice", "id": practice})
    assert [(one.key, one.payload) for one in owed] == [look, look], "for being published, and for being confirmed"
    with pytest.raises(NotFound), transaction():
        service.confirm(actor(other), practice)
    draft = records.draft(me)
    with pytest.raises(Conflict), transaction():
        service.confirm(actor(me), db.session.get(Version, draft).practice_id)  # type: ignore[union-attr]  # it was just made


def test_reading_and_writing_answers_are_each_other_s_reverse() -> None:
    version = Version(
        answers={},
        themes=[],
        places=[],
        targets=[],
        **dict.fromkeys(("title", "summary", "language", "kind", "scale", "organisation"), ""),
    )
    answers.write(version, records.WHOLE)
    found = answers.read(version)
    assert {name: found[name] for name in records.WHOLE} == records.WHOLE
