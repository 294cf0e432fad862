"""A small exchange with known records, served by the product's own web server in this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select
from waitress.server import create_server

from config import ROOT, from_environment
from exchange import create_app
from exchange.accounts import service as accounts
from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts import service as experts
from exchange.experts.rules import ProfileValues
from exchange.outbox import worker
from exchange.server import web
from exchange.transfer.importing import import_file
from exchange.vocabularies import service as vocabularies

PASSWORD = "a long way to the lake 7"
EMAILS = {role: f"{role}@example.org" for role in ("member", "moderator", "administrator")}
RECORDS = 60
PROFILE = ProfileValues(name="Amina Osei", themes=("waste",), languages=(("en", "native"),), country_code="GH", public=True)


class Served:
    """Where the exchange answers, and its parts for a test to look at."""

    def __init__(self, app: Flask, port: int) -> None:
        self.app = app
        self.address = f"http://127.0.0.1:{port}"

    def do_jobs(self) -> None:
        """What the worker does: mail and index."""
        with self.app.app_context():
            worker.drain(self.app)
            db.session.remove()

    def mails_to(self, address: str) -> list[str]:
        """The plain texts of all mail to `address`, oldest first."""
        folder = Path(self.app.config["EXCHANGE_VAR"]) / "mail"
        letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]
        bodies = [letter.get_body(("plain",)) for letter in letters if letter["To"] == address]
        return [body.get_content() for body in bodies if body is not None]


@contextmanager
def served(var: Path) -> Iterator[Served]:
    """Serve a fresh exchange in `var` with the first records of the sample, an expert, a moderator and an administrator."""
    settings = from_environment({"EXCHANGE_VAR": str(var), "RATE_LIMITS": "0", "LOG_LEVEL": "ERROR"})
    app = create_app(settings)
    with app.app_context():
        fill(app, var)
    server: Any = create_server(app, host="127.0.0.1", port=0, **web.options(app))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Served(app, server.effective_port)
    finally:
        server.trigger.pull_trigger(server.close)
        server.task_dispatcher.shutdown()
        thread.join(10)
        with app.app_context():
            db.engine.dispose()


def fill(app: Flask, var: Path) -> None:
    """Tables, vocabularies, people and practices."""
    upgrade(directory=str(ROOT / "migrations"))
    with transaction():
        vocabularies.load()
    for role, email in EMAILS.items():
        opened = accounts.prepare_account(email, role, f"Test {role.title()}", PASSWORD)
        with transaction():
            accounts.create(opened)
    with transaction():
        member = db.session.scalars(select(User).where(User.email == EMAILS["member"])).one()
        experts.save(member, PROFILE)
    records = var / "records.jsonl"
    lines: list[str] = []
    for name in ("ecesp", "climate_adapt", "world_bank"):
        path = ROOT / "exchange" / "transfer" / "sample" / f"{name}.jsonl"
        lines += path.read_text("utf-8").splitlines(keepends=True)[: RECORDS // 3]
    records.write_text("".join(lines), "utf-8")
    report = import_file(records, reviewed=True, refuse=lambda _number, _reason: None, advance=lambda _bytes: None)
    assert report.created == len(lines)
    worker.drain(app)
    db.session.remove()
