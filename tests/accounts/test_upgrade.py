"""Members who wait, unconfirmed, when the release comes that asks for the password behind the link."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from flask_security.proxies import _security
from passlib import hash as handlers  # type: ignore[import-untyped]  # ships no types
from sqlalchemy import select

from config import ROOT
from exchange.accounts import security
from exchange.accounts.models import SignIn, User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from tests import factories
from tests.client import Reader

MIGRATIONS = str(ROOT / "migrations")
REVISION = "0003"
CHOSEN_THEN = "the stranger chose this one"
CHOSEN_NOW = "nine small silver spoons"


def from_the_release_before() -> None:
    """Take the tables back to before the migration and bring them up again, with the rows that are there."""
    before = ScriptDirectory(MIGRATIONS).get_revision(REVISION).down_revision
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision=str(before))
    upgrade(directory=MIGRATIONS)


def mailed_by_the_release_before(user: User) -> str:
    """The secret part of its link, with the digest it used."""
    digest = handlers.sha256_crypt.using(rounds=1_000).hash(user.email)
    return str(_security.confirm_serializer.dumps([str(user.fs_uniquifier), digest]))


def test_a_waiting_members_password_is_gone_after_the_upgrade_and_the_link_good(app: Flask, reader: Reader) -> None:
    kept = security.make_hash(CHOSEN_THEN)
    waits = factories.member("Stranger", email="ann@example.org", password=kept, confirmed=False)
    other = factories.member(email="other@example.org", password=kept)
    link = f"/en/account/confirm/{mailed_by_the_release_before(waits)}/"
    with transaction():
        for number in (waits.id, other.id):
            db.session.add(SignIn(digest=f"of {number}", user_id=number, created_at=clock.now()))
    numbers = (waits.id, other.id)
    from_the_release_before()
    found = db.session.execute(select(User.email, User.password).order_by(User.email)).all()
    assert found == [("ann@example.org", None), ("other@example.org", kept)]
    assert db.session.scalars(select(SignIn.user_id)).all() == [numbers[1]]
    assert reader.send(link, {"name": "Ann", "password": CHOSEN_NOW}).status_code == 303
    answers = [
        reader.send("/en/account/sign-in/", {"email": "ann@example.org", "password": password}).status_code
        for password in (CHOSEN_THEN, CHOSEN_NOW)
    ]
    assert answers == [422, 303]
