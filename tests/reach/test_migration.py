"""What was sent before the brake was there counts after the upgrade."""

from __future__ import annotations

import runpy
from datetime import timedelta
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, select

from config import ROOT
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import service as practices
from exchange.reach.models import Approach
from tests import factories
from tests.contact.records import reply, write
from tests.practices import records

ROWS = (
    Approach.sender_id,
    Approach.receiver_id,
    Approach.kind,
    Approach.about,
    Approach.opening,
    Approach.mailed,
    Approach.made_at,
)


def counts() -> list[Any]:
    """What is counted, by sender, receiver and kind."""
    return list(db.session.execute(select(*ROWS).order_by(*ROWS)))


def count_again() -> None:
    """Empty the table and fill it as the upgrade does."""
    (script,) = (ROOT / "migrations" / "versions").glob("*_reach.py")
    with transaction():
        db.session.execute(delete(Approach))
        with Operations.context(MigrationContext.configure(db.session.connection())):
            runpy.run_path(str(script))["count_what_was_sent"]()


def test_messages_and_invitations_of_the_last_days_are_counted_as_if_sent_now() -> None:
    writer, expert = factories.member(), factories.expert()
    with clock.later(timedelta(days=-20)):
        write(writer, factories.expert())
    number = write(writer, expert)
    reply(expert, number)
    reply(writer, number, "Thank you.")
    draft = records.draft(writer, {"title": "Repair", "language": "en"})
    with transaction():
        practices.invite(writer, draft, "author", expert.id)
        practices.add_self(writer, draft)
    lately = clock.now() - timedelta(days=14)
    before = [row for row in counts() if row.made_at > lately]
    count_again()
    after = counts()
    assert [row[:6] for row in after] == [row[:6] for row in before]
    assert {row.kind for row in after} == {"contact_message", "contact_reply", "practices.invitation"}
    assert all(lately < row.made_at <= clock.now() for row in after)
