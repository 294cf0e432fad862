"""Meanings of a question, put together where the same words name several terms; and both ways of finding one kept in sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from exchange.search.asking import Meaning, Word
from exchange.search.engine.columns import Bools, Floats

IN_SIGHT = 20


@dataclass(frozen=True)
class Sense:
    """Words of a question, and the terms that they name, each with its place among the question's meanings."""

    words: tuple[Word, ...]
    meanings: tuple[tuple[int, Meaning], ...]


def senses(meanings: Iterable[Meaning]) -> list[Sense]:
    """The meanings by the words they were read from, in the order of the question. A word counts for its first sense alone."""
    found: dict[tuple[Word, ...], list[tuple[int, Meaning]]] = {}
    for place, meaning in enumerate(meanings):
        found.setdefault(meaning.covers, []).append((place, meaning))
    counted: set[Word] = set()
    made = []
    for covers, some in found.items():
        made.append(Sense(tuple(word for word in covers if word not in counted), tuple(some)))
        counted.update(covers)
    return made


def keep_in_sight(best: Floats, kept: Bools, kinds: Sequence[Bools]) -> None:
    """Raise scores so that the first IN_SIGHT records of those kept show one of each kind that has any.

    A term may be found by what records carry and by what their texts say; where one of the two has many members, all with
    higher scores, the other would not be seen on the first page.
    """
    numbers = np.flatnonzero(kept)
    if len(numbers) <= IN_SIGHT:
        return
    scores = best[numbers]
    order = np.argpartition(-scores, IN_SIGHT - 1)[:IN_SIGHT]
    first = order[np.argsort(-scores[order], kind="stable")]
    missing = [held[numbers] for held in kinds if held[numbers].any() and not held[numbers[first]].any()]
    if not missing:
        return
    above = np.nextafter(scores[first[IN_SIGHT - 1 - len(missing)]], np.inf)
    for held in missing:
        places = np.flatnonzero(held)
        raised = numbers[places[np.argmax(scores[places])]]
        best[raised] = max(best[raised], above)
