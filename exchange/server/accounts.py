"""The three accounts of a development instance, and the file that holds their passwords.

The file is written before the accounts are, and the database keeps its digest with them: whatever is
interrupted, the next start finds that the two do not belong together and writes both again.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from flask_security import hash_password
from sqlalchemy import select

from config import Settings
from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts.models import Profile, ProfileCountry, ProfileLanguage, ProfileTheme
from exchange.outbox.service import promise
from exchange.server import marks

STEP = "demo accounts"
NAMES = {"member": "Demo Expert", "moderator": "Demo Moderator", "administrator": "Demo Administrator"}


def file_of(settings: Settings) -> Path:
    """Where the passwords of an instance are."""
    return settings.var / "demo-accounts.json"


def make(settings: Settings, say: Callable[[str], None]) -> None:
    """Make the accounts on the first start; give them new passwords when their file is gone or another one."""
    path = file_of(settings)
    if path.exists() and marks.finished(STEP) == _digest(path.read_bytes()):
        return
    say("Making the demo accounts")
    entries = [{"role": role, "email": f"demo.{role}@example.org", "password": secrets.token_urlsafe(15)} for role in NAMES]
    content = (json.dumps(entries, indent=2) + "\n").encode()
    write_private(path, content)
    with transaction():
        for entry in entries:
            user = _account(entry["role"], entry["email"])
            user.password = hash_password(entry["password"])
            if entry["role"] == "member":
                _profile(user)
        marks.finish(STEP, _digest(content))


def write_private(path: Path, content: bytes) -> None:
    """Put `content` at `path` for the owner's eyes only, whole or not at all."""
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _account(role: str, email: str) -> User:
    user = db.session.scalar(select(User).where(User.email == email).with_for_update())
    if user is None:
        now = clock.now()
        user = User(
            email=email, name=NAMES[role], role=role, fs_uniquifier=secrets.token_hex(16), created_at=now, confirmed_at=now
        )
        db.session.add(user)
        db.session.flush()
    return user


def _profile(user: User) -> None:
    if db.session.get(Profile, user.id) is not None:
        return
    now = clock.now()
    db.session.add(
        Profile(
            user_id=user.id,
            public=True,
            biography={"en": "An invented expert of this development instance, to try the pages with."},
            country_code="KE",
            organisation="Demo organisation",
            position="Adviser",
            help_kinds=["answer"],
            open_to_requests="yes",
            links=[],
            reaches={},
            confirmed_at=now,
            updated_at=now,
            themes=[ProfileTheme(theme_id="waste", position=0)],
            languages=[ProfileLanguage(language="en", level="fluent", position=0)],
            countries=[ProfileCountry(place_code="KE", position=0)],
        )
    )
    db.session.flush()
    promise("index", {"kind": "expert", "id": user.id}, key=f"expert:{user.id}")
