"""What rooms above can add to the page of an expert."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.core.places import Block, Place
from exchange.experts.visibility import ProfileView


@dataclass(frozen=True)
class Figure:
    """A number of what the expert did, with its words; 0 is not printed."""

    label: str
    count: int


AFTER_PROFILE: Place[ProfileView, Block] = Place("profile after text")
PROFILE_FIGURES: Place[ProfileView, Figure] = Place("profile figures")
