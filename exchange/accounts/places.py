"""What rooms above can add for a member who is signed in: to the menu of every page, and to the page of their work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.places import Block, Place


@dataclass(frozen=True)
class Entry:
    """A link of the account menu; with what waits behind it as a number and in a sentence, where something does.

    One with `in_bar` stands in the top bar as well.
    """

    href: str
    label: str
    count: int = 0
    count_words: str = ""
    in_bar: bool = False


# The lists of My work, in their order.
WAITS_FOR_ME, I_WAIT_FOR, MINE, SAVED = VIEWS = ("waiting", "others", "mine", "saved")


@dataclass(frozen=True)
class Desk:
    """The page of a member's work: whose it is, which of its lists is open, and which page of it."""

    member: User
    page: int = 1
    view: str = MINE


@dataclass(frozen=True)
class DeskBlock(Block):
    """A block of the list that is open. `position` is where it stands among those of all rooms, lower ones first."""

    position: int = 0


@dataclass(frozen=True)
class Section:
    """An entry of the index on the first page of administration; `note` says how much stands behind it, such as a count."""

    group: str
    label: str
    href: str
    note: str | int = ""


# The groups of that index.
PEOPLE, CONTENT, PLATFORM = "people", "content", "platform"


@dataclass(frozen=True)
class Line:
    """A line of My work that asks nothing of the member: what it is about, where it leads, and how it stands, in words."""

    title: str
    href: str
    note: str
    at: datetime | None = None
    language: str = ""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a member. Every list of such things is printed by `waiting_list` of `macros/waiting.html`.

    `kind` is the word of its badge and `colour` a colour of badges; `reason` says in a sentence why it waits; `button` names
    the next step, which is at `href`, or posted to `action` where that is given. `since` is when it began to wait, `due` when
    it is late. `language` is that of a title somebody wrote, "" for our own words.
    """

    kind: str
    title: str
    href: str
    reason: str
    button: str
    colour: str = "mute"
    since: datetime | None = None
    due: datetime | None = None
    action: str | None = None
    language: str = ""

    @property
    def late(self) -> bool:
        """True when it should have been done by now."""
        return self.due is not None and _aware(self.due) < clock.now()

    @property
    def days_late(self) -> int:
        """How many whole days it is late, at least 1; 0 when it is not."""
        return max(1, (clock.now() - _aware(self.due)).days) if self.due is not None and self.late else 0


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def sort_waiting(items: Iterable[Waiting]) -> list[Waiting]:
    """What waits, the late first; then by the day it is due or waits since; what has neither last."""
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(items, key=lambda one: (not one.late, _aware(one.due or one.since or never)))


# What waits for a member, and what they wait for: each room gives at most as many of a kind as a page of a list holds, the oldest.
WAITING: Place[User, Waiting] = Place("waiting")
AWAITED: Place[User, Line] = Place("awaited")
# How many things of `WAITING` there are: a statement or two each, since every page of a member counts them.
WAITING_COUNT: Place[User, int] = Place("waiting count")
# What waits for any moderator beside the submissions, of which the moderator who asks is one; and how much.
QUEUE: Place[User, Waiting] = Place("queue")
QUEUE_COUNT: Place[User, int] = Place("queue count")
# What is new for a member and asks nothing of them.
NEWS: Place[User, Line] = Place("news")
NAVIGATION: Place[User, Entry] = Place("navigation")
# Blocks of the lists `MINE` and `SAVED`, how much is in the lists beside `WAITS_FOR_ME`, and the ways to other pages of one's work.
DESK: Place[Desk, DeskBlock] = Place("desk")
# The context is the administrator.
ADMIN_INDEX: Place[User, Section] = Place("administration")
ADMIN_WAITING: Place[User, Waiting] = Place("waiting for administrators")
DESK_COUNT: Place[User, tuple[str, int]] = Place("desk count")
DESK_WAYS: Place[User, Entry] = Place("ways from the desk")


def waiting_count(member: User) -> int:
    """How many things wait for the member, over all rooms."""
    return sum(WAITING_COUNT.parts(member))


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
