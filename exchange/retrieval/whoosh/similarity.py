"""Records like a given one: by the words that tell most about it, and by the codes they share.

The words are those of highest tf·idf, scored as a question is. What counts is the share of the score that the record
itself would have, so that 1 is a text with the same words; shared codes add a little, as the kind of record says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from exchange.retrieval import analysis
from exchange.retrieval.port import Document
from exchange.retrieval.terms import Term
from exchange.retrieval.whoosh.columns import Floats
from exchange.retrieval.whoosh.facets import unpack
from exchange.retrieval.whoosh.scoring import Caches, Scorer, idf
from exchange.retrieval.whoosh.snapshot import Snapshot

MOST_TERMS = 25
# Only so many of a long text's words are looked up, the most frequent; those in the title count more often.
MOST_LOOKED_UP = 100
# A word of more than this share of all documents tells nothing.
TOO_COMMON = 0.25
# Less than this is no likeness: it takes the themes, or a good part of the words, or some of both.
LEAST = 0.3


def similar(snapshot: Snapshot, kept: Caches, documents: Sequence[Document], limit: int) -> tuple[int, ...]:
    """The records most like the one `documents` are of, best first, at most `limit`; never itself."""
    if not documents or not snapshot.size:
        return ()
    likeness = _by_text(snapshot, kept, documents) + _by_codes(snapshot, documents[0])
    likeness[~snapshot.of_records(snapshot.alive) | (snapshot.records == documents[0].record)] = 0.0
    numbers = np.flatnonzero(likeness >= LEAST)
    order = np.lexsort([snapshot.records[numbers], -snapshot.newest[numbers], -likeness[numbers]])
    return tuple(int(one) for one in snapshot.records[numbers[order[:limit]]])


def telling_terms(snapshot: Snapshot, documents: Sequence[Document]) -> list[tuple[Term, float]]:
    """The stems that tell most about the record and what each would score in it; at most MOST_TERMS."""
    times: dict[str, int] = {}
    for document in documents:
        for stem, count in analysis.analyse(document.title, document.texts, document.language).stems.items():
            times[stem] = times.get(stem, 0) + count
    often = sorted(times, key=lambda stem: (-times[stem], stem))[:MOST_LOOKED_UP]
    found = []
    for stem in often:
        frequency = snapshot.frequency("stems", stem)
        # A word of this record alone finds nothing else.
        if 1 < frequency <= max(2.0, TOO_COMMON * snapshot.documents):
            found.append((Term("stems", stem), (1 + math.log(times[stem])) * idf(snapshot.documents, frequency)))
    return sorted(found, key=lambda one: (-one[1], one[0]))[:MOST_TERMS]


def _by_text(snapshot: Snapshot, kept: Caches, documents: Sequence[Document]) -> Floats:
    match = Scorer(snapshot, kept).match_terms(term for term, _weight in telling_terms(snapshot, documents))
    best = snapshot.of_records(np.where(match.found, match.scores, 0.0))
    # The record itself has the most there is; where the index has not seen it yet, the best other stands in.
    most = best[snapshot.records == documents[0].record].max(initial=0.0) or best.max()
    return np.minimum(best / most, 1.0) if most else best


def _by_codes(snapshot: Snapshot, document: Document) -> Floats:
    added = np.zeros(snapshot.size)
    for facet, weight in snapshot.searchable.likeness.items():
        codes = document.codes.get(facet, ())
        carrying = [unpack(snapshot.holding(facet, [code]), snapshot.size) for code in codes]
        # A theme that many carry, such as one above others, tells less than one of few.
        telling = [idf(snapshot.documents, int(np.count_nonzero(held))) for held in carrying]
        for held, tells in zip(carrying, telling, strict=True):
            added[held] += weight * tells / sum(telling)
    return added
