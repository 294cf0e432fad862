"""Practices as a kind of record to be searched."""

from __future__ import annotations

from flask_babel import ngettext

from exchange.practices import queries
from exchange.practices.queries import Published
from exchange.practices.searchable import documents
from exchange.practices.searchable.database import FOUND
from exchange.practices.searchable.facets import FACETS
from exchange.retrieval.kinds.searchable import Searchable

PRACTICES = "practices"


def count_words(count: int) -> str:
    """A number of practices in words."""
    return str(ngettext("%(num)s practice", "%(num)s practices", count))


KIND: Searchable[Published] = Searchable(
    name=PRACTICES,
    record="practice",
    version=documents.VERSION,
    facets=FACETS,
    links=("author", "target"),
    numbers=queries.published_ids,
    documents=documents.of_practices,
    database=FOUND,
    counted=count_words,
    sorts=("match", "newest", "reviewed"),
    by_year=True,
    on_map=True,
    better={("evidence", "measured"): 0.5, ("evidence", "evaluated"): 1.0},
    likeness={"theme": 0.5, "kind": 0.05, "target": 0.1, "country": 0.15, "region": 0.05},
)
