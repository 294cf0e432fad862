"""Where the circles of the map stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from exchange.vocabularies import queries

DATA = Path(__file__).parent / "data"
Point = tuple[str, str, int, float, float, str]


@cache
def positions() -> Mapping[str, tuple[float, float]]:
    """Longitude and latitude in degrees by country code; see the README beside the file."""
    found: dict[str, tuple[float, float]] = json.loads((DATA / "positions.json").read_text("utf-8"))
    return found


def points(counts: Mapping[str, int], lang: str, address: Callable[[str], str]) -> list[Point]:
    """(code, name in `lang`, count, longitude, latitude, address) of the countries counted, by code; `address` makes the last from the code."""
    known = positions()
    return [
        (code, queries.place_name(code, lang), counts[code], *known[code], address(code))
        for code in sorted(counts)
        if code in known
    ]
