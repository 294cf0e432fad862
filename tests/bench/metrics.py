"""How good a ranking is against judgements: nDCG, average precision and recall. Pure.

Sources: Järvelin and Kekäläinen (2002) for nDCG with gain 2^grade - 1 as in trec_eval's successors; Buckley and Voorhees
(2005) for average precision. A document not judged counts as not relevant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Grades = Mapping[str, int]


def ndcg(ranking: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Discounted gain of the first `depth`, of what the best order would have; 0 when nothing is relevant."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(one, 0) for one in ranking[:depth]]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0 ** max(grade, 0) - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def average_precision(ranking: Sequence[str], grades: Grades) -> float:
    """The mean, over all relevant documents, of the precision where each is found; one not found counts 0."""
    relevant = {one for one, grade in grades.items() if grade > 0}
    found, total = 0, 0.0
    for place, one in enumerate(ranking, 1):
        if one in relevant:
            found += 1
            total += found / place
    return total / len(relevant) if relevant else 0.0


def recall(ranking: Sequence[str], grades: Grades, depth: int = 100) -> float:
    """The share of relevant documents among the first `depth`."""
    relevant = {one for one, grade in grades.items() if grade > 0}
    return len(relevant & set(ranking[:depth])) / len(relevant) if relevant else 0.0
