"""Places on pages that rooms above fill: the room that owns a page names its places, and its templates print what came.

A room fills a place in its `feature.py`. The view asks for the parts before it renders, so that no template asks the
database or the index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from flask import Flask, current_app

EXTENSION = "places"
Context = TypeVar("Context")
Part = TypeVar("Part")


@dataclass(frozen=True)
class Block:
    """A piece of a page: the template that prints it, which reads `part.given`."""

    template: str
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Place(Generic[Context, Part]):
    """A place by its name, which no other place has. Who fills it is told the context and gives parts: any number, of its own kind."""

    name: str

    def fill(self, app: Flask, parts_for: Callable[[Context], Iterable[Part]], *, order: int) -> None:
        """Let `parts_for` add to this place in `app`; a lower `order` stands earlier."""
        fillers = app.extensions.setdefault(EXTENSION, {}).setdefault(self.name, [])
        fillers.append((order, parts_for))
        fillers.sort(key=lambda filler: filler[0])

    def parts(self, context: Context) -> list[Part]:
        """What the rooms give for this context, in their order. Reads the database and the index, so call it before rendering."""
        fillers = current_app.extensions.get(EXTENSION, {}).get(self.name, [])
        return [part for _order, parts_for in fillers for part in parts_for(context)]


# The home page is of no room: its context is the language of the page.
HOME: Place[str, Block] = Place("home")
