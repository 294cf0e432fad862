"""Whether two folded words are one in another number or case: a stem in common, and only an ending apart. Pure.

Stems alone take "direct" for "directives" and "universe" for "universities".
"""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile

from exchange.retrieval import analysis
from exchange.retrieval.analysis import Script

CASED = frozenset({Script.LATIN, Script.CYRILLIC})
LONGEST_ENDING = 3
# So many letters at least both begin with; a shorter word has no other form.
SHORTEST_BEGINNING = 3
REMEMBERED = 10_000


def only_ending_apart(one: str, other: str) -> bool:
    """True when the words differ by LONGEST_ENDING letters at their end at most."""
    return max(len(one), len(other)) - count_shared(one, other) <= LONGEST_ENDING


def count_shared(one: str, other: str) -> int:
    """How many letters both begin with."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@lru_cache(maxsize=REMEMBERED)
def beginnings(form: str) -> tuple[str, ...]:
    """How the other forms of a word may begin: each does in one of these ways. Empty when it has none."""
    script = analysis.script_of(form)
    if script is Script.ARABIC:
        stem = analysis.arabic_stem(form)
        return tuple(prefix + stem for prefix in ("", *analysis.ARABIC_PREFIXES))
    if script not in CASED or len(form) < SHORTEST_BEGINNING:
        return ()
    return (form[: max(SHORTEST_BEGINNING, len(form) - LONGEST_ENDING)],)


def is_inflected(form: str, other: str, language: str) -> bool:
    """True when `other` is the word `form` of a `language` (primary subtag), in whatever number or case."""
    if form == other:
        return True
    if not other.startswith(beginnings(form)):
        return False
    stem, another = analysis.terms_of(form, language)[1], analysis.terms_of(other, language)[1]
    if analysis.script_of(form) not in CASED:
        return stem == another
    # Stemmers take more from some forms than from others: "circular" becomes "circul" in Spanish, and "circulares" "circular".
    return only_ending_apart(form, other) and (stem in (another, other) or form == another)
