"""What the vocabularies tell rooms above."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.core.events import Event


@dataclass(frozen=True)
class TermsChanged:
    """Codes of the terms that a load changed (not those it made: nothing carries them yet)."""

    themes: frozenset[str]
    places: frozenset[str]
    targets: frozenset[str]


VOCABULARY_CHANGED = Event[TermsChanged]("vocabulary changed")
