"""What rooms above can add for a member who is signed in: to the menu of every page, and to the page of their work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from exchange.accounts.models import User
from exchange.core.places import Block, Place


@dataclass(frozen=True)
class Entry:
    """A link of the account menu; with what waits behind it as a number and in a sentence, where something does."""

    href: str
    label: str
    count: int = 0
    count_words: str = ""


@dataclass(frozen=True)
class Desk:
    """The page of a member's work: whose it is, and which page of its longest list they opened."""

    member: User
    page: int


@dataclass(frozen=True)
class DeskBlock(Block):
    """A block of the page of a member's work. `position` is where it stands among those of all rooms, lower ones first.

    `work` is true for what is under way: a member without any is told how to begin.
    """

    position: int = 0
    work: bool = False


NAVIGATION: Place[User, Entry] = Place("navigation")
DESK: Place[Desk, DeskBlock] = Place("desk")


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
