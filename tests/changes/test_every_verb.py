"""Whenever a verb changes what everybody is answered of a record, the record of visible change has a row of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from exchange.accounts import service as accounts
from exchange.accounts.models import User
from exchange.changes import queries
from exchange.changes.models import Change
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts import queries as profiles
from exchange.experts import service as experts
from exchange.experts.models import Profile
from exchange.experts.rules import ProfileValues
from exchange.outbox import worker
from exchange.practices import service as practices
from exchange.practices.models import Person, Practice
from exchange.review import service as review
from exchange.review.service import Work
from exchange.vocabularies import service as vocabularies
from tests import factories
from tests.client import Reader
from tests.review import factories as make
from tests.transfer import made

# What is made anew for each answer.
NONCE = re.compile(r'nonce="[^"]*"|name="csrf_token"[^>]*>')
Answers = dict[tuple[str, int], tuple[int, list[str]]]


@dataclass
class World:
    """People and practices in the states that the verbs begin from."""

    author: User
    other: User
    hidden: User
    moderator: User
    second: User
    shown: int
    concealed: int
    waiting: int
    renewed: int
    imported: int
    folder: Path

    def practice(self, version: int) -> int:
        return make.practice_of(version)

    def take_in(self, *, reviewed: bool, number: int = 1, **values: Any) -> None:
        made.take_in(made.write(self.folder / "records.jsonl", [made.record(number, **values)]), reviewed=reviewed)


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> World:
    author, other, hidden = factories.expert("Ana Pires"), factories.expert("Ben Okoro"), factories.expert("Li Na", public=False)
    moderator, second = factories.moderator(), factories.moderator()
    version = make.published(author, moderator, co_authors=[other, hidden], contact=other, themes=["waste"])
    concealed = make.published(author, moderator, title="Concealed")
    waiting = make.in_review(author, moderator, title="Waiting")
    renewed = make.another_version(version, author, title="Refill stations, five years on")
    with transaction():
        review.submit(author, renewed)
        review.take(moderator, renewed)
        review.hide(moderator, make.practice_of(concealed), "Wrong figures")
        asked = Person(practice_id=make.practice_of(version), user_id=hidden.id, part="contact", position=1)
        asked.invited_at = clock.now()
        db.session.add(asked)
    here = World(author, other, hidden, moderator, second, version, concealed, waiting, renewed, 0, tmp_path)
    here.take_in(reviewed=True)
    here.imported = made.practice("test:1").id
    return here


def run(verb: Callable[..., Any], *given: Any) -> None:
    with transaction():
        verb(*given)


def profile(user: User, **changed: Any) -> None:
    """Save the profile of `user` as it is but for what changed."""
    values: dict[str, Any] = {"name": user.name, "country_code": "KE", "themes": ("food-consumption-waste",)}
    run(experts.save, user, ProfileValues(**{**values, "languages": (("en", "fluent"),), "public": True, **changed}))


def in_draft(world: World, verb: Callable[..., Any], *given: Any) -> None:
    """Let the author do something with the next version of the published practice."""
    run(review.request_changes, world.moderator, world.renewed, Work(revision=1, message="Name everybody."))
    run(verb, world.author, world.renewed, *given)


def confirm_later(world: World) -> None:
    with clock.later(timedelta(days=40)):
        run(experts.confirm, world.author)


def edit_theme(world: World) -> None:
    themes = json.loads((vocabularies.DATA / "themes.json").read_text("utf-8"))
    next(one for one in themes["terms"] if one["id"] == "waste")["labels"]["en"] = "What is thrown away"
    for file in vocabularies.DATA.iterdir():
        (world.folder / file.name).write_bytes(file.read_bytes())
    (world.folder / "themes.json").write_text(json.dumps(themes), "utf-8")
    run(vocabularies.load, world.folder)


def retract(world: World, version: int) -> None:
    number = world.practice(version)
    run(review.ask_retraction, world.moderator, number, "Made up")
    run(review.retract, world.second, number)


def check(world: World, practice: int) -> None:
    with transaction():
        review.check_import(world.moderator, practice, [], "measured", "The source names no cost.", seen="")


VISIBLE: dict[str, Callable[[World], None]] = {
    "publish a first version": lambda world: run(review.publish, world.moderator, world.waiting, make.whole()),
    "publish a new version": lambda world: run(review.publish, world.moderator, world.renewed, make.whole(evidence="reported")),
    "check an import": lambda world: check(world, world.imported),
    "hide a practice": lambda world: run(review.hide, world.moderator, world.practice(world.shown), "Wrong figures"),
    "show a practice again": lambda world: run(review.show_again, world.moderator, world.practice(world.concealed), "Right now"),
    "retract a practice": lambda world: retract(world, world.shown),
    "retract a hidden practice": lambda world: retract(world, world.concealed),
    "confirm a practice": lambda world: run(practices.confirm, world.author, world.practice(world.shown)),
    "give up a part": lambda world: run(practices.answer_invitation, world.other, world.practice(world.shown), "author", False),
    "agree to a part": lambda world: run(practices.answer_invitation, world.hidden, world.practice(world.shown), "contact", True),
    "take a co-author off": lambda world: in_draft(world, practices.remove, "author", world.other.id),
    "name oneself as a contact": lambda world: in_draft(world, practices.add_self),
    "change a name in the settings": lambda world: run(accounts.change_details, world.other, "Benedict Okoro", "en"),
    "change a name in the profile": lambda world: profile(world.other, name="Benedict Okoro"),
    "change a name in a hidden profile": lambda world: profile(world.hidden, name="Li Na Wang", public=False),
    "change a profile": lambda world: profile(world.author, position="Head of waste"),
    "confirm a profile": confirm_later,
    "make a profile public": lambda world: profile(world.hidden),
    "hide a profile": lambda world: run(experts.hide, world.author),
    "save a profile as hidden": lambda world: profile(world.other, public=False),
    "import a new practice": lambda world: world.take_in(reviewed=True, number=2),
    "import a changed practice": lambda world: world.take_in(reviewed=True, title="Another title"),
    "import a translation": lambda world: world.take_in(reviewed=True, translations={"fr": {"title": "Un titre"}}),
    "import a changed source for review": lambda world: world.take_in(reviewed=False, attribution="Somebody else"),
    "load a changed theme": edit_theme,
}
UNSEEN: dict[str, Callable[[World], None]] = {
    "start a draft": lambda world: run(practices.start, world.author),
    "ask for changes": lambda world: run(
        review.request_changes, world.moderator, world.waiting, Work(revision=1, message="Name the source.")
    ),
    "hand back": lambda world: run(review.hand_back, world.moderator, world.renewed, "Away."),
    "withdraw": lambda world: run(review.withdraw, world.author, world.waiting),
    "ask for a retraction": lambda world: run(review.ask_retraction, world.moderator, world.practice(world.shown), "Made up"),
    "change the language in the settings": lambda world: run(accounts.change_details, world.other, "Ben Okoro", "fr"),
    "change a hidden profile": lambda world: profile(world.hidden, position="Head of waste", public=False),
    "import a new practice for review": lambda world: world.take_in(reviewed=False, number=2),
    "import the same again": lambda world: world.take_in(reviewed=True),
    "load the same vocabularies": lambda world: run(vocabularies.load),
}


@pytest.fixture
def answers(app: Flask, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Answers]:
    """What everybody is answered of each record: the page without what other records bring to it, and what programs get."""
    monkeypatch.setitem(app.extensions, "places", {})

    def ask() -> Answers:
        found: Answers = {}
        for number in db.session.scalars(select(Practice.id)).all():
            found["practice", number] = answer(f"/en/practices/{number}/", f"/api/v1/practices/{number}")
        for number in db.session.scalars(select(Profile.user_id)).all():
            found["expert", number] = answer(f"/en/experts/{number}/x/")
        return found

    def answer(*addresses: str) -> tuple[int, list[str]]:
        got = [reader.get(one, follow_redirects=True) for one in addresses]
        return got[0].status_code, [NONCE.sub("", one.get_data(as_text=True)) for one in got]

    return ask


def rows(after: int) -> dict[tuple[str, int], str]:
    found = {(row.kind, row.number): row.what for row in queries.since(after, 99)}
    db.session.rollback()
    return found


def newest() -> int:
    found = db.session.scalar(select(func.max(Change.sequence))) or 0
    db.session.rollback()
    return found


@pytest.mark.parametrize("verb", VISIBLE.values(), ids=VISIBLE.keys())
def test_a_change_that_readers_see_has_a_row(world: World, answers: Callable[[], Answers], verb: Callable[[World], None]) -> None:
    before, after = answers(), newest()
    verb(world)
    now = answers()
    changed = {record for record in now if now[record] != before.get(record)}
    assert changed, "this verb belongs to those that readers see nothing of"
    recorded = rows(after)
    assert changed <= set(recorded)
    for record, what in recorded.items():
        if record in now:
            assert (what == "gone") == (now[record][0] != 200), record


@pytest.mark.parametrize("verb", UNSEEN.values(), ids=UNSEEN.keys())
def test_what_readers_do_not_see_leaves_no_row(
    world: World, answers: Callable[[], Answers], verb: Callable[[World], None]
) -> None:
    before, after = answers(), newest()
    verb(world)
    assert {record: answer for record, answer in answers().items() if record in before} == before
    assert rows(after) == {}


def test_the_end_of_being_open_to_requests_has_a_row(app: Flask, answers: Callable[[], Answers]) -> None:
    user = factories.expert(open_to_requests="yes", open_until=clock.now().date(), reaches={"open_to_requests": "everyone"})
    before, after = answers(), newest()
    with clock.later(timedelta(days=1)):
        worker.drain(app)
        assert answers() != before
        assert rows(after) == {("expert", user.id): "changed"}
    assert profiles.is_public(user.id)


def test_a_changed_term_is_a_change_of_the_vocabularies(world: World) -> None:
    after = newest()
    edit_theme(world)
    assert rows(after)["vocabularies", vocabularies.NUMBER] == "changed"
