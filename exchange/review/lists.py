"""The checklist and the reasons for declining: data with labels in each language, read once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from exchange.core.languages import DEFAULT

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Entry:
    """An entry of a list: its stable code and its label by language code."""

    id: str
    labels: dict[str, str]

    def label(self, language: str) -> str:
        """The label in `language`; in English where the list has none in it."""
        return self.labels.get(language) or self.labels[DEFAULT]


def read(name: str) -> tuple[Entry, ...]:
    """The entries of a file under `data/`, in its order."""
    return tuple(Entry(one["id"], one["labels"]) for one in json.loads((DATA / name).read_text("utf-8")))


CHECKLIST = read("checklist.json")
DECLINE_REASONS = read("decline_reasons.json")
CHECKS = tuple(entry.id for entry in CHECKLIST)
REASONS = {entry.id: entry for entry in DECLINE_REASONS}


def ticked_codes(given: Iterable[str]) -> list[str]:
    """The known codes among `given`, once each, in the order of the checklist."""
    chosen = set(given)
    return [code for code in CHECKS if code in chosen]


def unticked_entries(given: Iterable[str]) -> list[Entry]:
    """The entries of the checklist that are not among `given`."""
    chosen = set(given)
    return [entry for entry in CHECKLIST if entry.id not in chosen]
