"""What accounts tell rooms above."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.core.events import Event


@dataclass(frozen=True)
class MemberChanged:
    """A member, by number, of whom pages beside their own say something else now: the name, or whether their profile can be read."""

    member: int


MEMBER_CHANGED = Event[MemberChanged]("member changed")
