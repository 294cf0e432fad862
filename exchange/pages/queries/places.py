"""Where the circles of the map stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import url_for

from exchange.vocabularies import queries as vocabularies

DATA = Path(__file__).parent.parent / "data"
Point = tuple[str, str, int, float, float, str]


@cache
def positions() -> Mapping[str, tuple[float, float]]:
    """Longitude and latitude in degrees by country code; see the README beside the file."""
    found: dict[str, tuple[float, float]] = json.loads((DATA / "positions.json").read_text("utf-8"))
    return found


def points(counts: Mapping[str, int], lang: str) -> list[Point]:
    """(code, name in `lang`, count, longitude, latitude, address) of the countries with a practice, by code."""
    known = positions()
    return [
        (code, vocabularies.place_name(code, lang), counts[code], *known[code], url_for("pages.country", code=code))
        for code in sorted(counts)
        if code in known
    ]
