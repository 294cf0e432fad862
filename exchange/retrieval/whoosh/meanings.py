"""Meanings of a question, put together where the same words name several terms; and both ways of finding one kept in sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from exchange.retrieval.parsing import Meaning, Word
from exchange.retrieval.whoosh.columns import Bools, Floats

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
    members = [np.flatnonzero(held[numbers]) for held in kinds if held[numbers].any()]
    # Who scores as the first one out of sight may be put on either side of it.
    border = -np.partition(-scores, IN_SIGHT)[IN_SIGHT]
    if all(scores[some].max() > border for some in members):
        return
    # The best of each kind shall be above all others but as many as find room beside them.
    chosen = np.unique([some[np.argmax(scores[some])] for some in members])
    others = np.delete(scores, chosen)
    room = max(0, IN_SIGHT - len(chosen))
    above = np.nextafter(-np.partition(-others, room)[room], np.inf)
    best[numbers[chosen]] = np.maximum(scores[chosen], above)
