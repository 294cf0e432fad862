"""What this project knows of sources: how their words map to themes, their headings to fields, and which records were chosen.

All of it is data: one file a source in `mappings/`, and the reviewed selection of the sample.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

MAPPINGS = Path(__file__).parent / "mappings"
SAMPLE = Path(__file__).parent / "sample"
START_OF_PRACTICE = "year of start"


@dataclass(frozen=True)
class Source:
    """How records of one source are read. The defaults are those of a source nobody described."""

    themes: Mapping[str, list[str]] = field(default_factory=dict)
    sectors: Mapping[str, list[str]] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    opening: str = "description"
    kind: str = ""
    markdown: bool = False
    start_years: frozenset[str] = frozenset({START_OF_PRACTICE})


UNKNOWN = Source()


@cache
def sources() -> Mapping[str, Source]:
    """Every source described in `mappings/`, by the exact value of `source` in its records."""
    found = {}
    for path in sorted(MAPPINGS.glob("*.json")):
        given: dict[str, Any] = json.loads(path.read_text("utf-8"))
        found[given["source"]] = Source(
            themes=given["themes"],
            sectors=given["sectors"],
            headings=given["headings"],
            opening=given.get("opening", "description"),
            kind=given["kind"] or "",
            markdown=given.get("text") == "markdown",
            start_years=frozenset({START_OF_PRACTICE, *given.get("start_years", [])}),
        )
    return found


@cache
def selection() -> Mapping[str, tuple[str, ...]]:
    """Themes chosen by a reviewer for the records that the sample keeps, by `source_id`."""
    with (SAMPLE / "selection.csv").open(encoding="utf-8", newline="") as file:
        return {row["source_id"]: tuple(row["themes"].split()) for row in csv.DictReader(file) if row["decision"] == "keep"}
