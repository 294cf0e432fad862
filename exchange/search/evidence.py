"""What experts did counts beside what they say of themselves: the practices that answer the same question, by author.

After Balog, Azzopardi and de Rijke (2006), Model 2: every practice that matches speaks for each of its authors, as
much as it matches. How much that is against the rest stands here and in docs/decisions/0011-finding-experts.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from exchange.core import clock
from exchange.experts.visibility import CONFIRMED_FOR
from exchange.practices.searchable import PRACTICES
from exchange.retrieval.port import Evidence, Request, SearchEngine, Support

# The profile that matches best. With all that follows it stays below the half that one fitting practice gives.
CLAIM = 0.3
OPEN = {("open", "yes"): 0.1, ("open", "limited"): 0.05}
CONFIRMED_LATELY = 0.05


def worth(weight: float) -> float:
    """What practices give that weigh this much together: one that fits a half, three three quarters, never a whole."""
    return weight / (1.0 + weight)


def weigh(backend: SearchEngine, request: Request) -> tuple[Request, Mapping[int, int]]:
    """The search for experts with the evidence for them, and how many matching practices each wrote.

    Words and themes ask for evidence; a country or a language is the expert's own, so the practices may lie anywhere.
    """
    themes = request.chosen.get("theme", frozenset())
    if not (request.asked.ranked or themes):
        return request, {}
    # A practice whose title is the question is no better evidence than others that answer it.
    question = Request(PRACTICES, replace(request.asked, title=""), {"theme": themes})
    found = by_author(backend, question)
    given = {number: worth(support.weight) for number, support in found.items()}
    matching = {number: support.records for number, support in found.items()}
    return replace(request, evidence=Evidence(given, CLAIM, OPEN, lately())), matching


def by_author(backend: SearchEngine, question: Request) -> dict[int, Support]:
    """What the practices that match say for each of their authors, by account number."""
    return {int(code): support for code, support in backend.support(question, "author").items()}


def lately() -> tuple[float, float]:
    """The moment after which a profile counts as confirmed lately, and what that adds."""
    return (clock.now() - CONFIRMED_FOR).timestamp(), CONFIRMED_LATELY
