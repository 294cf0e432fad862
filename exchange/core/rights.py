"""Rights as data: the `access.py` of a room is a table of them that reads like a page of rules.

A rule says what must hold between a person and a subject, and why not, in words for the person it does not hold for. Which person and which
subject is the room's to say: an actor and a conversation, a member and a version under review.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask_babel import LazyString

from exchange.core.errors import Forbidden, NotFound

P = TypeVar("P")
S = TypeVar("S")


@dataclass(frozen=True)
class Rule(Generic[P, S]):
    """What must hold, and the sentence of the refusal where it does not.

    With `known` false the person may not know of the subject either: it is answered as not found, and needs no sentence. ValueError for
    a refusal that is known and has none.
    """

    holds: Callable[[P, S], bool]
    refusal: LazyString | None = None
    known: bool = True

    def __post_init__(self) -> None:
        if self.known and self.refusal is None:
            raise ValueError(f"{self.holds} is refused without a sentence")


@dataclass(frozen=True)
class Rights(Generic[P, S]):
    """The rights of a room by name, each with the rules that must all hold; the first that does not is the one that is told."""

    table: Mapping[str, tuple[Rule[P, S], ...]]

    def may(self, right: str, person: P, subject: S) -> bool:
        """True when nothing keeps `person` from it. KeyError for a right that is not in the table."""
        return self._first_broken(right, person, subject) is None

    def why_not(self, right: str, person: P, subject: S) -> LazyString | None:
        """Why `person` may not, in words for them; None when they may. NotFound where they may not know of the subject."""
        broken = self._first_broken(right, person, subject)
        if broken is not None and not broken.known:
            raise NotFound(str(broken.refusal or ""))
        return broken.refusal if broken is not None else None

    def authorise(self, right: str, person: P, subject: S) -> None:
        """Go on only when `person` may. Forbidden with the sentence of the refusal; NotFound where they may not know of the subject."""
        why = self.why_not(right, person, subject)
        if why is not None:
            raise Forbidden(str(why))

    def _first_broken(self, right: str, person: P, subject: S) -> Rule[P, S] | None:
        return next((rule for rule in self.table[right] if not rule.holds(person, subject)), None)
