"""The three accounts of a development instance, and the file that holds their passwords.

The file is written before the accounts are, and the database keeps its digest with them: whatever is
interrupted, the next start finds that the two do not belong together and writes both again.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from config import Settings
from exchange.accounts import access, service
from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.private import write_private
from exchange.core.transaction import transaction
from exchange.experts import service as experts
from exchange.experts.rules import ProfileValues
from exchange.setup import marks

STEP = "demo accounts"
NAMES = {"member": "Demo Expert", "moderator": "Demo Moderator", "administrator": "Demo Administrator"}
PROFILE = ProfileValues(
    name=NAMES["member"],
    biography={"en": "An invented expert of this development instance, to try the pages with."},
    country_code="KE",
    organisation="Demo organisation",
    position="Adviser on waste",
    themes=("waste",),
    languages=(("en", "fluent"),),
    public=True,
)


def file_of(settings: Settings) -> Path:
    """Where the passwords of an instance are."""
    return settings.var / "demo-accounts.json"


def make(settings: Settings, say: Callable[[str], None]) -> None:
    """Make the accounts on the first start; give them new passwords when their file is gone or another one."""
    path = file_of(settings)
    if path.exists() and marks.finished_digest(STEP) == _digest(path.read_bytes()):
        return
    say("Making the demo accounts")
    entries = [{"role": role, "email": f"demo.{role}@example.org", "password": secrets.token_urlsafe(15)} for role in NAMES]
    content = (json.dumps(entries, indent=2) + "\n").encode()
    write_private(path, [content])
    prepared = [service.prepare_account(one["email"], one["role"], NAMES[one["role"]], one["password"]) for one in entries]
    with transaction():
        for opened in prepared:
            _account(opened)
        marks.finish(STEP, _digest(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _account(opened: service.Opened) -> None:
    user = db.session.scalar(select(User).where(User.email == opened.email).with_for_update())
    if user is not None:
        user.password = opened.password
        return
    number = service.create(opened)
    if opened.role not in access.RIGHTS_OF_ROLES["review"]:
        experts.save(db.session.get_one(User, number), PROFILE)
