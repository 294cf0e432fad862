"""What the addresses of administration need, as `values.py` says."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import delete, select, update

from exchange.accounts import administering
from exchange.accounts import service as accounts
from exchange.accounts.lifecycle import MEMBERS
from exchange.accounts.models import Registration, User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.operator import queries as operator_queries
from exchange.operator import service as operator
from exchange.outbox import service as outbox
from exchange.outbox.models import Job
from exchange.practices.models import Practice
from exchange.transfer import lifecycle
from exchange.transfer.models import ImportRun
from exchange.workflow import queries as log
from exchange.workflow import service as workflow
from tests import factories
from tests.transfer import runs as imports

Values = dict[str, Any]


def member_to_administer(_actor: User | None) -> Values:
    return _administered(factories.member().id)


def member_not_confirmed(_actor: User | None) -> Values:
    return _administered(factories.member(confirmed=False).id)


def member_suspended(_actor: User | None) -> Values:
    number = factories.member().id
    boss = factories.member(role="administrator")
    with transaction():
        administering.suspend(boss, number, "It sells things.", 0)
    return _administered(number)


def role_asked_for(_actor: User | None) -> Values:
    number = factories.member().id
    boss, _second = factories.member(role="administrator"), factories.member(role="administrator")
    with transaction():
        administering.change_role(boss, number, "administrator", (), (), "Runs the server.", 0)
    return _administered(number)


def _administered(number: int) -> Values:
    return {"number": number, "role": "moderator", "reason": "Reads Russian.", "seen": log.latest_number(MEMBERS.subject, number)}


def address_that_waits(_actor: User | None) -> Values:
    with transaction():
        accounts.register("Ann Author", f"{secrets.token_hex(8)}@example.org", "en")
    key = db.session.scalars(select(Registration.key).order_by(Registration.created_at.desc())).first()
    return {"key": key, "reason": "Asked by mail."}


def jobs_that_failed(_actor: User | None) -> Values:
    with transaction():
        outbox.enqueue("mail", {}, key="password_changed")
        db.session.execute(update(Job).values(failed_at=clock.now(), attempts=100, last_error="SMTPRecipientsRefused"))
    return {"reason": "The mail server is mended."}


def index_to_build(_actor: User | None) -> Values:
    with transaction():
        db.session.execute(delete(Job))
    return {"reason": "A search missed a practice."}


def text_of_operator(_actor: User | None) -> Values:
    boss = factories.member("Olga Operator", "administrator")
    with transaction():
        last = next(iter(operator_queries.history("about", "fr")), None)
        operator.write(boss, "about", "fr", "**Bonjour**", "The first text.", last.id if last else 0)
    last = operator_queries.history("about", "fr")[0]
    return {"name": "about", "code": "fr", "words": "Bonsoir", "reason": "Said better.", "seen": last.id}


def import_ended(_actor: User | None) -> Values:
    admin = factories.member(role="administrator")
    number = imports.imported(admin, imports.content([*imports.some(2), {"source_id": "x"}]))
    return {"number": number, "note": "The source asked for it."}


def undo_asked(_actor: User | None) -> Values:
    """As after an import of very many."""
    given = import_ended(None)
    with transaction():
        run = db.session.get(ImportRun, given["number"])
        assert run is not None
        asker = run.actor_id
        run.undo_asked_by, run.undo_note = asker, "Wrong file"
        workflow.make_transition(lifecycle.RUNS, "ask_undo", run, asker, note="Wrong file")
    return given


def imported_record(_actor: User | None) -> Values:
    imports.imported(factories.member(role="administrator"), imports.content(imports.some(1)))
    return {"number": db.session.scalars(select(Practice.id).where(Practice.source_id == "test:1")).one()}


def section_of_a_record(_actor: User | None) -> Values:
    return {**imported_record(None), "section": "lessons", "advice": "Begin small.", "edit": "1", "note": "The source said so."}
