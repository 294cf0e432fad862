"""Whatever people do in whatever order, what the database must always say holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.errors import DomainError
from exchange.core.transaction import transaction
from exchange.practices import lifecycle
from exchange.practices import service as writing
from exchange.practices.models import Practice, Revision, Version
from exchange.review import lists, service
from exchange.review.service import Work
from exchange.workflow.models import Event
from tests import databases, factories
from tests.review import factories as make

who = st.integers(0, 4)


class Life(RuleBasedStateMachine):
    """Lets five people make every move on one practice."""

    app: Flask
    database: databases.TestDatabase
    people: list[User]

    @initialize()
    def begin(self) -> None:
        db.session.remove()
        self.database.restore(db.engine)
        author, moderator, second = make.author(), make.reviewer(), make.reviewer("Omar")
        administrator, member = factories.member(role="administrator"), factories.member()
        self.people = [author, moderator, second, administrator, member]
        self.practice = make.practice_of(make.draft(author))

    def attempt(self, verb: Callable[..., Any], *given: Any) -> None:
        with self.app.test_request_context():
            try:
                with transaction():
                    verb(*given)
            except DomainError:
                db.session.rollback()

    def newest(self) -> Version:
        chosen = select(Version).where(Version.practice_id == self.practice).order_by(Version.number.desc()).limit(1)
        return db.session.scalars(chosen.execution_options(populate_existing=True)).one()

    @rule(actor=who, move=st.sampled_from([service.submit, service.withdraw, service.reopen, service.take]))
    def move(self, actor: int, move: Callable[..., None]) -> None:
        self.attempt(move, self.people[actor], self.newest().id)

    @rule()
    def send_and_take(self) -> None:
        number = self.newest().id
        if self.newest().status == lifecycle.DRAFT:
            make.declare(number)
        self.attempt(service.submit, self.people[0], number)
        self.attempt(service.take, self.people[1], number)

    @rule(actor=who, chosen=who)
    def assign(self, actor: int, chosen: int) -> None:
        self.attempt(service.assign, self.people[actor], self.newest().id, self.people[chosen].id)

    @rule(actor=who)
    def hand_back(self, actor: int) -> None:
        self.attempt(service.hand_back, self.people[actor], self.newest().id, "Away.")

    @rule(
        actor=st.sampled_from([1, 1, 2, 0, 3, 4]),
        decision=st.sampled_from(["publish", "request_changes", "decline"]),
        whole=st.booleans(),
        message=st.sampled_from(["", "Say more."]),
    )
    def decide(self, actor: int, decision: str, whole: bool, message: str) -> None:
        version = self.newest()
        checks = list(lists.CHECKS) if whole else []
        work = Work(version.revision, checks=checks, evidence="measured", message=message)
        verbs: dict[str, Callable[..., None]] = {
            "publish": service.publish,
            "request_changes": service.request_changes,
            "decline": service.decline,
        }
        more = ["other"] if decision == "decline" else []
        self.attempt(verbs[decision], self.people[actor], version.id, work, *more)

    @rule(actor=who)
    def begin_a_new_version(self, actor: int) -> None:
        self.attempt(writing.new_version, self.people[actor], self.practice)

    @rule(actor=who, verb=st.sampled_from([service.hide, service.show_again, service.ask_retraction, service.refuse_retraction]))
    def keep(self, actor: int, verb: Callable[..., None]) -> None:
        self.attempt(verb, self.people[actor], self.practice, "A reason.")

    @rule(actor=who)
    def retract(self, actor: int) -> None:
        self.attempt(service.retract, self.people[actor], self.practice)

    @invariant()
    def at_most_one_is_published_and_one_in_work(self) -> None:
        states = list(db.session.scalars(select(Version.status).where(Version.practice_id == self.practice)))
        assert states.count(lifecycle.PUBLISHED) <= 1
        assert sum(state in lifecycle.WORKING for state in states) <= 1

    @invariant()
    def the_log_tells_how_each_version_came_to_where_it_stands(self) -> None:
        for version in db.session.scalars(select(Version).where(Version.practice_id == self.practice)):
            lines = db.session.scalars(select(Event).where(Event.part == version.id).order_by(Event.id)).all()
            here: str | None = None
            for line in lines:
                assert line.before == here
                assert lifecycle.VERSIONS.allows(line.what, line.before)
                assert line.after == lifecycle.VERSIONS[line.what].after
                here = line.after
            assert version.status == here
            sent = sum(line.what == "submit" for line in lines)
            assert version.revision == sent
            kept = select(func.count()).select_from(Revision).where(Revision.version_id == version.id)
            assert db.session.scalar(kept) == sent

    @invariant()
    def nobody_decided_about_their_own(self) -> None:
        author = self.people[0].id
        deciders = ("take", "publish", "request_changes", "decline", "hide", "retract")
        assert db.session.scalars(select(Event).where(Event.actor_id == author, Event.what.in_(deciders))).all() == []

    @invariant()
    def a_retraction_has_two_moderators(self) -> None:
        practice = db.session.get(Practice, self.practice)
        assert practice is not None
        if practice.retracted_at is not None:
            assert practice.retraction_asked_by != practice.retracted_by
        db.session.rollback()


@pytest.mark.parametrize("steps", [25])
def test_whatever_people_do_what_must_always_hold_holds(app: Flask, database: databases.TestDatabase, steps: int) -> None:
    run_state_machine_as_test(
        type("Bound", (Life,), {"app": app, "database": database}),
        settings=settings(
            max_examples=12,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
