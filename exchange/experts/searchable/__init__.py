"""Experts as a kind of record to be searched."""

from __future__ import annotations

from flask_babel import ngettext

from exchange.experts import queries
from exchange.experts.searchable import documents
from exchange.experts.searchable.facets import FACETS
from exchange.experts.visibility import ProfileView
from exchange.retrieval.kinds.searchable import Searchable

EXPERTS = "experts"


def counted(count: int) -> str:
    """A number of experts in words."""
    return str(ngettext("%(num)s expert", "%(num)s experts", count))


KIND: Searchable[ProfileView] = Searchable(
    name=EXPERTS,
    record="expert",
    version=documents.VERSION,
    facets=FACETS,
    numbers=queries.public_ids,
    documents=documents.of_experts,
    counted=counted,
    ranking=frozenset({"theme"}),
    likeness={"theme": 0.5, "country": 0.15},
)
