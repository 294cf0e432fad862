"""Which lines of the log are acts of administration, and how each reads: rooms above tell of their own records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString

from exchange.core.places import Place
from exchange.workflow.models import Event


@dataclass(frozen=True)
class Told:
    """What was done, as words without the actor; `title` names the record ("" for none), in `language` where it may be foreign, at `href`."""

    words: str
    title: str = ""
    href: str = ""
    language: str = ""


@dataclass(frozen=True)
class Acts:
    """Acts of administration on one kind of subject: which `names` of its lines, and what the lines say, by their number."""

    subject: str
    label: LazyString
    names: tuple[str, ...]
    tell: Callable[[Sequence[Event]], Mapping[int, Told]]


ACTS: Place[None, Acts] = Place("acts of administration")
