"""Evidence in the ranking: what matching records say for a code, and what is said for records joined with their own score."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from exchange.retrieval.parsing import NOTHING, Query
from exchange.retrieval.port import Evidence, Request, Support
from exchange.retrieval.whoosh.columns import Bools, Floats
from exchange.retrieval.whoosh.facets import unpack
from exchange.retrieval.whoosh.scoring import SAME_TITLE, Match, Scorer
from exchange.retrieval.whoosh.snapshot import Snapshot


def support(snapshot: Snapshot, link: str, kept: Bools, best: Floats) -> dict[str, Support]:
    """How many of the records kept carry each code, and how well they match: by the square, so that faint matches add up to little."""
    pairs = snapshot.links[link]
    best = np.where(kept, best, 0.0)
    weights = (best / best.max()) ** 2 if best.any() else np.ones(len(best))
    held = kept[pairs.records]
    codes, records = pairs.codes[held], pairs.records[held]
    counts = np.bincount(codes, minlength=len(pairs.numbers)).tolist()
    sums = np.bincount(codes, weights[records], minlength=len(pairs.numbers)).tolist()
    return {code: Support(counts[number], sums[number]) for code, number in pairs.numbers.items() if counts[number]}


def match(scorer: Scorer, request: Request) -> Match:
    """Which documents match by their text, or by the evidence of `request`."""
    found = scorer.match(request.asked)
    if request.evidence is None:
        return found
    given = _given_scores(scorer.snapshot, request.evidence) > 0
    texts = _allowed_texts(scorer, request.asked)
    return replace(found, texts=texts, found=found.found | (given[scorer.snapshot.record_of] & texts))


def _allowed_texts(scorer: Scorer, asked: Query) -> Bools:
    """The living texts that hold nothing the question rules out; what it demands may stand in the evidence."""
    ruled_out = replace(
        NOTHING,
        without_words=asked.without_words,
        without_phrases=asked.without_phrases,
        without_prefixes=asked.without_prefixes,
    )
    return scorer.match(ruled_out).texts


def join_scores(snapshot: Snapshot, evidence: Evidence, best: Floats) -> Floats:
    """The score of each record, from how well its text matches and from what else speaks for it."""
    # Who is asked for by name comes first, whatever else is said.
    named = best >= SAME_TITLE
    own = np.where(named, 0.0, best)
    most = own.max(initial=0.0)
    scale = evidence.own / most if most else 0.0
    return own * scale + SAME_TITLE * named + _given_scores(snapshot, evidence) + _added_scores(snapshot, evidence)


def _given_scores(snapshot: Snapshot, evidence: Evidence) -> Floats:
    added = np.zeros(snapshot.size)
    if evidence.given:
        records = np.fromiter(evidence.given, dtype=np.int64, count=len(evidence.given))
        amounts = np.fromiter(evidence.given.values(), dtype=np.float64, count=len(evidence.given))
        order = np.argsort(records)
        records, amounts = records[order], amounts[order]
        places = np.minimum(np.searchsorted(records, snapshot.records), len(records) - 1)
        same = records[places] == snapshot.records
        added[same] = amounts[places[same]]
    return added


def _added_scores(snapshot: Snapshot, evidence: Evidence) -> Floats:
    """What is added for codes and for a late review."""
    moment, worth = evidence.since
    added: Floats = np.where(snapshot.reviewed >= moment, worth, 0.0)
    for (facet, code), amount in evidence.codes.items():
        added[unpack(snapshot.holding(facet, [code]), snapshot.size)] += amount
    return added
