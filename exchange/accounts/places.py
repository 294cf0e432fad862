"""What rooms above can add for a member who is signed in, on every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from exchange.accounts.models import User
from exchange.core.places import Place


@dataclass(frozen=True)
class Entry:
    """A link of the account menu; with what waits behind it as a number and in a sentence, where something does."""

    href: str
    label: str
    count: int = 0
    count_words: str = ""


NAVIGATION: Place[User, Entry] = Place("navigation")


def init(app: Flask) -> None:
    """Collect the account menu for the pages of `app`, before each is rendered."""

    @app.context_processor
    def menu() -> dict[str, Any]:
        try:
            member = current_user._get_current_object() if current_user.is_authenticated else None
            return {"account_links": NAVIGATION.parts(member) if member is not None else []}
        except SQLAlchemyError:
            # The pages that say the database is away are made without it.
            return {"account_links": []}
