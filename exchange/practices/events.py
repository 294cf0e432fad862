"""What practices tell rooms above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exchange.core.events import Event

# What practices are called in the record of visible change.
KIND = "practice"


@dataclass(frozen=True)
class PracticesPublished:
    """Practices, by number, that have just got a published version: their first one or another."""

    practices: Sequence[int]


PUBLISHED = Event[PracticesPublished]("published")
