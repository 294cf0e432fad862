"""Similar practices: read from the index, chosen and explained from the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exchange.core.languages import current_language
from exchange.core.places import Block
from exchange.practices import queries as practices
from exchange.practices.places import Reading
from exchange.practices.queries import Card, Published
from exchange.practices.searchable import PRACTICES
from exchange.practices.searchable.documents import of_practice
from exchange.retrieval.analysis import title_key
from exchange.retrieval.engines import engine
from exchange.retrieval.port import Capability
from exchange.search import reasons

SHOWN = 5
LOOKED_AT = 40
MOST_OF_ONE = 2


@dataclass(frozen=True)
class Similar:
    """A practice like another one, and why."""

    card: Card
    reason: str


def block(reading: Reading) -> list[Block]:
    """Practices like the one that is read; nothing when there are none."""
    found = similar_practices(reading.found)
    return [Block("search/similar.html", {"similar": found})] if found else []


def similar_practices(found: Published) -> list[Similar]:
    """The practices most like this one; empty while the engine cannot tell."""
    if Capability.SIMILAR not in engine().capabilities:
        return []
    numbers = engine().similar(PRACTICES, list(of_practice(found)), LOOKED_AT)
    if not numbers:
        return []
    chosen = mix(numbers, practices.organisations(numbers), found.version.organisation)
    themes = [row.theme_id for row in found.version.themes]
    countries = [row.place_code for row in found.version.places]
    lang = current_language()
    return [Similar(card, reasons.of_practice(card, themes, countries, lang)) for card in practices.cards(chosen, lang)]


def mix(numbers: Sequence[int], organisations: Mapping[int, str], own: str) -> list[int]:
    """The first of `numbers` that everybody may read, at most two of one organisation; none if all are of the `own` one."""
    taken: Counter[str] = Counter()
    chosen: list[int] = []
    for number in numbers:
        if number not in organisations or len(chosen) == SHOWN:
            continue
        # Where no organisation is given nothing tells two practices to be of the same one.
        lead = title_key(organisations[number]) or f"#{number}"
        if taken[lead] < MOST_OF_ONE:
            taken[lead] += 1
            chosen.append(number)
    return [] if set(taken) == {title_key(own)} else chosen
