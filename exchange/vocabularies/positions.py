"""Where the circles of the map stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from exchange.vocabularies import queries

DATA = Path(__file__).parent / "data"
Point = tuple[str, str, int, float, float, str]
# Where the circle of a region stands on a map of the world: on its land, apart from the circles around. Europe is one.
REGIONS: Mapping[str, tuple[float, float]] = {
    "150": (14, 53), "015": (12, 27), "011": (-5, 12), "017": (18, 3), "014": (39, 4), "018": (24, -27), "145": (45, 30), "143": (67, 46),
    "034": (78, 21), "030": (108, 37), "035": (110, 7), "009": (140, -24), "021": (-102, 46), "013": (-97, 18), "029": (-68, 20),
    "005": (-58, -15),
}  # fmt: skip


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


def region_points(counts: Mapping[str, int], lang: str, address: Callable[[str], str]) -> list[Point]:
    """As `points`, of the regions of REGIONS that are counted; the largest first."""
    found = [
        (code, queries.place_name(code, lang), counts[code], *place, address(code))
        for code, place in REGIONS.items()
        if counts.get(code)
    ]
    return sorted(found, key=lambda point: (-point[2], point[0]))
