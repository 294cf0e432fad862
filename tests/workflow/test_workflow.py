"""A workflow of another room than practices: it writes its table, and has transitions, a log and remarks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from exchange.core import clock
from exchange.core.db import Base, db
from exchange.core.errors import Conflict
from exchange.core.transaction import transaction
from exchange.workflow import queries, service
from exchange.workflow.models import Event
from exchange.workflow.table import Remark, Subject, Transition, Workflow
from tests import factories
from tests.statements import asked


class Apart(DeclarativeBase):
    """Parent of a table that is none of the product's."""

    registry = registry(type_annotation_map=Base.registry.type_annotation_map)


class Loan(Apart):
    """Something lent: asked for, lent, given back."""

    __tablename__ = "loans"

    id: Mapped[int] = mapped_column(primary_key=True)
    thing: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    updated_at: Mapped[datetime]
    lent_at: Mapped[datetime | None]

    @property
    def subject(self) -> Subject:
        return Subject(self.id)


LOANS = Workflow(
    "loan",
    _l("It stands elsewhere now."),
    (
        Transition("ask", (None,), "asked"),
        Transition("lend", ("asked",), "lent", stamps="lent_at"),
        Transition("give_back", ("lent",), "back", needs=("note",)),
        Transition("ask_again", ("back",), "asked"),
        Transition("forget", ("asked",), None),
    ),
    remarks=(Remark("remind", needs=("note", "reason")),),
)


@pytest.fixture
def loan(app: Flask) -> Iterator[Loan]:
    """A loan that was asked for."""
    made = Loan(thing="A ladder")
    with transaction():
        Apart.metadata.create_all(db.session.connection())
        db.session.add(made)
        service.make_transition(LOANS, "ask", made, None)
    yield made
    db.session.rollback()


def told(number: int) -> list[tuple[str, str | None, str | None]]:
    return [(line.what, line.before, line.after) for line in queries.events_of(LOANS, number)]


def test_a_record_of_another_room_makes_the_transitions_of_its_table(loan: Loan) -> None:
    lender = factories.member()
    now = clock.now() + timedelta(hours=1)
    with transaction():
        service.make_transition(LOANS, "lend", loan, lender.id, at=now)
        service.make_transition(LOANS, "give_back", loan, None, note="With a scratch")
    assert (loan.status, loan.lent_at, loan.updated_at > now) == ("back", now, False)
    assert told(loan.id) == [("ask", None, "asked"), ("lend", "asked", "lent"), ("give_back", "lent", "back")]
    _asked, lent, back = queries.events_of(LOANS, loan.id)
    assert (lent.subject, lent.actor_id, lent.at, lent.part, back.note) == ("loan", lender.id, now, None, "With a scratch")


def test_a_transition_from_another_state_is_a_conflict_and_writes_nothing(loan: Loan) -> None:
    with pytest.raises(Conflict, match="It stands elsewhere now"), transaction():
        service.make_transition(LOANS, "give_back", loan, None, note="Too early")
    assert (loan.status, len(told(loan.id))) == ("asked", 1)


def test_a_transition_outside_a_transaction_is_refused(loan: Loan) -> None:
    with pytest.raises(RuntimeError):
        service.make_transition(LOANS, "lend", loan, None)
    with pytest.raises(RuntimeError):
        service.add_remark(LOANS, "remind", Subject(loan.id), None, note="Please", reason="late")


def test_a_line_that_lacks_what_its_transition_needs_is_refused(loan: Loan) -> None:
    with transaction():
        service.make_transition(LOANS, "lend", loan, None)
    with pytest.raises(ValueError, match="give_back needs a note"), transaction():
        service.make_transition(LOANS, "give_back", loan, None, note="  ")
    with pytest.raises(ValueError, match="remind needs a note and a reason"), transaction():
        service.add_remark(LOANS, "remind", Subject(loan.id), None)
    assert told(loan.id)[-1][0] == "lend"


def test_a_remark_is_logged_and_changes_no_state(loan: Loan) -> None:
    with transaction():
        service.add_remark(LOANS, "remind", Subject(loan.id), None, note="Please", reason="late")
    (*_before, line) = queries.events_of(LOANS, loan.id)
    assert (line.what, line.before, line.after, line.note, line.reason) == ("remind", None, None, "Please", "late")
    assert loan.status == "asked"
    with pytest.raises(KeyError), transaction():
        service.add_remark(LOANS, "lend", Subject(loan.id), None)


def test_a_record_about_to_be_removed_leaves_its_line(loan: Loan) -> None:
    number = loan.id
    with transaction():
        service.make_transition(LOANS, "forget", loan, None)
        assert loan.status == "asked"
        db.session.delete(loan)
    assert told(number)[-1] == ("forget", "asked", None)
    assert db.session.scalar(select(Loan.id)) is None


def test_many_records_begin_with_a_line_each_in_a_few_statements(loan: Loan) -> None:
    now = clock.now()
    rows = [{"thing": f"Chair {place}", "updated_at": now} for place in range(500)]
    with transaction(), asked() as statements:
        keys = service.begin_many(
            LOANS, "ask", Loan, rows, None, by="thing", subject_of=lambda row, key: Subject(key, part=7), at=now
        )
    assert len(statements) < 20
    here = {one.thing: one.id for one in db.session.scalars(select(Loan)) if one is not loan}
    assert keys == here
    assert [line.number for line in queries.events_of_part(LOANS, 7)] == [keys[row["thing"]] for row in rows]
    assert told(keys["Chair 499"]) == [("ask", None, "asked")]


def test_followers_begin_and_come_along_without_lines(loan: Loan) -> None:
    now = clock.now()
    with transaction():
        service.begin_followers(LOANS, "ask", Loan, [{"thing": "A saw", "updated_at": now}], at=now)
        service.begin_followers(LOANS, "ask", Loan, [], at=now)
        service.take_followers(LOANS, "lend", Loan, Loan.thing == "A saw", at=now)
        service.take_followers(LOANS, "ask_again", Loan, Loan.thing == "A saw", at=now)
    assert db.session.execute(select(Loan.status, Loan.lent_at).order_by(Loan.id)).all() == [("asked", None), ("lent", now)]
    assert db.session.query(Event).count() == 1


def test_many_records_begin_only_by_a_transition_from_nothing(loan: Loan) -> None:
    with pytest.raises(ValueError, match="lend does not begin a loan"), transaction():
        service.begin_many(LOANS, "lend", Loan, [], None, by="thing", subject_of=lambda row, key: Subject(key), at=clock.now())
    with pytest.raises(ValueError, match="lend does not begin a loan"), transaction():
        service.begin_followers(LOANS, "lend", Loan, [], at=clock.now())


def test_events_of_one_subject_are_not_those_of_another_with_its_number(loan: Loan) -> None:
    other = Workflow("visit", LOANS.conflict, (), remarks=(Remark("enter"),))
    with transaction():
        service.add_remark(other, "enter", Subject(loan.id, part=loan.id), None)
        service.add_remark(LOANS, "remind", Subject(loan.id, part=loan.id), None, note="Please", reason="late")
    assert [line.what for line in queries.events_of(other, loan.id)] == ["enter"]
    assert [line.what for line in queries.events_of_part(LOANS, loan.id)] == ["remind"]
    assert queries.latest_of_part(other, loan.id).what == "enter"
    assert [line.what for line in queries.events_of(LOANS, loan.id)] == ["ask", "remind"]


def test_a_table_says_what_may_follow_a_state_and_has_each_name_once() -> None:
    assert LOANS.names_from("asked") == {"lend", "forget"}
    assert (LOANS.allows("lend", "asked"), LOANS.allows("lend", None)) == (True, False)
    with pytest.raises(KeyError):
        LOANS.allows("sell", "asked")
    with pytest.raises(ValueError, match="one name"):
        Workflow("loan", LOANS.conflict, LOANS.transitions, remarks=(Remark("lend"),))


@pytest.mark.parametrize("statement", ["UPDATE events SET note = 'x'", "DELETE FROM events"])
def test_the_database_refuses_to_change_the_log(loan: Loan, statement: str) -> None:
    with pytest.raises(Exception, match="never changed"), transaction():
        db.session.connection().exec_driver_sql(statement)
    assert db.session.query(Event).count() == 1
